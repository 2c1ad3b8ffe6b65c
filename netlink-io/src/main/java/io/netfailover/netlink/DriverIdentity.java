package io.netfailover.netlink;

/**
 * Who drives a link, {@code struct ethtool_drvinfo} of linux/ethtool.h.
 *
 * @param driver {@code virtio_net}, {@code net_failover}, {@code veth}
 * @param version of the driver, for most the kernel's
 * @param firmware empty when the driver knows none
 * @param bus where the device is, for PCI its address; empty for virtual links
 */
public record DriverIdentity(String driver, String version, String firmware, String bus) {}
