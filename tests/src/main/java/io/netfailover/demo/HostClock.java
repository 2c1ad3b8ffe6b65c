package io.netfailover.demo;

import java.time.Duration;
import java.time.Instant;

/** Places the wall clock's instants, which all namespaces of a machine share, on {@link System#nanoTime}. */
record HostClock(Instant at, long atNs) {
    static HostClock now() {
        return new HostClock(Instant.now(), System.nanoTime());
    }

    long nanos(Instant instant) {
        return atNs + Duration.between(at, instant).toNanos();
    }
}
