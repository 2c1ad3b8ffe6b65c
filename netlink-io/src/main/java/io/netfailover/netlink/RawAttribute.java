package io.netfailover.netlink;

/**
 * An attribute that this library does not interpret.
 *
 * @param type without NLA_F_NESTED and NLA_F_NET_BYTEORDER
 */
public record RawAttribute(int type, RawBytes value) {}
