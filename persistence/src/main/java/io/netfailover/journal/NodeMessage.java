package io.netfailover.journal;

import io.netfailover.types.DomainName;
import io.netfailover.types.HostName;
import io.netfailover.types.MigrationId;
import java.util.List;

/** What travels between hosts. Formats as events are: nodes of two versions talk while a fleet is upgraded. */
public sealed interface NodeMessage {
    /** To the agent of a host. */
    sealed interface ToHost extends NodeMessage {}

    /** To the actor of a domain's migrations, wherever it lives. */
    sealed interface ToMigration extends NodeMessage {
        DomainName domain();
    }

    /** Asks a host to refuse lower numbers; answered by {@link Sealed} when the effect under way has ended. */
    record Seal(DomainName domain, long number) implements ToHost {}

    record Sealed(DomainName domain, long number, HostName host) implements ToMigration {}

    /** Answered by {@link StepReply}; asked again it is done once. */
    record StepRequest(MigrationId id, long number, MigrationStep step, boolean undo, int attempt, MigrationPlan plan)
            implements ToHost {}

    record StepReply(
            HostName host,
            MigrationId id,
            long number,
            MigrationStep step,
            boolean undo,
            int attempt,
            StepOutcome outcome,
            String words,
            String advice,
            MigrationPlan plan)
            implements ToMigration {
        @Override
        public DomainName domain() {
            return id.domain();
        }
    }

    /** How far the move is. */
    record StepProgress(MigrationId id, long number, MigrationView.MoveProgress progress) implements ToMigration {
        @Override
        public DomainName domain() {
            return id.domain();
        }
    }

    /** Ends the move that is under way; it answers by its own {@link StepReply}. */
    record CancelMove(MigrationId id, long number) implements ToHost {}

    /** Answered by {@link Located}. */
    record Locate(DomainName domain, long number) implements ToHost {}

    /** @param words more of it, for people */
    record Located(DomainName domain, long number, HostName host, Whereabouts where, String words)
            implements ToMigration {}

    /** What a step finds now, changing nothing; answered by {@link Probed} to the host {@code from}. */
    record Probe(String request, HostName from, MigrationStep step, MigrationPlan plan) implements ToHost {}

    /**
     * @param outcome DONE when the step could be done now; else why not
     * @param commands what a person would type for it
     * @param plan with what a check has found out
     */
    record Probed(
            String request,
            MigrationStep step,
            StepOutcome outcome,
            String words,
            String advice,
            List<String> commands,
            MigrationPlan plan)
            implements ToHost {
        public Probed {
            commands = List.copyOf(commands);
        }
    }

    /** For the host's status board. */
    record Shown(MigrationView view) implements ToHost {}

    /** Answered by {@link Answer} to the host {@code from}. */
    record MigrateRequest(String request, HostName from, MigrationOrder order, String requestedBy)
            implements ToMigration {
        @Override
        public DomainName domain() {
            return order.domain();
        }
    }

    /** Answered by {@link Answer}. */
    record CancelRequest(String request, HostName from, MigrationId id, String requestedBy) implements ToMigration {
        @Override
        public DomainName domain() {
            return id.domain();
        }
    }

    /** What waits for its next attempt tries at once. Answered by {@link Answer}. */
    record ResumeRequest(String request, HostName from, MigrationId id, String requestedBy) implements ToMigration {
        @Override
        public DomainName domain() {
            return id.domain();
        }
    }

    /**
     * @param request which request it answers
     * @param id of the migration, when {@code taken}
     * @param words why not, when it is not
     */
    record Answer(String request, boolean taken, String id, String words, String advice) implements ToHost {}
}
