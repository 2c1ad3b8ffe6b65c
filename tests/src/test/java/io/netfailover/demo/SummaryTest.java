package io.netfailover.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.types.Steering;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SummaryTest {
    @Test
    void theMedianOfFiveRoundsIsJudgedAndTheWorstIsShown() {
        List<StageResult> results = rounds(0, 1, 9, 1, 0);

        Summary summary = Summary.of(results).get(0);

        assertThat(summary.lost()).isEqualTo(1.0);
        assertThat(summary.mostLost()).isEqualTo(9);
        assertThat(summary.kept()).isTrue();
        assertThat(StageTable.medians(List.of(summary)))
                .contains("MEDIANS OF 5")
                .contains("yes");
    }

    @Test
    void aMedianAboveThePromiseIsNotKept() {
        Summary summary = Summary.of(rounds(0, 2, 2, 2, 0)).get(0);

        assertThat(summary.kept()).isFalse();
        assertThat(summary.objections()).containsExactly("median of packets lost is 2.0, promised at most 1 lost");
    }

    @Test
    void oneObjectionInAnyRoundIsNotKept() {
        List<StageResult> results = List.of(
                Stages.with(Stage.PLUGGED, 1, Steering.BPF_PROBE, 0),
                Stages.with(Stage.PLUGGED, 2, Steering.BPF_PROBE, 0, "path is none, promised primary"),
                Stages.with(Stage.PLUGGED, 3, Steering.BPF_PROBE, 0));

        assertThat(Summary.of(results).get(0).kept()).isFalse();
    }

    private static List<StageResult> rounds(int... lost) {
        return IntStream.range(0, lost.length)
                .mapToObj(i -> Stages.with(Stage.UNPLUGGED, i + 1, Steering.BPF_PROBE, lost[i]))
                .toList();
    }
}
