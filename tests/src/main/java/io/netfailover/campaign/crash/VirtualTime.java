package io.netfailover.campaign.crash;

import akka.actor.AbstractScheduler;
import akka.actor.Cancellable;
import akka.event.LoggingAdapter;
import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/** Akka's scheduler where time passes only when told; Akka's own for tests sleeps 100 ms at each telling. */
public final class VirtualTime extends AbstractScheduler {
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::atNs).thenComparingLong(Timer::order));
    private long nowNs;
    private long orders;

    private record Timer(long atNs, long order, Runnable task, ExecutionContext context, AtomicBoolean open) {}

    /** As Akka calls it ({@code akka.scheduler.implementation}). */
    public VirtualTime(Config config, LoggingAdapter log, ThreadFactory threads) {}

    @Override
    public Cancellable scheduleOnce(FiniteDuration delay, Runnable task, ExecutionContext context) {
        AtomicBoolean open = new AtomicBoolean(true);
        at(delay.toNanos(), task, context, open);
        return cancellable(open);
    }

    @Override
    @Deprecated
    public Cancellable schedule(
            FiniteDuration delay, FiniteDuration interval, Runnable task, ExecutionContext context) {
        AtomicBoolean open = new AtomicBoolean(true);
        again(delay.toNanos(), interval.toNanos(), task, context, open);
        return cancellable(open);
    }

    private void again(long delayNs, long intervalNs, Runnable task, ExecutionContext context, AtomicBoolean open) {
        at(
                delayNs,
                () -> {
                    task.run();
                    if (open.get()) {
                        again(intervalNs, intervalNs, task, context, open);
                    }
                },
                context,
                open);
    }

    private synchronized void at(long delayNs, Runnable task, ExecutionContext context, AtomicBoolean open) {
        timers.add(new Timer(nowNs + Math.max(0, delayNs), orders++, task, context, open));
        if (delayNs <= 0) {
            due().run();
        }
    }

    private static Cancellable cancellable(AtomicBoolean open) {
        return new Cancellable() {
            @Override
            public boolean cancel() {
                return open.getAndSet(false);
            }

            @Override
            public boolean isCancelled() {
                return !open.get();
            }
        };
    }

    /** Runs what is due until then, on its own execution context. */
    void timePasses(long amount, TimeUnit unit) {
        synchronized (this) {
            nowNs += unit.toNanos(amount);
        }
        due().run();
    }

    private synchronized Runnable due() {
        List<Timer> due = new ArrayList<>();
        Timer first = timers.peek();
        while (first != null && first.atNs() <= nowNs) {
            timers.poll();
            due.add(first);
            first = timers.peek();
        }
        return () -> due.stream()
                .filter(timer -> timer.open().get())
                .forEach(timer -> timer.context().execute(() -> {
                    if (timer.open().get()) {
                        timer.task().run();
                    }
                }));
    }

    @Override
    public double maxFrequency() {
        return 1_000_000;
    }
}
