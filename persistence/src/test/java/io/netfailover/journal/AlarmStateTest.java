package io.netfailover.journal;

import static io.netfailover.journal.Samples.AT;
import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.journal.AlarmEvent.AlarmAcknowledged;
import io.netfailover.journal.AlarmEvent.AlarmCleared;
import io.netfailover.journal.AlarmEvent.AlarmRaised;
import io.netfailover.types.AlarmKind;
import org.junit.jupiter.api.Test;

class AlarmStateTest {
    private static final AlarmState RAISED = AlarmState.NONE
            .apply(new AlarmRaised(AlarmKind.NO_PATH, "master ens10", "no slave is usable", AT))
            .apply(new AlarmRaised(AlarmKind.DEGRADED, "master ens10", "no primary", AT))
            .apply(new AlarmRaised(AlarmKind.NO_PATH, "master ens20", "no slave is usable", AT));

    @Test
    void anAlarmIsOneOfItsKindAndSubject() {
        AlarmState cleared = RAISED.apply(new AlarmCleared(AlarmKind.NO_PATH, "master ens10", "ens11 has carrier", AT));

        assertThat(cleared.alarms())
                .extracting(alarm -> alarm.kind() + " " + alarm.subject())
                .containsExactly("DEGRADED master ens10", "NO_PATH master ens20");
        assertThat(cleared.alarm(AlarmKind.NO_PATH, "master ens10")).isEmpty();
    }

    @Test
    void anAcknowledgedAlarmStandsUntilItIsRaisedAnew() {
        AlarmState seen = RAISED.apply(new AlarmAcknowledged(AlarmKind.NO_PATH, "master ens20", "uid:0", AT));
        assertThat(seen.alarm(AlarmKind.NO_PATH, "master ens20").orElseThrow().acknowledgedBy())
                .contains("uid:0");

        AlarmState again = seen.apply(new AlarmRaised(AlarmKind.NO_PATH, "master ens20", "again", AT));
        assertThat(again.alarms()).hasSize(3);
        assertThat(again.alarm(AlarmKind.NO_PATH, "master ens20").orElseThrow().acknowledgedBy())
                .isEmpty();
    }
}
