package io.netfailover.migration;

import io.netfailover.types.VfRef;

/**
 * A VF that somebody has.
 *
 * @param by who, in words that stay the same over restarts: {@code migration vm1-3 net0}, {@code domain vm1 net0}, {@code operator}
 */
public record VfHolding(VfRef vf, Use use, String by) {
    /** What for. */
    public enum Use {
        /** Kept for a VM that comes. */
        RESERVED,
        /** A VM has it, or the host itself: the uplink of a bridge belongs here. */
        IN_USE
    }
}
