package io.netfailover.actors;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import akka.persistence.typed.PersistenceId;
import io.netfailover.actors.Alarms.Judged;
import io.netfailover.journal.AlarmEvent.AlarmAcknowledged;
import io.netfailover.journal.AlarmEvent.AlarmCleared;
import io.netfailover.journal.AlarmEvent.AlarmRaised;
import io.netfailover.journal.AlarmState.Alarm;
import io.netfailover.journal.PersistenceIds;
import io.netfailover.types.AlarmKind;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AlarmsTest {
    @RegisterExtension
    static final TestHost HOST = new TestHost();

    private static final PersistenceId ID = PersistenceIds.alarms();
    private static final String SUBJECT = "master ens10";
    private static final AlarmCondition NO_PATH = new AlarmCondition(AlarmKind.NO_PATH, SUBJECT, "no slave is usable");
    private static final AlarmRaised RAISED =
            new AlarmRaised(AlarmKind.NO_PATH, SUBJECT, "no slave is usable", TestHost.NOW);
    private static final AlarmCleared CLEARED =
            new AlarmCleared(AlarmKind.NO_PATH, SUBJECT, "it is so no more", TestHost.NOW);

    private final List<MonitorEvent> announced = new CopyOnWriteArrayList<>();
    private final TestProbe<StatusReply<Alarm>> caller = HOST.probe();
    private ActorRef<Alarms.Command> alarms = HOST.<Alarms.Command>probe().ref();

    @BeforeEach
    void start() {
        alarms = HOST.spawn(Alarms.create(HOST.services()));
    }

    private void judged(AlarmCondition... conditions) {
        alarms.tell(new Judged(List.of(conditions), true));
    }

    private void looksWithout(int looks) {
        for (int i = 0; i < looks; i++) {
            judged();
        }
    }

    private void acknowledge(String subject) {
        alarms.tell(new Alarms.Acknowledge(AlarmKind.NO_PATH, subject, "uid:0", caller.ref()));
    }

    /** The actor has done all that was asked of it. */
    private void settle() {
        acknowledge("nobody");
        assertThat(caller.receiveMessage().isError()).isTrue();
    }

    @Test
    void whatStandsIsRaisedOnceAndClearedOnceItHasNotStoodForAWhile() {
        HOST.board().monitor(announced::add);
        judged(NO_PATH);
        judged(NO_PATH);
        looksWithout(Alarms.CLEARED_AFTER_LOOKS - 1);
        settle();
        assertThat(HOST.journalled(ID)).containsExactly(RAISED);
        assertThat(HOST.board().alarms()).extracting(Alarm::text).containsExactly("no slave is usable");

        looksWithout(1);
        settle();

        assertThat(HOST.journalled(ID)).containsExactly(RAISED, CLEARED);
        assertThat(HOST.board().alarms()).isEmpty();
        assertThat(announced)
                .containsExactly(
                        new MonitorEvent(
                                TestHost.NOW,
                                "alarm-raised",
                                "ens10",
                                "alarm no-path of master ens10: no slave is usable"),
                        new MonitorEvent(
                                TestHost.NOW,
                                "alarm-cleared",
                                "ens10",
                                "alarm no-path of master ens10 is cleared: it is so no more"));
    }

    @Test
    void whatComesAndGoesIsOneAlarm() {
        judged(NO_PATH);
        for (int flap = 0; flap < 10; flap++) {
            looksWithout(Alarms.CLEARED_AFTER_LOOKS - 1);
            judged(NO_PATH);
        }
        settle();

        assertThat(HOST.journalled(ID)).containsExactly(RAISED);
    }

    @Test
    void aLookThatDidNotSeeEverythingClearsNothing() {
        judged(NO_PATH);
        for (int i = 0; i < 2 * Alarms.UNCONFIRMED_CLEARED_AFTER_LOOKS; i++) {
            alarms.tell(new Judged(List.of(), false));
        }
        settle();

        assertThat(HOST.journalled(ID)).containsExactly(RAISED);
    }

    @Test
    void anAcknowledgementIsJournalledOnceAndSaysWhoHasSeenIt() {
        judged(NO_PATH);
        acknowledge(SUBJECT);
        acknowledge(SUBJECT);

        assertThat(caller.receiveMessage().getValue().acknowledgedBy()).contains("uid:0");
        assertThat(caller.receiveMessage().getValue().acknowledgedBy()).contains("uid:0");
        assertThat(HOST.journalled(ID))
                .containsExactly(RAISED, new AlarmAcknowledged(AlarmKind.NO_PATH, SUBJECT, "uid:0", TestHost.NOW));
        assertThat(HOST.board().alarms().get(0).acknowledgedBy()).contains("uid:0");
    }

    @Test
    void whatDoesNotStandCannotBeAcknowledged() {
        acknowledge(SUBJECT);

        assertThat(caller.receiveMessage().getError())
                .isInstanceOf(RefusedException.class)
                .hasMessage("there is no alarm no-path of master ens10");
        assertThat(HOST.journalled(ID)).isEmpty();
    }

    @Test
    void alarmsSurviveARestartAndWhatNobodyConfirmsIsClearedLater() {
        judged(NO_PATH);
        settle();
        HOST.stop(alarms);
        start();
        TestHost.eventually(() -> assertThat(HOST.board().alarms()).hasSize(1));

        looksWithout(Alarms.UNCONFIRMED_CLEARED_AFTER_LOOKS - 1);
        settle();
        assertThat(HOST.journalled(ID)).containsExactly(RAISED);

        looksWithout(1);
        settle();
        assertThat(HOST.journalled(ID)).containsExactly(RAISED, CLEARED);
    }

    @Test
    void whatIsConfirmedAfterARestartIsNotRaisedAgain() {
        HOST.stop(alarms);
        HOST.journalHolds(ID, RAISED);
        start();

        judged(NO_PATH);
        looksWithout(Alarms.CLEARED_AFTER_LOOKS);
        settle();

        assertThat(HOST.journalled(ID)).containsExactly(RAISED, CLEARED);
    }
}
