package io.netfailover.hypervisor.libvirt;

import io.netfailover.hypervisor.HypervisorException;
import io.netfailover.hypervisor.HypervisorException.Reason;
import java.time.Duration;

/** Until when something may go on, {@link System#nanoTime}. */
record Deadline(String what, Duration limit, long endNs) {
    static Deadline in(Duration limit, String what) {
        return new Deadline(what, limit, System.nanoTime() + limit.toNanos());
    }

    /** Never negative. */
    long leftNs() {
        return Math.max(0, endNs - System.nanoTime());
    }

    boolean isOver() {
        return leftNs() == 0;
    }

    /** What began late must not change anything when nobody waits for it any more. */
    void check() {
        if (isOver()) {
            throw expired("");
        }
    }

    HypervisorException expired(String because) {
        return new HypervisorException(
                Reason.TIMED_OUT,
                "could not " + what + " within " + limit.toMillis() + " ms" + (because.isEmpty() ? "" : ": " + because),
                "ask what is so, then try again");
    }
}
