package io.netfailover.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.types.LinkKey;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FoldedStatisticsTest {
    private static final LinkKey VF = Samples.PRIMARY_KEY;
    private static final LinkKey STANDBY = Samples.STANDBY_KEY;

    @Test
    void nf26WhatASlaveCountedBeforeItWasTakenIsNotTheMasters() {
        assertThat(seen(1000).totals()).isEmpty();
    }

    @Test
    void nf26EachSlavesDifferencesAreAddedUp() {
        FoldedStatistics statistics = FoldedStatistics.NONE
                .fold(Map.of(VF, rx(1000), STANDBY, rx(10)))
                .fold(Map.of(VF, rx(1500), STANDBY, rx(11)));

        assertThat(statistics.totals()).isEqualTo(rx(501));
    }

    @Test
    void nf26ACounterThatBeginsToCountIsCountedWhole() {
        FoldedStatistics statistics =
                FoldedStatistics.NONE.fold(Map.of(VF, Map.of())).fold(Map.of(VF, rx(7)));

        assertThat(statistics.totals()).isEqualTo(rx(7));
    }

    @Test
    void nf26ACounterThatWasResetTakesNothingAwayAndCountsOn() {
        FoldedStatistics statistics = seen(1000).fold(Map.of(VF, rx(1500))).fold(Map.of(VF, Map.of("rxPackets", 3L)));

        assertThat(statistics.totals()).isEqualTo(rx(500));
        assertThat(statistics.fold(Map.of(VF, rx(10))).totals()).isEqualTo(rx(507));
    }

    @Test
    void nf26A32BitCounterMayWrap() {
        FoldedStatistics statistics = seen(0xffff_fff0L).fold(Map.of(VF, rx(0x10)));

        assertThat(statistics.totals()).isEqualTo(rx(0x20));
    }

    @Test
    void nf26A64BitCounterThatGoesBackwardsIsNoWrap() {
        FoldedStatistics statistics = seen(0x1_ffff_fff0L).fold(Map.of(VF, rx(0x10)));

        assertThat(statistics.totals()).isEmpty();
    }

    @Test
    void nf26WhatAnUnpluggedSlaveBroughtStaysAndTheSlaveIsForgotten() {
        FoldedStatistics statistics = seen(1000).fold(Map.of(VF, rx(1500))).fold(Map.of());

        assertThat(statistics.totals()).isEqualTo(rx(500));
        assertThat(statistics.seen()).isEmpty();
        assertThat(statistics.fold(Map.of(VF, rx(9000))).totals()).isEqualTo(rx(500));
    }

    /** Slaves that come, go, are reset and count, at random (seed 26). */
    @Test
    void nf26TotalsNeverRunBackwards() {
        SplittableRandom random = new SplittableRandom(26);
        FoldedStatistics statistics = FoldedStatistics.NONE;
        for (int round = 0; round < 10_000; round++) {
            Map<LinkKey, Map<String, Long>> now = switch (random.nextInt(4)) {
                case 0 -> Map.of();
                case 1 -> Map.of(VF, rx(random.nextLong(1L << 40)));
                case 2 -> Map.of(VF, rx(random.nextLong(1L << 33)), STANDBY, rx(random.nextInt(100)));
                default -> Map.of(STANDBY, Map.of());
            };
            FoldedStatistics next = statistics.fold(now);
            long before = statistics.totals().getOrDefault("rxPackets", 0L);
            assertThat(Long.compareUnsigned(next.totals().getOrDefault("rxPackets", 0L), before))
                    .as("round %d", round)
                    .isGreaterThanOrEqualTo(0);
            statistics = next;
        }
    }

    private static FoldedStatistics seen(long rxPackets) {
        return FoldedStatistics.NONE.fold(Map.of(VF, rx(rxPackets)));
    }

    private static Map<String, Long> rx(long packets) {
        return Map.of("rxPackets", packets);
    }
}
