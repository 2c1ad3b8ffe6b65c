package io.netfailover.netlink;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Keeps what it is told in the order in which it is told. */
final class RecordingListener implements LinkListener {
    /** @param link null when the picture was lost */
    record Told(String what, @Nullable Link link) {
        boolean is(String expected, String linkName) {
            return what.equals(expected) && link != null && link.name().equals(linkName);
        }
    }

    private static final long DEADLINE_SECONDS = 10;

    private final BlockingQueue<Told> queue = new LinkedBlockingQueue<>();

    @Override
    public void linkChanged(Link link) {
        queue.add(new Told("changed", link));
    }

    @Override
    public void linkRemoved(Link link) {
        queue.add(new Told("removed", link));
    }

    @Override
    public void pictureLost(String reason) {
        queue.add(new Told(reason, null));
    }

    /** All up to the first that matches; fails when it does not come. */
    List<Told> awaitUntil(Predicate<Told> condition) {
        List<Told> seen = new ArrayList<>();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        try {
            while (true) {
                Told next = queue.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (next == null) {
                    throw new AssertionError("not told within " + DEADLINE_SECONDS + " s; told " + seen);
                }
                seen.add(next);
                if (condition.test(next)) {
                    return seen;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** What is told within so many milliseconds. */
    List<Told> during(long millis) throws InterruptedException {
        List<Told> seen = new ArrayList<>();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        Told next;
        while ((next = queue.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) != null) {
            seen.add(next);
        }
        return seen;
    }
}
