package io.netfailover.netlink;

/** What the kernel tells without being asked: RTNLGRP_* of linux/rtnetlink.h. Join only what is used, since each fills the same queue. */
public enum RouteGroup {
    LINK(1),
    /** ARP, neighbour discovery and forwarding databases: the most talkative of all. */
    NEIGHBOUR(3),
    TRAFFIC_CONTROL(4),
    IPV4_ADDRESS(5),
    IPV4_ROUTE(7),
    IPV4_RULE(8),
    IPV6_ADDRESS(9),
    IPV6_ROUTE(11),
    IPV6_RULE(19);

    private final int number;

    RouteGroup(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
