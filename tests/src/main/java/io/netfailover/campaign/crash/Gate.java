package io.netfailover.campaign.crash;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Where threads wait until it is opened, once. Who waits counts as idle, and as busy again before {@link #open} returns. */
final class Gate {
    private static final long LOOK_NS = 20_000;
    private static final long PATIENCE_SECONDS = 60;

    private final CountDownLatch latch = new CountDownLatch(1);
    private final AtomicInteger waiting = new AtomicInteger();

    /** @return false when it was interrupted */
    boolean await() {
        waiting.incrementAndGet();
        WatchedThreads.becomeIdle();
        try {
            if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the campaign itself hangs");
            }
            return true;
        } catch (InterruptedException e) {
            return false;
        } finally {
            WatchedThreads.becomeBusy();
            waiting.decrementAndGet();
        }
    }

    void open() {
        latch.countDown();
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (waiting.get() > 0 && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(LOOK_NS);
        }
    }
}
