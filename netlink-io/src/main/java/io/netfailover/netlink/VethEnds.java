package io.netfailover.netlink;

/** A veth pair as the kernel made it. */
public record VethEnds(Link link, Link peer) {}
