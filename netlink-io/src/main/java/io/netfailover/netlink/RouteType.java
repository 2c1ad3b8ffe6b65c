package io.netfailover.netlink;

/** What becomes of packets, RTN_* of linux/rtnetlink.h, in the order of their numbers. */
public enum RouteType {
    UNSPECIFIED(0),
    UNICAST(1),
    LOCAL(2),
    BROADCAST(3),
    ANYCAST(4),
    MULTICAST(5),
    BLACKHOLE(6),
    UNREACHABLE(7),
    PROHIBIT(8),
    THROW(9),
    NAT(10),
    XRESOLVE(11);

    private static final RouteType[] BY_NUMBER = values();

    private final int number;

    RouteType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static RouteType of(int number) {
        if (number >= BY_NUMBER.length) {
            throw NetlinkException.malformed("route type " + number);
        }
        return BY_NUMBER[number];
    }
}
