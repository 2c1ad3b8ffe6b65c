package io.netfailover.campaign.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.campaign.crash.CrashHouse;
import io.netfailover.journal.MigrationStep;
import io.netfailover.journal.MigrationStrategy;
import io.netfailover.migration.Strategies;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BlowTest {
    private static final List<Blow> ALL = blows(Blow.Targets.QEMU);

    private static List<Blow> blows(Blow.Targets targets) {
        return LongStream.rangeClosed(1, 48)
                .mapToObj(seed -> Blow.of(targets, seed))
                .toList();
    }

    @Test
    void aSeedAlwaysGivesTheSameBlow() {
        assertThat(blows(Blow.Targets.QEMU)).isEqualTo(ALL);
    }

    @ParameterizedTest
    @EnumSource
    void theReportedRoundsStrikeInEveryWay(Blow.Targets targets) {
        assertThat(blows(targets).stream().map(Blow::kind).collect(Collectors.toSet()))
                .isEqualTo(targets.kinds())
                .contains("source killed");
    }

    @Test
    void everybodyIsStruckInOneOfTheFleets() {
        assertThat(Arrays.stream(Blow.Targets.values())
                        .flatMap(targets -> blows(targets).stream())
                        .map(Blow::victim))
                .contains(Blow.Victim.values());
    }

    @Test
    void aThirdAtLeastFallsIntoTheMoveAndTheRestElsewhere() {
        List<MigrationStep> steps = ALL.stream().map(Blow::at).distinct().toList();

        assertThat(ALL.stream().filter(blow -> blow.at() == MigrationStep.MIGRATE))
                .hasSizeGreaterThan(16);
        assertThat(steps).hasSizeGreaterThan(8);
        assertThat(Strategies.orderOf(CrashHouse.order(MigrationStrategy.EXPLICIT)))
                .containsAll(steps);
    }

    @Test
    void noBlowWaitsForTheEndOfTheMigrationAndNoneOnAQemuForTheEndOfTheMove() {
        assertThat(ALL).noneMatch(blow -> blow.ended() && blow.at() == MigrationStep.STANDBY_DOWN);
        assertThat(ALL.stream().filter(blow -> blow.victim() == Blow.Victim.INCOMING_QEMU))
                .allMatch(blow -> blow.at() == MigrationStep.MIGRATE && !blow.ended());
    }

    @Test
    void aBlowThatCameTooLateComesSoonerUntilItIsImmediate() {
        Blow blow = ALL.stream()
                .filter(late -> late.after().toMillis() > 20)
                .findFirst()
                .orElseThrow();

        assertThat(blow.sooner().after()).isEqualTo(blow.after().dividedBy(2));
        assertThat(blow.sooner().kind()).isEqualTo(blow.kind());
        assertThat(blow.sooner()
                        .sooner()
                        .sooner()
                        .sooner()
                        .sooner()
                        .sooner()
                        .sooner()
                        .after())
                .isEqualTo(Duration.ZERO);
    }
}
