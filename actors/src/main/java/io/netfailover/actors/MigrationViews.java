package io.netfailover.actors;

import io.netfailover.journal.MigrationEvent.MigrationEnded;
import io.netfailover.journal.MigrationResult;
import io.netfailover.journal.MigrationState.Running;
import io.netfailover.journal.MigrationStep.Side;
import io.netfailover.journal.MigrationView;
import io.netfailover.journal.MigrationView.MoveProgress;
import io.netfailover.journal.StepRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A migration as it is shown. */
public final class MigrationViews {
    private MigrationViews() {}

    public static MigrationView of(Running running, Set<Side> silent, Optional<MoveProgress> progress) {
        String words = running.current()
                .map(step -> (step.undo() ? "undo: " : "") + step.step().words())
                .orElse(running.back() ? running.reason() : "");
        for (Side side : silent) {
            words += (words.isEmpty() ? "" : "; ") + "the " + side.name().toLowerCase(Locale.ROOT) + " does not answer";
        }
        String phase = running.back() ? "undoing" : !running.degraded().isEmpty() ? "degraded" : "running";
        return view(
                running,
                Optional.empty(),
                phase,
                Optional.empty(),
                words,
                running.back() ? running.advice() : running.lastAdvice(),
                progress);
    }

    /** @param progress the last that was told, with the downtime as measured */
    public static MigrationView ended(Running running, MigrationEnded end, Optional<MoveProgress> progress) {
        return view(
                running,
                Optional.of(end.at()),
                end.result().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                Optional.of(end.result()),
                end.words(),
                end.advice(),
                progress);
    }

    private static MigrationView view(
            Running running,
            Optional<Instant> endedAt,
            String phase,
            Optional<MigrationResult> result,
            String words,
            String advice,
            Optional<MoveProgress> progress) {
        List<StepRecord> timeline = new ArrayList<>(running.timeline());
        running.current().ifPresent(timeline::add);
        return new MigrationView(
                running.id(),
                running.plan().order(),
                running.requestedBy(),
                running.requestedAt(),
                endedAt,
                phase,
                result,
                words,
                advice,
                timeline,
                progress);
    }
}
