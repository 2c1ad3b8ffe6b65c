package io.netfailover.netlink;

/** What becomes of packets, RTN_* of linux/rtnetlink.h, in the order of their numbers. */
public enum RouteType {
    UNSPECIFIED,
    UNICAST,
    LOCAL,
    BROADCAST,
    ANYCAST,
    MULTICAST,
    BLACKHOLE,
    UNREACHABLE,
    PROHIBIT,
    THROW,
    NAT,
    XRESOLVE;

    private static final RouteType[] BY_NUMBER = values();

    static RouteType of(int number) {
        if (number >= BY_NUMBER.length) {
            throw NetlinkException.malformed("route type " + number);
        }
        return BY_NUMBER[number];
    }
}
