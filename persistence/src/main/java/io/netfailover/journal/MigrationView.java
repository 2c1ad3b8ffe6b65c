package io.netfailover.journal;

import io.netfailover.types.MigrationId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A migration as it is shown.
 *
 * @param phase {@code running}, {@code undoing}, {@code degraded}, {@code waiting}, or the result's word
 * @param words what it does or why it ended
 * @param progress of the move of memory, while it is under way
 */
public record MigrationView(
        MigrationId id,
        MigrationOrder order,
        String requestedBy,
        Instant requestedAt,
        Optional<Instant> endedAt,
        String phase,
        Optional<MigrationResult> result,
        String words,
        String advice,
        List<StepRecord> timeline,
        Optional<MoveProgress> progress) {
    public MigrationView {
        timeline = List.copyOf(timeline);
    }

    /**
     * @param phase the hypervisor's word
     * @param downtimeMs expected while it runs, measured once it is over; -1 when unknown
     */
    public record MoveProgress(
            String phase,
            long transferredBytes,
            long remainingBytes,
            long totalBytes,
            int iterations,
            long downtimeMs) {}
}
