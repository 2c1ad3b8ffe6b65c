package io.netfailover.netlink;

/**
 * A feature of a link, {@code struct ethtool_get_features_block} of linux/ethtool.h.
 *
 * @param name {@code tx-checksum-ip-generic}
 * @param active whether it is on
 * @param wanted whether a user wants it on; it may be off all the same, as long as another one that it needs is
 * @param changeable whether users may change it
 */
public record Feature(String name, boolean active, boolean wanted, boolean changeable) {}
