package io.netfailover.lab;

import java.util.concurrent.locks.LockSupport;

/** Wakes a thread at even intervals: sleeps while there is time to, then spins, since a parked thread wakes some 50 us late. */
final class Pacing {
    private static final long SPIN_NS = 80_000;

    private final long startNs;
    private final long perSecond;

    Pacing(long startNs, long perSecond) {
        this.startNs = startNs;
        this.perSecond = perSecond;
    }

    /** When turn {@code number} is due: computed from the start each time, so that errors do not add up. */
    long dueNs(long number) {
        return startNs + number / perSecond * 1_000_000_000L + number % perSecond * 1_000_000_000L / perSecond;
    }

    /** Returns at once for a turn that is late already. */
    void await(long number) {
        long dueNs = dueNs(number);
        long leftNs = dueNs - System.nanoTime();
        while (leftNs > 0) {
            if (leftNs > SPIN_NS) {
                LockSupport.parkNanos(leftNs - SPIN_NS);
            } else {
                Thread.onSpinWait();
            }
            leftNs = dueNs - System.nanoTime();
        }
    }
}
