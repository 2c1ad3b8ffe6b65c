package io.netfailover.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MoveFiguresTest {
    private static MoveFigures losing(String way, long... lost) {
        return new MoveFigures(
                way, LongStream.of(lost).mapToObj(each -> cost(each, 0, 0, 0)).toList());
    }

    private static MoveFigures costing(MoveCost... costs) {
        return new MoveFigures("ours", Arrays.asList(costs));
    }

    private static MoveCost cost(long lost, long atAttach, long duplicates, long stray) {
        return new MoveCost(lost, 0, atAttach, duplicates, stray, 30, 2);
    }

    private static List<String> missed(MoveFigures figures) {
        return figures.judged().stream()
                .filter(figure -> !figure.holds())
                .map(Figure::metric)
                .toList();
    }

    @Test
    void theMedianOfTheMigrationsIsJudged() {
        assertThat(missed(losing("ours", 1, 5, 90))).isEmpty();
        assertThat(missed(losing("ours", 1, 6, 6))).containsExactly("ours, lost but in stop-and-copy");
    }

    @Test
    void eachTargetIsMissedOnItsOwn() {
        assertThat(missed(costing(cost(5, 0, 25, 0)))).isEmpty();
        assertThat(missed(costing(cost(1, 1, 0, 0)))).containsExactly("ours, lost at attach");
        assertThat(missed(costing(cost(0, 0, 26, 0)))).containsExactly("ours, duplicates");
        assertThat(missed(costing(cost(0, 0, 1, 1)))).containsExactly("ours, duplicates but at detach and attach");
    }

    @Test
    void aWayThatWasNeverMeasuredHoldsNothing() {
        assertThat(missed(costing())).hasSize(4);
    }

    @Test
    void aPeerIsToldAndNotJudged() {
        assertThat(losing("script", 900).told())
                .isNotEmpty()
                .allSatisfy(figure -> assertThat(figure.target()).isEmpty());
    }

    @Test
    void ourShareIsThatOfTheMedians() {
        MoveFigures script = losing("script", 20, 30, 400);

        assertThat(losing("ours", 0, 6, 7).shareOf(script).value()).isEqualTo(0.2);
        assertThat(losing("ours", 0, 6, 7).shareOf(script).holds()).isTrue();
        assertThat(losing("ours", 0, 7, 7).shareOf(script).holds()).isFalse();
    }

    @Test
    void nothingIsSharedWithAPeerThatLosesNothing() {
        assertThat(losing("ours", 0).shareOf(losing("script", 0)).holds()).isFalse();
        assertThat(losing("ours", 1).shareOf(losing("script", 0)).holds()).isFalse();
    }

    @Test
    void oneProbeMoreIsWithinTheResolution() {
        MoveFigures acpi = losing("ours", 2, 2, 2);

        assertThat(losing("ours, native hotplug", 3).noWorseThan(acpi).holds()).isTrue();
        assertThat(losing("ours, native hotplug", 0).noWorseThan(acpi).holds()).isTrue();
        assertThat(losing("ours, native hotplug", 4).noWorseThan(acpi).holds()).isFalse();
    }
}
