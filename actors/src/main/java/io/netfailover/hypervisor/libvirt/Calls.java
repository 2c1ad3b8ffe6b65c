package io.netfailover.hypervisor.libvirt;

import io.netfailover.hypervisor.HypervisorException;
import io.netfailover.hypervisor.HypervisorException.Reason;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for calls that block, a few and no more. A native call cannot be interrupted: at its deadline its caller is told, and the thread
 * comes back when libvirt answers or the keepalive gives the connection up.
 */
final class Calls implements AutoCloseable {
    private static final int WAITING = 64;
    /** A body that watches its deadline itself knows better what was missing, so it goes first. */
    private static final Duration GRACE = Duration.ofMillis(300);

    private final ThreadPoolExecutor threads;
    private final ScheduledThreadPoolExecutor timer;

    Calls(String name, int threadCount) {
        threads = new ThreadPoolExecutor(
                threadCount, threadCount, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), named(name));
        threads.allowCoreThreadTimeOut(true);
        timer = new ScheduledThreadPoolExecutor(1, named(name + "-timer"));
        timer.setRemoveOnCancelPolicy(true);
    }

    private static ThreadFactory named(String name) {
        return runnable -> {
            Thread thread = new Thread(runnable, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** What is done on one of the threads. */
    interface Body<T> {
        T run(Deadline deadline);
    }

    /** @param what in words that follow "could not" */
    <T> CompletableFuture<T> call(String what, Duration limit, Body<T> body) {
        Deadline deadline = Deadline.in(limit, what);
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            threads.execute(() -> run(deadline, body, result));
            ScheduledFuture<?> alarm = timer.schedule(
                    () -> result.completeExceptionally(deadline.expired("libvirt does not answer")),
                    limit.plus(GRACE).toNanos(),
                    TimeUnit.NANOSECONDS);
            return result.whenComplete((value, failure) -> alarm.cancel(false));
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new HypervisorException(
                    Reason.BUSY,
                    "could not " + what + ": " + (threads.isShutdown() ? "closed" : WAITING + " calls are waiting"),
                    ""));
        }
        return result;
    }

    private static <T> void run(Deadline deadline, Body<T> body, CompletableFuture<T> result) {
        try {
            deadline.check();
            result.complete(body.run(deadline));
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
    }

    /** Calls {@code tick}, which must not block, again and again until the result is cancelled. */
    ScheduledFuture<?> every(Duration period, Runnable tick) {
        return timer.scheduleWithFixedDelay(tick, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
    }

    ScheduledFuture<?> after(Duration delay, Runnable tick) {
        return timer.schedule(tick, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        threads.shutdown();
        timer.shutdownNow();
    }
}
