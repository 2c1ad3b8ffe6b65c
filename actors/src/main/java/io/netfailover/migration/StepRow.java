package io.netfailover.migration;

import io.netfailover.journal.MigrationPlan;
import io.netfailover.journal.MigrationStep;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One row of the saga's table.
 *
 * @param deadline of one attempt, given the plan
 * @param action makes it so; whatever is so already is left alone
 * @param verification reads back
 * @param undo takes it back, also when it never happened
 * @param undone reads back
 * @param commands what a person would type
 */
record StepRow(
        MigrationStep step,
        Function<MigrationPlan, Duration> deadline,
        Action action,
        Verification verification,
        Action undo,
        Verification undone,
        Function<MigrationPlan, List<String>> commands) {
    /** May change the host; returns the plan with what it has found out. Throws {@link StepException}. */
    interface Action {
        Action NOTHING = (ground, plan) -> plan;

        MigrationPlan run(StepGround ground, MigrationPlan plan);
    }

    /** Changes nothing; says what does not hold yet. */
    interface Verification {
        Verification NOTHING = (ground, plan) -> Optional.empty();

        Optional<String> objection(StepGround ground, MigrationPlan plan);
    }
}
