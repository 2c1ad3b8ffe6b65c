package io.netfailover.journal;

import java.time.Instant;
import java.util.Optional;

/**
 * A line of a migration's timeline.
 *
 * @param ended empty while it is under way
 */
public record StepRecord(
        MigrationStep step,
        boolean undo,
        int attempt,
        Instant begun,
        Optional<Instant> ended,
        Optional<StepOutcome> outcome,
        String words,
        String advice) {
    StepRecord ended(MigrationEvent.StepEnded event) {
        return new StepRecord(
                step,
                undo,
                attempt,
                begun,
                Optional.of(event.at()),
                Optional.of(event.outcome()),
                event.words(),
                event.advice());
    }
}
