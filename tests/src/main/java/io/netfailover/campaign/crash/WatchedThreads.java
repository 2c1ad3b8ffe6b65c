package io.netfailover.campaign.crash;

import akka.dispatch.DispatcherPrerequisites;
import akka.dispatch.ExecutorServiceConfigurator;
import akka.dispatch.ExecutorServiceFactory;
import com.typesafe.config.Config;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Threads of which it is known whether any has something to do, so that time passes only when all is quiet. Named in Node's settings. */
public final class WatchedThreads extends ExecutorServiceConfigurator {
    private static final int THREADS = 2;
    private static final long LOOK_NS = 20_000;
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);

    /** Handed over and not ended, in this JVM. */
    private static final AtomicInteger BUSY = new AtomicInteger();

    /** As Akka calls it ({@code executor} of a dispatcher). */
    public WatchedThreads(Config config, DispatcherPrerequisites prerequisites) {
        super(config, prerequisites);
    }

    @Override
    public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
        return () -> executor(THREADS, threads);
    }

    static ExecutorService executor(int size, ThreadFactory threads) {
        return new ThreadPoolExecutor(size, size, 60, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads) {
            @Override
            public void execute(Runnable task) {
                BUSY.incrementAndGet();
                super.execute(task);
            }

            @Override
            protected void afterExecute(Runnable task, Throwable thrown) {
                BUSY.decrementAndGet();
            }
        };
    }

    /** The calling thread waits for something that happens only when time has passed. */
    static void becomeIdle() {
        BUSY.decrementAndGet();
    }

    static void becomeBusy() {
        BUSY.incrementAndGet();
    }

    /** @throws IllegalStateException when it does not become quiet */
    static void awaitQuiet() {
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (BUSY.get() > 0) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new IllegalStateException(BUSY.get() + " tasks do not end");
            }
            LockSupport.parkNanos(LOOK_NS);
        }
    }
}
