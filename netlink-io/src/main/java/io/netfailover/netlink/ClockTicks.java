package io.netfailover.netlink;

import java.time.Duration;

/** {@code clock_t} as the kernel gives it to programs: USER_HZ is 100 on all machines that we run on, whatever the kernel's own HZ is. */
final class ClockTicks {
    private static final int MILLIS_PER_TICK = 10;

    private ClockTicks() {}

    static Duration toDuration(long ticks) {
        return Duration.ofMillis(ticks * MILLIS_PER_TICK);
    }

    static long of(Duration duration) {
        return duration.toMillis() / MILLIS_PER_TICK;
    }
}
