package io.netfailover.actors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a scripted object was called for, in order. */
public final class Calls {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final List<String> made = new ArrayList<>();

    synchronized void add(String call) {
        made.add(call);
        notifyAll();
    }

    public synchronized List<String> all() {
        return List.copyOf(made);
    }

    public synchronized void forget() {
        made.clear();
    }

    /** Waits until {@code call} has been made. */
    public void await(String call) {
        await(call, 1);
    }

    /** Waits until {@code call} has been made that many times. */
    public synchronized void await(String call, int times) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (count(call) < times && System.nanoTime() < deadline) {
            try {
                wait(100);
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted", e);
            }
        }
        assertThat(made).as("calls, waiting for '%s' x %d", call, times).contains(call);
        assertThat(count(call)).as("times of '%s' in %s", call, made).isGreaterThanOrEqualTo(times);
    }

    private long count(String call) {
        return made.stream().filter(call::equals).count();
    }
}
