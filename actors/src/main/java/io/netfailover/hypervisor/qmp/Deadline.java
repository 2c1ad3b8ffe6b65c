package io.netfailover.hypervisor.qmp;

import java.time.Duration;

/** When a caller's patience ends, {@link System#nanoTime}. */
record Deadline(long atNs) {
    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** Never negative. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, atNs - System.nanoTime()));
    }

    boolean passed() {
        return atNs - System.nanoTime() <= 0;
    }

    /** The sooner of this and {@code time} from now. */
    Deadline atMost(Duration time) {
        Deadline other = in(time);
        return other.atNs - atNs < 0 ? other : this;
    }
}
