package io.netfailover.migration;

import io.netfailover.hypervisor.Domain;
import io.netfailover.hypervisor.Hypervisor;
import io.netfailover.journal.MigrationView.MoveProgress;
import io.netfailover.journal.StepOutcome;
import io.netfailover.types.DomainName;
import io.netfailover.types.HostName;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What a step works on: one host, for one attempt. Steps run on threads that may block.
 *
 * @param deadline of the attempt
 * @param progress told how far the move of memory is
 * @param note told what is worth a word in the timeline
 */
public record StepGround(
        HostName host,
        Hypervisor hypervisor,
        HostNetwork network,
        VfClaims vfs,
        Duration deadline,
        Consumer<MoveProgress> progress,
        Consumer<String> note) {
    /** The hypervisor's own deadline answers first, with better words. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** Waits for what was asked of the hypervisor, at most for the attempt's deadline. */
    <T> T await(Function<Duration, CompletionStage<T>> asked) {
        return await(deadline, asked);
    }

    <T> T await(Duration limit, Function<Duration, CompletionStage<T>> asked) {
        try {
            return asked.apply(limit)
                    .toCompletableFuture()
                    .get(limit.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | CompletionException e) {
            throw StepException.of(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new StepException(
                    StepOutcome.TIMED_OUT,
                    hypervisor.name() + " has not answered within " + limit.toSeconds() + " s",
                    "see whether it hangs");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StepException(StepOutcome.UNKNOWN, "the daemon of " + host + " is stopping", "");
        }
    }

    Optional<Domain> domain(DomainName name) {
        return await(limit -> hypervisor.domain(name, limit));
    }

    /** @throws StepException FAILED when the domain is not here at all */
    Domain requireDomain(DomainName name) {
        return domain(name).orElseThrow(() -> StepException.failed("there is no domain " + name + " on " + host, ""));
    }
}
