package io.netfailover.netlink;

/**
 * How much may be sent and received at once (segmentation and receive offload). Sizes in bytes; those of TSO are what the device can, the
 * others what is set.
 *
 * @param gsoMaxSize IFLA_GSO_MAX_SIZE
 * @param gsoMaxSegs IFLA_GSO_MAX_SEGS
 * @param tsoMaxSize IFLA_TSO_MAX_SIZE
 * @param tsoMaxSegs IFLA_TSO_MAX_SEGS
 * @param groMaxSize IFLA_GRO_MAX_SIZE
 */
public record OffloadLimits(int gsoMaxSize, int gsoMaxSegs, int tsoMaxSize, int tsoMaxSegs, int groMaxSize) {}
