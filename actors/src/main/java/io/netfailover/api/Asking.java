package io.netfailover.api;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Asks the fleet, which may lose what is sent: asks again until the answer comes or the patience ends. Blocks nobody. */
final class Asking {
    private Asking() {}

    /**
     * @param expected completes with the answer
     * @param ask sends the question; asked twice it is done once
     * @param forget when nobody waits for the answer any more
     * @return completes with a {@link java.util.concurrent.TimeoutException} when there is none
     */
    static <T> CompletionStage<T> until(
            CompletionStage<T> expected, Runnable ask, Runnable forget, Migrations.Patience patience) {
        CompletableFuture<T> answer = expected.toCompletableFuture().copy();
        ask.run();
        askAgain(answer, ask, patience.askAgain());
        return answer.orTimeout(patience.giveUp().toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((got, failure) -> forget.run());
    }

    private static void askAgain(CompletableFuture<?> answer, Runnable ask, Duration after) {
        Executor later = CompletableFuture.delayedExecutor(after.toMillis(), TimeUnit.MILLISECONDS);
        later.execute(() -> {
            if (!answer.isDone()) {
                ask.run();
                askAgain(answer, ask, after);
            }
        });
    }
}
