package io.netfailover.netlink;

import java.util.Arrays;

/** Spanning tree state of a bridge port, BR_STATE_* of linux/if_bridge.h. */
public enum PortState {
    DISABLED(0),
    LISTENING(1),
    LEARNING(2),
    FORWARDING(3),
    BLOCKING(4);

    private final int number;

    PortState(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static PortState of(int number) {
        return Arrays.stream(values())
                .filter(state -> state.number == number)
                .findAny()
                .orElseThrow(() -> NetlinkException.malformed("bridge port state " + number));
    }
}
