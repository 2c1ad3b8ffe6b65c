package io.netfailover.migration;

import static io.netfailover.journal.MigrationStep.EXPECT;
import static io.netfailover.journal.MigrationStep.MIGRATE;
import static io.netfailover.journal.MigrationStep.RESERVE_VF;

import io.netfailover.journal.MigrationResult;
import io.netfailover.journal.MigrationState.Running;
import io.netfailover.journal.MigrationStep;
import io.netfailover.journal.MigrationStep.Side;
import io.netfailover.journal.NoVf;
import io.netfailover.journal.StepOutcome;
import io.netfailover.journal.StepRecord;
import io.netfailover.journal.Whereabouts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a migration does next: a function of what its journal says, of which hosts do not answer, and of where the VM was found. Forward
 * until MIGRATE, back in reverse from anything that goes wrong before; after it only forward, as often as it takes.
 */
public final class Saga {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
    private static final Duration ASK_AGAIN_FOR_A_VF = Duration.ofSeconds(5);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    /** A daemon that is restarted again and again in the middle of the same step is not what a retry helps against. */
    private static final int MOST_RESTARTS = 5;

    /** What comes next. */
    public sealed interface Next {}

    /** Begins a step or its undo, or asks again for the one whose outcome is unknown. */
    public record Do(MigrationStep step, boolean undo, int attempt, Duration after) implements Next {}

    /** Asks both hosts where the VM is. */
    public record FindOut(Duration after) implements Next {}

    /** The move has succeeded, though nobody said so. */
    public record Moved(String words) implements Next {}

    public record Turn(MigrationResult towards, String reason, String advice) implements Next {}

    public record Degrade(String reason) implements Next {}

    public record End(MigrationResult result, String words, String advice) implements Next {}

    private Saga() {}

    /** @param silent hosts that do not answer: what can be done on the other goes on meanwhile */
    public static Next next(Running state, Set<Side> silent, Instant now) {
        if (state.current().isPresent()) {
            StepRecord current = state.current().get();
            return new Do(current.step(), current.undo(), current.attempt(), Duration.ZERO);
        } else if (state.unresolved()) {
            return new FindOut(pause(state.failures() - 1));
        } else if (state.back()) {
            return back(state, silent);
        } else if (state.switched()) {
            return afterTheSwitch(state, silent);
        }
        return forward(state, now);
    }

    private static Next forward(Running state, Instant now) {
        if (state.cancelled()) {
            return new Turn(MigrationResult.ROLLED_BACK, "cancelled", "");
        }
        MigrationStep step = missing(state).get(0);
        if (state.failures() > 0) {
            StepRecord failed = state.last().orElseThrow();
            if (isWaitingForAVf(state, failed, now)) {
                return new Do(step, false, state.failures() + 1, ASK_AGAIN_FOR_A_VF);
            } else if (failed.outcome().equals(Optional.of(StepOutcome.UNKNOWN)) && state.failures() < MOST_RESTARTS) {
                return new Do(step, false, state.failures() + 1, Duration.ZERO);
            }
            return turn(state, failed.outcome(), failed.step().words() + ": " + failed.words());
        }
        return new Do(step, false, 1, Duration.ZERO);
    }

    private static boolean isWaitingForAVf(Running state, StepRecord failed, Instant now) {
        return failed.step() == RESERVE_VF
                && failed.outcome().equals(Optional.of(StepOutcome.REFUSED))
                && state.plan().order().noVf() == NoVf.WAIT
                && now.isBefore(state.requestedAt().plus(state.plan().order().timeout()));
    }

    /** Refused is what has changed nothing. */
    private static Next turn(Running state, Optional<StepOutcome> outcome, String reason) {
        boolean untouched = state.begun().stream().noneMatch(Saga::changes)
                || (outcome.equals(Optional.of(StepOutcome.REFUSED))
                        && state.done().stream().noneMatch(Saga::changes));
        return new Turn(untouched ? MigrationResult.REFUSED : MigrationResult.ROLLED_BACK, reason, state.lastAdvice());
    }

    private static Next afterTheSwitch(Running state, Set<Side> silent) {
        List<MigrationStep> missing = missing(state);
        if (missing.isEmpty()) {
            return new End(
                    MigrationResult.COMPLETED,
                    state.id().domain() + " runs on " + state.plan().order().destination(),
                    "");
        }
        if (state.failures() > 0 && state.degraded().isEmpty()) {
            StepRecord failed = state.last().orElseThrow();
            return new Degrade(failed.step().words() + ": " + failed.words());
        }
        return attempt(state, missing, silent, false);
    }

