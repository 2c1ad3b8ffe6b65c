package io.netfailover.lab;

import java.time.Duration;

/** A stretch of time, in {@link System#nanoTime}; the end is not part of it. */
public record Span(long fromNs, long toNs) {
    public double millis() {
        return (toNs - fromNs) / 1e6;
    }

    public Span andThen(Duration more) {
        return new Span(fromNs, toNs + more.toNanos());
    }
}
