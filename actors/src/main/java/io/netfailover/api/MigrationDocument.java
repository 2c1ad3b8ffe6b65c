package io.netfailover.api;

import io.netfailover.journal.MigrationOrder;
import io.netfailover.journal.MigrationResult;
import io.netfailover.journal.MigrationStep;
import io.netfailover.journal.MigrationView;
import io.netfailover.journal.MigrationView.MoveProgress;
import io.netfailover.journal.StepOutcome;
import io.netfailover.journal.StepRecord;
import io.netfailover.types.HostName;
import io.netfailover.types.MigrationId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A migration as the API shows it; field by field in docs/reference/json.md. */
record MigrationDocument(
        MigrationId id,
        MigrationOrder order,
        String requestedBy,
        Instant requestedAt,
        @Nullable Instant endedAt,
        String phase,
        @Nullable MigrationResult result,
        String words,
        String advice,
        List<Step> timeline,
        @Nullable Progress progress) {
    /** @param ended null while it is under way */
    record Step(
            MigrationStep step,
            HostName host,
            boolean undo,
            int attempt,
            Instant begun,
            @Nullable Instant ended,
            @Nullable StepOutcome outcome,
            String words,
            String advice) {}

    /** @param downtimeMs expected while it runs, measured once it is over */
    record Progress(
            String phase,
            long transferredBytes,
            long remainingBytes,
            long totalBytes,
            int iterations,
            @Nullable Long downtimeMs) {}

    static MigrationDocument of(MigrationView view) {
        return new MigrationDocument(
                view.id(),
                view.order(),
                view.requestedBy(),
                view.requestedAt(),
                view.endedAt().orElse(null),
                view.phase(),
                view.result().orElse(null),
                view.words(),
                view.advice(),
                view.timeline().stream().map(line -> step(view.order(), line)).toList(),
                view.progress().map(MigrationDocument::progress).orElse(null));
    }

    /** The host of that order that does the step. */
    static HostName host(MigrationOrder order, MigrationStep step) {
        return switch (step.side()) {
            case SOURCE -> order.source();
            case DESTINATION -> order.destination();
        };
    }

    private static Step step(MigrationOrder order, StepRecord line) {
        return new Step(
                line.step(),
                host(order, line.step()),
                line.undo(),
                line.attempt(),
                line.begun(),
                line.ended().orElse(null),
                line.outcome().orElse(null),
                line.words(),
                line.advice());
    }

    private static Progress progress(MoveProgress now) {
        return new Progress(
                now.phase(),
                now.transferredBytes(),
                now.remainingBytes(),
                now.totalBytes(),
                now.iterations(),
                now.downtimeMs() < 0 ? null : now.downtimeMs());
    }
}
