package io.netfailover.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.migration.HostNetwork.GuestPath;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GuestStepsTest {
    private static final int LATE = 100;

    private long nowNs;
    private int looks;

    /** A guest that answers at once, by its standby until the given look. */
    private boolean waitsForPrimaryFromLook(int primaryFrom) {
        return GuestSteps.isSeenOnPrimary(
                () -> Optional.of(++looks >= primaryFrom ? GuestPath.PRIMARY : GuestPath.STANDBY),
                GuestSteps.LONGEST_WAIT,
                () -> nowNs,
                passed -> nowNs += passed);
    }

    @Test
    void aGuestThatAnswersByItsStandbyIsWaitedForHoweverOftenItAnswers() {
        assertThat(waitsForPrimaryFromLook(LATE)).isTrue();
        assertThat(looks).isEqualTo(LATE);
    }

    @Test
    void aGuestThatStaysOnItsStandbyIsGivenUpWhenTheTimeIsOver() {
        assertThat(waitsForPrimaryFromLook(Integer.MAX_VALUE)).isFalse();
        assertThat(nowNs).isGreaterThanOrEqualTo(GuestSteps.LONGEST_WAIT.toNanos());
    }
}
