package io.netfailover.netlink;

/** What the kernel knows about a neighbour, NUD_* of linux/neighbour.h. */
public enum NudState {
    NONE(0),
    INCOMPLETE(0x01),
    REACHABLE(0x02),
    STALE(0x04),
    DELAY(0x08),
    PROBE(0x10),
    FAILED(0x20),
    NOARP(0x40),
    PERMANENT(0x80);

    private final int bit;

    NudState(int bit) {
        this.bit = bit;
    }

    int bit() {
        return bit;
    }

    /** The strongest of the bits, since an FDB entry has two; bits of newer kernels are NONE. */
    static NudState of(int bits) {
        NudState strongest = NONE;
        for (NudState state : values()) {
            if ((bits & state.bit) != 0) {
                strongest = state;
            }
        }
        return strongest;
    }
}
