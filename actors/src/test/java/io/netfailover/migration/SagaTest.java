package io.netfailover.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.journal.Feed;
import io.netfailover.journal.MigrationEvent;
import io.netfailover.journal.MigrationOrder;
import io.netfailover.journal.MigrationPlan;
import io.netfailover.journal.MigrationResult;
import io.netfailover.journal.MigrationState;
import io.netfailover.journal.MigrationState.Running;
import io.netfailover.journal.MigrationStep;
import io.netfailover.journal.MigrationStep.Side;
import io.netfailover.journal.MigrationStrategy;
import io.netfailover.journal.NoVf;
import io.netfailover.journal.StepOutcome;
import io.netfailover.journal.Whereabouts;
import io.netfailover.migration.Saga.Do;
import io.netfailover.migration.Saga.End;
import io.netfailover.migration.Saga.FindOut;
import io.netfailover.migration.Saga.Turn;
import io.netfailover.types.DomainName;
import io.netfailover.types.HostName;
import io.netfailover.types.MigrationId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SagaTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final DomainName VM = new DomainName("vm1");

    private MigrationState state = MigrationState.Idle.NEVER;

    private static MigrationOrder order(MigrationStrategy strategy, NoVf noVf) {
        return MigrationOrder.of(VM, new HostName("hv1"), new HostName("hv2"), Feed.BOTH, noVf, Duration.ofMinutes(5))
                .withStrategy(strategy);
    }

    private void requested(MigrationStrategy strategy, NoVf noVf) {
        apply(new MigrationEvent.MigrationRequested(new MigrationId(VM, 1), order(strategy, noVf), "a test", NOW));
    }

    private void requested() {
        requested(MigrationStrategy.EXPLICIT, NoVf.REFUSE);
    }

    private void apply(MigrationEvent event) {
        state = state.apply(event);
    }

    private Running running() {
        return (Running) state;
    }

    private Saga.Next next(Side... silent) {
        return Saga.next(running(), Set.of(silent), NOW);
    }

    private void ended(MigrationStep step, boolean undo, StepOutcome outcome) {
        apply(new MigrationEvent.StepBegun(step, undo, 1, NOW));
        apply(new MigrationEvent.StepEnded(step, undo, outcome, "its words", "its advice", plan(), NOW));
    }

    private MigrationPlan plan() {
        return running().plan();
    }

    private void doneUntil(MigrationStep last) {
        for (MigrationStep step : Strategies.orderOf(plan().order())) {
            ended(step, false, StepOutcome.DONE);
            if (step == last) {
                return;
            }
        }
    }

    @ParameterizedTest
    @EnumSource(MigrationStrategy.class)
    void everyStepIsDoneOnceInOrderAndThenTheMigrationIsComplete(MigrationStrategy strategy) {
        requested(strategy, NoVf.REFUSE);
        List<MigrationStep> done = new ArrayList<>();

        while (next() instanceof Do step) {
            assertThat(step).isEqualTo(new Do(step.step(), false, 1, Duration.ZERO));
            done.add(step.step());
            ended(step.step(), false, StepOutcome.DONE);
        }

        assertThat(done).isEqualTo(Strategies.orderOf(plan().order()));
        assertThat(next()).isEqualTo(new End(MigrationResult.COMPLETED, "vm1 runs on hv2", ""));
    }

    @Test
    void aStepWhoseEndIsNotKnownIsAskedForAgainAsTheSameAttempt() {
        requested();
        apply(new MigrationEvent.StepBegun(MigrationStep.CHECK_SOURCE, false, 3, NOW));

        assertThat(next()).isEqualTo(new Do(MigrationStep.CHECK_SOURCE, false, 3, Duration.ZERO));
    }

    @Test
    void aRefusalBeforeAnythingChangedIsARefusal() {
        requested();
        ended(MigrationStep.CHECK_SOURCE, false, StepOutcome.REFUSED);

        assertThat(next()).isEqualTo(new Turn(MigrationResult.REFUSED, "check the source: its words", "its advice"));
    }

    @Test
    void whatFailsBeforeTheMoveIsUndoneInReverseAndTheFailedStepFirst() {
        requested();
        doneUntil(MigrationStep.FEED_BOTH);
        ended(MigrationStep.DETACH_VF, false, StepOutcome.TIMED_OUT);
        assertThat(next()).isEqualTo(new Turn(MigrationResult.ROLLED_BACK, "detach the VF: its words", "its advice"));
        apply(new MigrationEvent.MigrationTurned(MigrationResult.ROLLED_BACK, "its words", "its advice", NOW));

        List<MigrationStep> undone = new ArrayList<>();
        while (next() instanceof Do step) {
            assertThat(step.undo()).isTrue();
            undone.add(step.step());
            ended(step.step(), true, StepOutcome.DONE);
        }

        assertThat(undone)
                .containsExactly(
                        MigrationStep.DETACH_VF,
                        MigrationStep.FEED_BOTH,
                        MigrationStep.STANDBY_UP,
                        MigrationStep.PREPARE_FDB,
                        MigrationStep.RESERVE_VF);
        assertThat(next()).isEqualTo(new End(MigrationResult.ROLLED_BACK, "its words", "its advice"));
    }

    @Test
    void aCancellationBeforeTheMoveTurns() {
        requested();
        doneUntil(MigrationStep.STANDBY_UP);
        apply(new MigrationEvent.CancelRequested("a person", NOW));

        assertThat(next()).isEqualTo(new Turn(MigrationResult.ROLLED_BACK, "cancelled", ""));
    }

    @Test
    void anUndoOnAHostThatIsSilentWaitsWhileTheOtherHostsGoOn() {
        requested();
        doneUntil(MigrationStep.STANDBY_UP);
        apply(new MigrationEvent.MigrationTurned(MigrationResult.ROLLED_BACK, "cancelled", "", NOW));

        assertThat(next(Side.SOURCE)).isEqualTo(new Do(MigrationStep.PREPARE_FDB, true, 1, Duration.ZERO));
    }

    @Test
    void anUndoThatFailsDoesNotHoldUpTheOtherHosts() {
        requested();
        doneUntil(MigrationStep.EXPECT);
        apply(new MigrationEvent.MigrationTurned(MigrationResult.ROLLED_BACK, "cancelled", "", NOW));
        ended(MigrationStep.EXPECT, true, StepOutcome.FAILED);

        assertThat(next()).isEqualTo(new Do(MigrationStep.CLEAR_VF, true, 1, Duration.ZERO));
        ended(MigrationStep.CLEAR_VF, true, StepOutcome.DONE);
        assertThat(next()).isEqualTo(new Do(MigrationStep.EXPECT, true, 1, Duration.ZERO));
    }

    @Test
    void whenNoVfIsFreeAPatientMigrationAsksAgainUntilItsTimeIsOver() {
        requested(MigrationStrategy.EXPLICIT, NoVf.WAIT);
        doneUntil(MigrationStep.CHECK_DESTINATION);
        ended(MigrationStep.RESERVE_VF, false, StepOutcome.REFUSED);

        assertThat(next()).isEqualTo(new Do(MigrationStep.RESERVE_VF, false, 2, Duration.ofSeconds(5)));
        assertThat(Saga.next(running(), Set.of(), NOW.plus(Duration.ofMinutes(6))))
                .isEqualTo(new Turn(MigrationResult.REFUSED, "reserve a VF: its words", "its advice"));
    }

    @Test
    void afterTheMoveThereIsOnlyForwardEverSlower() {
        requested();
        doneUntil(MigrationStep.APPLY_VF);
        ended(MigrationStep.ATTACH_VF, false, StepOutcome.FAILED);
        assertThat(next()).isEqualTo(new Saga.Degrade("attach the VF: its words"));
        apply(new MigrationEvent.MigrationDegraded("attach the VF: its words", NOW));
        assertThat(next()).isEqualTo(new Do(MigrationStep.ATTACH_VF, false, 2, Duration.ofSeconds(1)));

        for (int i = 0; i < 10; i++) {
            ended(MigrationStep.ATTACH_VF, false, StepOutcome.FAILED);
        }

        assertThat(next()).isEqualTo(new Do(MigrationStep.ATTACH_VF, false, 12, Duration.ofSeconds(60)));
    }

    @Test
    void aMoveThatWasNotSeenToSucceedIsLookedInto() {
        requested();
        doneUntil(MigrationStep.EXPECT);
        ended(MigrationStep.MIGRATE, false, StepOutcome.TIMED_OUT);

        assertThat(next()).isEqualTo(new FindOut(Duration.ZERO));
    }

    /** Empty: that host does not answer. */
    @ParameterizedTest
    @CsvSource({
        "RUNNING, ABSENT, turn ROLLED_BACK",
        "RUNNING, INCOMING, turn ROLLED_BACK",
        "RUNNING, , turn ROLLED_BACK",
        "MIGRATED, RUNNING, moved",
        "ABSENT, RUNNING, moved",
        ", RUNNING, moved",
        "RUNNING, RUNNING, look again",
        "MIGRATING, INCOMING, look again",
        "MIGRATED, , look again",
        ", INCOMING, look again",
        ", ABSENT, look again",
        ", , look again",
        "MIGRATED, INCOMING, end the incoming",
        "ABSENT, INCOMING, end the incoming",
        "MIGRATED, ABSENT, turn ROLLED_BACK",
        "PAUSED, SHUT_OFF, turn ROLLED_BACK",
        "ABSENT, ABSENT, turn LOST",
        "SHUT_OFF, ABSENT, turn LOST"
    })
    void whereTheVmIsFoundDecides(Whereabouts source, Whereabouts destination, String expected) {
        requested();
        doneUntil(MigrationStep.EXPECT);
        ended(MigrationStep.MIGRATE, false, StepOutcome.TIMED_OUT);

        Saga.Next next = Saga.found(running(), Optional.ofNullable(source), Optional.ofNullable(destination));

        String found = next instanceof Turn turn
                ? "turn " + turn.towards()
                : next instanceof Saga.Moved
                        ? "moved"
                        : next instanceof Do step && step.step() == MigrationStep.EXPECT && step.undo()
                                ? "end the incoming"
                                : next instanceof FindOut ? "look again" : next.toString();
        assertThat(found).isEqualTo(expected);
    }
}
