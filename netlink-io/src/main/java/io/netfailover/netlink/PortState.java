package io.netfailover.netlink;

/** Spanning tree state of a bridge port, BR_STATE_* of linux/if_bridge.h, in the order of their numbers. */
public enum PortState {
    DISABLED(0),
    LISTENING(1),
    LEARNING(2),
    FORWARDING(3),
    BLOCKING(4);

    private static final PortState[] BY_NUMBER = values();

    private final int number;

    PortState(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static PortState of(int number) {
        if (number >= BY_NUMBER.length) {
            throw NetlinkException.malformed("bridge port state " + number);
        }
        return BY_NUMBER[number];
    }
}
