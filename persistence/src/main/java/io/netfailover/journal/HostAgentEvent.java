package io.netfailover.journal;

import io.netfailover.types.DomainName;
import io.netfailover.types.MigrationId;
import io.netfailover.types.VfRef;
import java.time.Instant;

/** What a host does for migrations: its promises, its effects, its VFs. */
public sealed interface HostAgentEvent extends JournalEvent {
    /** Requests with a lower number are refused from here on. */
    record NumberSeen(DomainName domain, long number, Instant at) implements HostAgentEvent {}

    /** @param plan as it was then: with it the effect can be repeated or undone */
    record EffectBegun(
            MigrationId id, long number, MigrationStep step, boolean undo, int attempt, MigrationPlan plan, Instant at)
            implements HostAgentEvent {}

    record EffectEnded(
            MigrationId id,
            long number,
            MigrationStep step,
            boolean undo,
            StepOutcome outcome,
            String words,
            MigrationPlan plan,
            Instant at)
            implements HostAgentEvent {}

    /** Reserved, or from now on in use. */
    record VfHeld(VfHolding holding, String requestedBy, Instant at) implements HostAgentEvent {}

    record VfReleased(VfRef vf, String requestedBy, Instant at) implements HostAgentEvent {}
}
