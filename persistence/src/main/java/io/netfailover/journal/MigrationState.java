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
                        Optional.empty(),
                        "",
                        "",
                        "",
                        List.of(),
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
     * @param towards how it will have ended when everything is undone; empty while it goes forward
     * @param reason why it turned, empty while it goes forward
     * @param degraded what is missing after the switch, empty when nothing is
     * @param begun the steps that may have changed something, in the order in which they were begun
     * @param done those of them that hold
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
            Optional<MigrationResult> towards,
            String reason,
            String advice,
            String degraded,
            List<MigrationStep> begun,
            List<MigrationStep> done,
            Optional<StepRecord> current,
            int failures,
            List<StepRecord> timeline)
            implements MigrationState {
        /** A migration that is retried for days keeps the last of its steps here; the journal has them all. */
        private static final int TIMELINE = 200;

        public Running {
            begun = List.copyOf(begun);
            done = List.copyOf(done);
            timeline = List.copyOf(timeline);
        }

        /** Whether the VM has moved: from here on only forward. */
        public boolean switched() {
            return done.contains(MigrationStep.MIGRATE);
        }

        /** Whether everything is being undone. */
        public boolean back() {
            return towards.isPresent();
        }

        /** Whether the move was tried and has not been seen to succeed, so that where the VM is must be found out. */
        public boolean unresolved() {
            return current.isEmpty() && !back() && begun.contains(MigrationStep.MIGRATE) && !switched();
        }

        /** What ended last. */
        public Optional<StepRecord> last() {
            return timeline.isEmpty() ? Optional.empty() : Optional.of(timeline.get(timeline.size() - 1));
        }

        /** What to do about what ended last. */
        public String lastAdvice() {
            return last().map(StepRecord::advice).orElse("");
        }

        @Override
        public MigrationState apply(MigrationEvent event) {
            if (event instanceof IncarnationBegun incarnation) {
                return with(incarnation.number(), plan, begun, done, current, failures, timeline);
            } else if (event instanceof StepBegun stepBegun) {
                return onBegun(stepBegun);
            } else if (event instanceof StepEnded ended) {
                return onEnded(ended);
            } else if (event instanceof CancelRequested) {
                return with(true, towards, reason, advice, degraded, failures);
            } else if (event instanceof MigrationTurned turned) {
                return with(cancelled, Optional.of(turned.towards()), turned.reason(), turned.advice(), degraded, 0);
            } else if (event instanceof MigrationDegraded nowDegraded) {
                return with(cancelled, towards, reason, advice, nowDegraded.reason(), failures);
            } else if (event instanceof MigrationEnded) {
                return new Idle(id.ordinal(), number);
            }
            throw new IllegalStateException(event.getClass().getSimpleName() + " cannot follow state Running");
        }

        private Running onBegun(StepBegun event) {
            StepRecord record = new StepRecord(
                    event.step(),
                    event.undo(),
                    event.attempt(),
                    event.at(),
                    Optional.empty(),
                    Optional.empty(),
                    "",
                    "");
            List<MigrationStep> nowBegun = new ArrayList<>(begun);
            if (!event.undo() && !begun.contains(event.step())) {
                nowBegun.add(event.step());
            }
            return with(number, plan, nowBegun, done, Optional.of(record), failures, timeline);
        }

        private Running onEnded(StepEnded ended) {
            boolean isDone = ended.outcome() == StepOutcome.DONE;
            List<MigrationStep> nowBegun = new ArrayList<>(begun);
            List<MigrationStep> nowDone = new ArrayList<>(done);
            if (isDone) {
                nowDone.remove(ended.step());
                if (ended.undo()) {
                    nowBegun.remove(ended.step());
                } else {
                    nowDone.add(ended.step());
                }
            }
            List<StepRecord> lines = new ArrayList<>(timeline);
            StepRecord open = current.orElseGet(() -> new StepRecord(
                    ended.step(), ended.undo(), 1, ended.at(), Optional.empty(), Optional.empty(), "", ""));
            lines.add(open.ended(ended));
            return with(
                    number,
                    ended.plan(),
                    nowBegun,
                    nowDone,
                    Optional.empty(),
                    isDone ? 0 : failures + 1,
                    lines.subList(Math.max(0, lines.size() - TIMELINE), lines.size()));
        }

        private Running with(
                long newNumber,
                MigrationPlan newPlan,
                List<MigrationStep> newBegun,
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
                    towards,
                    reason,
                    advice,
                    degraded,
                    newBegun,
                    newDone,
                    newCurrent,
                    newFailures,
                    newTimeline);
        }

        private Running with(
                boolean nowCancelled,
                Optional<MigrationResult> nowTowards,
                String newReason,
                String newAdvice,
                String newDegraded,
                int newFailures) {
            return new Running(
                    number,
                    id,
                    plan,
                    requestedBy,
                    requestedAt,
                    nowCancelled,
                    nowTowards,
                    newReason,
                    newAdvice,
                    newDegraded,
                    begun,
                    done,
                    current,
                    newFailures,
                    timeline);
        }
    }
}
