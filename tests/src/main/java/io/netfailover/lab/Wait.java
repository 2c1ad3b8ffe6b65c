package io.netfailover.lab;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for real links, which no clock of ours can hurry. */
public final class Wait {
    private static final Duration STEP = Duration.ofMillis(10);

    private Wait() {}

    /** @return whether {@code condition} became true within {@code limit} */
    public static boolean until(BooleanSupplier condition, Duration limit) {
        long deadlineNs = System.nanoTime() + limit.toNanos();
        boolean fulfilled = condition.getAsBoolean();
        while (!fulfilled && System.nanoTime() < deadlineNs) {
            LockSupport.parkNanos(STEP.toNanos());
            fulfilled = condition.getAsBoolean();
        }
        return fulfilled;
    }

    /** Until a thread that was told to end has ended, and no longer than a command may take. */
    static void end(Thread thread) {
        try {
            thread.join(Command.LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets time pass in which packets flow. */
    public static void pass(Duration time) {
        long endNs = System.nanoTime() + time.toNanos();
        for (long leftNs = time.toNanos(); leftNs > 0; leftNs = endNs - System.nanoTime()) {
            LockSupport.parkNanos(leftNs);
        }
    }
}
