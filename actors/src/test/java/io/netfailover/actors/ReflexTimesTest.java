package io.netfailover.actors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReflexTimesTest {
    private final ReflexTimes times = new ReflexTimes();

    @Test
    void withoutAReflexThereIsNoTime() {
        assertThat(times.percentileMicros(0.99)).isZero();
        assertThat(times.maxMicros()).isZero();
    }

    @Test
    void thePercentileIsNeverTooLowAndAtMostAnEighthTooHigh() {
        for (int micros = 1; micros <= 1000; micros++) {
            times.add(micros * 1000L);
        }

        assertThat(times.percentileMicros(0.5)).isBetween(500.0, 500 * 1.125);
        assertThat(times.percentileMicros(0.99)).isBetween(990.0, 1000.0);
        assertThat(times.percentileMicros(1)).isEqualTo(1000);
    }

    @Test
    void oneLongPauseInAHundredIsNotInThePercentileAndTwoAre() {
        for (int i = 0; i < 99; i++) {
            times.add(20_000);
        }
        times.add(5_000_000);
        assertThat(times.percentileMicros(0.99)).isCloseTo(20, within(2.5));

        times.add(5_000_000);
        assertThat(times.percentileMicros(0.99)).isEqualTo(5000);
        assertThat(times.lastMicros()).isEqualTo(5000);
        assertThat(times.added()).isEqualTo(101);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 7, 8, 9, 15, 16, 1023, 1024, Long.MAX_VALUE})
    void everyTimeHasABucketThatHoldsIt(long nanos) {
        times.add(nanos);

        assertThat(times.percentileMicros(0.99)).isEqualTo(nanos / 1e3);
    }
}
