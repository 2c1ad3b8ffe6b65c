package io.netfailover.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.netfailover.journal.MigrationStep;
import io.netfailover.lab.ProbeReport;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StepCostTest {
    private static final StepTime DETACH = step(MigrationStep.DETACH_VF, 1, 100, 200);
    private static final StepTime MIGRATE = step(MigrationStep.MIGRATE, 1, 220, 400);
    private static final StepTime ATTACH = step(MigrationStep.ATTACH_VF, 1, 410, 500);

    @Test
    void everyProbeBelongsToExactlyOneStep() {
        List<StepCost> costs = attribute(List.of(DETACH, MIGRATE, ATTACH), 0, 219, 220, 409, 410, 599);

        assertThat(costs).extracting(cost -> cost.probe().lost()).containsExactly(2L, 2L, 2L);
        assertThat(costs).extracting(StepCost::fromNs).containsExactly(0L, 220L, 410L);
        assertThat(costs).extracting(StepCost::toNs).containsExactly(220L, 410L, 600L);
    }

    @Test
    void whatIsLostAfterAStepHasEndedBelongsToItUntilTheNextBegins() {
        List<StepCost> costs = attribute(List.of(DETACH, MIGRATE), 210);

        assertThat(costs).extracting(cost -> cost.probe().lost()).containsExactly(1L, 0L);
    }

    @Test
    void aStepThatWasTriedAgainAfterACrashHasALineForEachAttempt() {
        StepTime cutOff =
                new StepTime(MigrationStep.MIGRATE, "hv1", false, 1, 220, OptionalLong.empty(), "not seen to end", "");
        StepTime again = step(MigrationStep.MIGRATE, 2, 500, 560);

        List<StepCost> costs = attribute(List.of(DETACH, cutOff, again), 300, 450, 510);

        assertThat(costs)
                .extracting(cost -> cost.step().title())
                .containsExactly("detach-vf", "migrate", "migrate (2)");
        assertThat(costs).extracting(cost -> cost.probe().lost()).containsExactly(0L, 2L, 1L);
    }

    @Test
    void aTimelineThatIsOutOfOrderIsPutInOrder() {
        assertThat(attribute(List.of(MIGRATE, DETACH), 150))
                .extracting(cost -> cost.step().step(), cost -> cost.probe().lost())
                .containsExactly(tuple(MigrationStep.DETACH_VF, 1L), tuple(MigrationStep.MIGRATE, 0L));
    }

    @Test
    void withoutATimelineNothingIsAttributed() {
        assertThat(attribute(List.of(), 100)).isEmpty();
    }

    private static List<StepCost> attribute(List<StepTime> steps, long... lostAtNs) {
        return StepCost.attribute(steps, 0, 600, (fromNs, toNs) -> {
            List<Long> lost = LongStream.of(lostAtNs)
                    .filter(at -> at >= fromNs && at < toNs)
                    .boxed()
                    .toList();
            return new ProbeReport(toNs - fromNs, lost.size(), 0, 0, 0, lost);
        });
    }

    private static StepTime step(MigrationStep step, int attempt, long begunNs, long endedNs) {
        return new StepTime(step, "hv1", false, attempt, begunNs, OptionalLong.of(endedNs), "done", "");
    }
}