    private static Next back(Running state, Set<Side> silent) {
        List<MigrationStep> toUndo = new ArrayList<>(state.begun());
        toUndo.removeIf(step -> !changes(step));
        Collections.reverse(toUndo);
        if (toUndo.isEmpty()) {
            MigrationResult result = state.towards().orElseThrow();
            return new End(result, state.reason(), state.advice());
        }
        return attempt(state, toUndo, silent, true);
    }

    /**
     * The first on a host that answers, after one that has failed the first on the other host; when there is no other, the same again after
     * a pause that grows.
     */
    private static Next attempt(Running state, List<MigrationStep> steps, Set<Side> silent, boolean undo) {
        Set<Side> avoided = EnumSet.noneOf(Side.class);
        avoided.addAll(silent);
        state.last()
                .filter(last -> last.undo() == undo && !last.outcome().equals(Optional.of(StepOutcome.DONE)))
                .ifPresent(last -> avoided.add(last.step().side()));
        MigrationStep step = steps.stream()
                .filter(candidate -> !avoided.contains(candidate.side()))
                .findFirst()
                .or(() -> steps.stream()
                        .filter(candidate -> !silent.contains(candidate.side()))
                        .findFirst())
                .orElse(steps.get(0));
        boolean sameAgain = state.last()
                .filter(last -> last.step() == step && last.undo() == undo)
                .isPresent();
        int failures = sameAgain ? state.failures() : 0;
        return new Do(step, undo, failures + 1, pause(failures));
    }

    private static List<MigrationStep> missing(Running state) {
        List<MigrationStep> missing =
                new ArrayList<>(Strategies.orderOf(state.plan().order()));
        missing.removeAll(state.done());
        return missing;
    }

    /** Whether a step has something to undo. */
    public static boolean changes(MigrationStep step) {
        return switch (step) {
            case CHECK_SOURCE, CHECK_DESTINATION, SNAPSHOT_VF, ANNOUNCE -> false;
            default -> true;
        };
    }

    /** 0, 1, 2, 4 ... 60 s after so many failures. */
    static Duration pause(int failures) {
        if (failures <= 0) {
            return Duration.ZERO;
        }
        long seconds = FIRST_PAUSE.toSeconds() << Math.min(failures - 1, 6);
        return Duration.ofSeconds(Math.min(seconds, LONGEST_PAUSE.toSeconds()));
    }

    /**
     * After the move was tried and what became of it is not known.
     *
     * @param destination empty when that host does not answer, as {@code source}
     */
    public static Next found(Running state, Optional<Whereabouts> source, Optional<Whereabouts> destination) {
        String domain = state.id().domain().value();
        if (source.equals(Optional.of(Whereabouts.RUNNING)) && source.equals(destination)) {
            return new FindOut(LOOK_AGAIN); // QEMU does not do that: whatever it is, nothing is ended here
        } else if (destination.equals(Optional.of(Whereabouts.RUNNING))) {
            // QEMU lets the destination run only when the source has stopped and sent all.
            return new Moved(
                    domain + " was found running on " + state.plan().order().destination());
        } else if (source.equals(Optional.of(Whereabouts.RUNNING))) {
            return moveFailed(state, MigrationResult.ROLLED_BACK);
        } else if (source.isEmpty() || source.equals(Optional.of(Whereabouts.MIGRATING)) || destination.isEmpty()) {
            return new FindOut(LOOK_AGAIN);
        } else if (destination.equals(Optional.of(Whereabouts.INCOMING))) {
            // It may be about to run. Ended first, it never will; refused if it does meanwhile.
            return new Do(EXPECT, true, state.failures() + 1, pause(state.failures()));
        } else if (isStopped(source.get()) && isStopped(destination.get())) {
            boolean gone = source.get() != Whereabouts.MIGRATED && source.get() != Whereabouts.PAUSED;
            return moveFailed(state, gone ? MigrationResult.LOST : MigrationResult.ROLLED_BACK);
        }
        return new FindOut(LOOK_AGAIN);
    }

    private static boolean isStopped(Whereabouts where) {
        return switch (where) {
            case ABSENT, SHUT_OFF, MIGRATED, PAUSED -> true;
            case RUNNING, MIGRATING, INCOMING -> false;
        };
    }

    private static Next moveFailed(Running state, MigrationResult towards) {
        String why = state.timeline().stream()
                .filter(line -> line.step() == MIGRATE && !line.undo())
                .reduce((first, second) -> second)
                .map(StepRecord::words)
                .orElse("");
        String reason = towards == MigrationResult.LOST
                ? state.id().domain() + " runs on neither host: " + why
                : state.cancelled() ? "cancelled" : MIGRATE.words() + ": " + why;
        return new Turn(towards, reason, state.lastAdvice());
    }
}
