package io.netfailover.actors;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Runs the effects of one entity one after the other on the bounded effects dispatcher, never on an actor's thread. */
final class EffectLane {
    private final Executor dispatcher;
    private CompletionStage<?> last = CompletableFuture.completedFuture(null);

    EffectLane(Executor dispatcher) {
        this.dispatcher = dispatcher;
    }

    /** Called by the owning actor only; the effect starts when all earlier ones have ended, however they ended. */
    <T> CompletionStage<T> run(Callable<T> effect) {
        CompletionStage<T> next = last.handleAsync((ignored, failure) -> call(effect), dispatcher);
        last = next;
        return next;
    }

    private static <T> T call(Callable<T> effect) {
        try {
            return effect.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    /** The failure itself, without the wrapping of futures. */
    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** The failure's own words, without the wrapping of futures. */
    static String words(Throwable failure) {
        Throwable cause = cause(failure);
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
