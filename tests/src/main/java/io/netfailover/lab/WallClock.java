package io.netfailover.lab;

import java.time.Instant;

/** What the times that programs write mean in {@link System#nanoTime}, by which probes go. For minutes, not hours: the clocks drift apart. */
public final class WallClock {
    private final Instant then;
    private final long thenNs;

    private WallClock(Instant then, long thenNs) {
        this.then = then;
        this.thenNs = thenNs;
    }

    public static WallClock read() {
        return new WallClock(Instant.now(), System.nanoTime());
    }

    public long nanoTime(Instant instant) {
        return thenNs
                + (instant.getEpochSecond() - then.getEpochSecond()) * 1_000_000_000L
                + instant.getNano()
                - then.getNano();
    }
}
