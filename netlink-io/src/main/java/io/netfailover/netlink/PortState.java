package io.netfailover.netlink;

/** Spanning tree state of a bridge port, BR_STATE_* of linux/if_bridge.h, in the order of their numbers. */
public enum PortState {
    DISABLED,
    LISTENING,
    LEARNING,
    FORWARDING,
    BLOCKING;

    private static final PortState[] BY_NUMBER = values();

    static PortState of(int number) {
        if (number >= BY_NUMBER.length) {
            throw NetlinkException.malformed("bridge port state " + number);
        }
        return BY_NUMBER[number];
    }
}
