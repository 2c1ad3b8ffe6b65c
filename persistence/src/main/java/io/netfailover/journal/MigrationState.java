package io.netfailover.journal;

import io.netfailover.journal.MigrationEvent.CancelRequested;
import io.netfailover.journal.MigrationEvent.IncarnationBegun;
import io.netfailover.journal.MigrationEvent.MigrationDegraded;
import io.netfailover.journal.MigrationEvent.MigrationEnded;
import io.netfailover.journal.MigrationEvent.MigrationRequested;
import io.netfailover.journal.MigrationEvent.MigrationTurned;
import io.netfailover.journal.MigrationEvent.StepBegun;
import io.netfailover.journal.MigrationEvent.StepEnded;
import io.netfailover.types.MigrationId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where the migrations of a domain stand. */
public sealed interface MigrationState extends JournalState {
    /** @throws IllegalStateException when {@code event} cannot follow this state: the journal is not one of ours */
    MigrationState apply(MigrationEvent event);

    /** The number of the last incarnation, 0 before the first. */
    long number();

    /**
     * No migration is under way.
     *
     * @param lastOrdinal of the domain's last migration, 0 before the first
     */
    record Idle(long lastOrdinal, long number) implements MigrationState {
        public static final Idle NEVER = new Idle(0, 0);

        @Override
        public MigrationState apply(MigrationEvent event) {
            if (event instanceof MigrationRequested requested) {
                return new Running(
                        number,
                        requested.id(),
                        MigrationPlan.of(requested.order()),
                        requested.requestedBy(),
                        requested.at(),
                        false,
                        false,
                        "",
                        "",
                        "",
                        List.of(),
                        Optional.empty(),
                        0,
                        List.of());
            } else if (event instanceof IncarnationBegun begun) {
                return new Idle(lastOrdinal, begun.number());
            }
            throw new IllegalStateException(event.getClass().getSimpleName() + " cannot follow state Idle");
        }
    }

    /**
     * A migration is under way.
     *
     * @param back whether everything is being undone
     * @param reason why, empty while it goes forward
     * @param degraded what is missing after the switch, empty when nothing is
     * @param done the steps that hold, in the order in which they were done
     * @param current begun and not ended: its outcome is unknown
     * @param failures of the current step in a row
     */
    record Running(
            long number,
            MigrationId id,
            MigrationPlan plan,
            String requestedBy,
            Instant requestedAt,
            boolean cancelled,
            boolean back,
            String reason,
            String advice,
            String degraded,
            List<MigrationStep> done,
            Optional<StepRecord> current,
            int failures,
            List<StepRecord> timeline)
            implements MigrationState {
        /** A migration that is retried for days keeps the last of its steps here; the journal has them all. */
        private static final int TIMELINE = 200;

        public Running {
            done = List.copyOf(done);
            timeline = List.copyOf(timeline);
        }

        /** Whether the VM has moved: from here on only forward. */
        public boolean switched() {
            return done.contains(MigrationStep.MIGRATE);
        }

        /** Whether the last thing tried was the move, and where the VM is must be found out. */
        public boolean unresolved() {
            if (current.isPresent() || switched() || back || timeline.isEmpty()) {
                return false;
            }
            StepRecord last = timeline.get(timeline.size() - 1);
            return last.step() == MigrationStep.MIGRATE && !last.undo();
        }

        @Override
        public MigrationState apply(MigrationEvent event) {
            if (event instanceof IncarnationBegun begun) {
                return with(begun.number(), plan, done, current, failures, timeline);
            } else if (event instanceof StepBegun begun) {
                StepRecord record = new StepRecord(
                        begun.step(),
                        begun.undo(),
                        begun.attempt(),
                        begun.at(),
                        Optional.empty(),
                        Optional.empty(),
                        "");
                return with(number, plan, done, Optional.of(record), failures, timeline);
            } else if (event instanceof StepEnded ended) {
                return onEnded(ended);
            } else if (event instanceof CancelRequested) {
                return with(true, back, reason, advice, degraded);
            } else if (event instanceof MigrationTurned turned) {
                return with(cancelled, true, turned.reason(), turned.advice(), degraded)
                        .withoutFailures();
            } else if (event instanceof MigrationDegraded nowDegraded) {
                return with(cancelled, back, reason, advice, nowDegraded.reason());
            } else if (event instanceof MigrationEnded) {
                return new Idle(id.ordinal(), number);
            }
            throw new IllegalStateException(event.getClass().getSimpleName() + " cannot follow state Running");
        }

        private Running onEnded(StepEnded ended) {
            boolean isDone = ended.outcome() == StepOutcome.DONE;
            List<MigrationStep> nowDone = new ArrayList<>(done);
            if (isDone) {
                nowDone.remove(ended.step());
                if (!ended.undo()) {
                    nowDone.add(ended.step());
                }
            }
            List<StepRecord> lines = new ArrayList<>(timeline);
            StepRecord open = current.orElseGet(() ->
                    new StepRecord(ended.step(), ended.undo(), 1, ended.at(), Optional.empty(), Optional.empty(), ""));
            lines.add(open.ended(ended));
            return with(
                    number,
                    ended.plan(),
                    nowDone,
                    Optional.empty(),
                    isDone ? 0 : failures + 1,
                    lines.subList(Math.max(0, lines.size() - TIMELINE), lines.size()));
        }

        private Running withoutFailures() {
            return with(number, plan, done, current, 0, timeline);
        }

        private Running with(
                long newNumber,
                MigrationPlan newPlan,
                List<MigrationStep> newDone,
                Optional<StepRecord> newCurrent,
                int newFailures,
                List<StepRecord> newTimeline) {
            return new Running(
                    newNumber,
                    id,
                    newPlan,
                    requestedBy,
                    requestedAt,
                    cancelled,
                    back,
                    reason,
                    advice,
                    degraded,
                    newDone,
                    newCurrent,
                    newFailures,
                    newTimeline);
        }

        private Running with(
                boolean nowCancelled, boolean nowBack, String newReason, String newAdvice, String newDegraded) {
            return new Running(
                    number,
                    id,
                    plan,
                    requestedBy,
                    requestedAt,
                    nowCancelled,
                    nowBack,
                    newReason,
                    newAdvice,
                    newDegraded,
                    done,
                    current,
                    failures,
                    timeline);
        }
    }
}
