package io.netfailover.journal;

import io.netfailover.types.MigrationId;
import java.time.Instant;

/** The life of one domain's migrations, one after the other. */
public sealed interface MigrationEvent extends JournalEvent {
    /** @param requestedBy the caller, as {@code host:hv1 uid:0 pid:4711} */
    record MigrationRequested(MigrationId id, MigrationOrder order, String requestedBy, Instant at)
            implements MigrationEvent {}

    /**
     * A new actor has taken over; what an earlier one still has under way is fenced off.
     *
     * @param number higher than every earlier one of this domain
     */
    record IncarnationBegun(long number, String node, Instant at) implements MigrationEvent {}

    /** Before it is tried. */
    record StepBegun(MigrationStep step, boolean undo, int attempt, Instant at) implements MigrationEvent {}

    /**
     * After it is verified, or has failed.
     *
     * @param words what was found or why it failed
     * @param advice what to do, or empty
     * @param plan with what the step has found out
     */
    record StepEnded(
            MigrationStep step,
            boolean undo,
            StepOutcome outcome,
            String words,
            String advice,
            MigrationPlan plan,
            Instant at)
            implements MigrationEvent {}

    record CancelRequested(String requestedBy, Instant at) implements MigrationEvent {}

    /**
     * From here on everything is undone in reverse.
     *
     * @param towards how it will have ended then
     */
    record MigrationTurned(MigrationResult towards, String reason, String advice, Instant at)
            implements MigrationEvent {}

    /** The VM runs on the destination, but something of its network is missing; retried from here on. */
    record MigrationDegraded(String reason, Instant at) implements MigrationEvent {}

    record MigrationEnded(MigrationResult result, String words, String advice, Instant at) implements MigrationEvent {}
}
