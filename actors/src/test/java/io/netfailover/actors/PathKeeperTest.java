package io.netfailover.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.actors.MasterProtocol.Outcome;
import io.netfailover.actors.MasterProtocol.SetPolicy;
import io.netfailover.actors.MasterProtocol.Start;
import io.netfailover.journal.MasterEvent.PathSwitched;
import io.netfailover.journal.MasterEvent.PolicySet;
import io.netfailover.journal.MasterEvent.SlaveRegistered;
import io.netfailover.journal.MasterPolicy;
import io.netfailover.netlink.Link;
import io.netfailover.types.Path;
import io.netfailover.types.Preference;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PathKeeperTest {
    @RegisterExtension
    static final TestHost HOST = new TestHost();

    private static Calls neighbours() {
        return HOST.kernel().neighbourhood.calls;
    }

    /** On its primary, link 11; its standby is link 10. */
    private static TestMaster onPrimary(String... settings) {
        TestMaster master = TestMaster.onPrimary(HOST);
        neighbours().await("announce 11");
        neighbours().forget();
        set(master, settings);
        return master;
    }

    private static void set(TestMaster master, String... settings) {
        Map<String, String> changes = new LinkedHashMap<>();
        for (String setting : settings) {
            String[] parts = setting.split("=", 2);
            changes.put(parts[0], parts[1]);
        }
        if (!changes.isEmpty()) {
            master.tell(new SetPolicy(changes, "user:root", master.caller.ref()));
            master.outcome(Outcome.SET);
            master.nextJournalled(PolicySet.class);
        }
    }

    private static void switched(TestMaster master, Path path) {
        master.tell(MasterCommandsTest.switched(path));
        master.nextJournalled(PathSwitched.class);
    }

    private static <T> void steeringHears(TestMaster master, Class<T> kind, Predicate<T> message) {
        TestHost.await(master.steering, told -> kind.isInstance(told) && message.test(kind.cast(told)));
    }

    @Test
    void aPolicyIsJournalledObeyedAndShown() {
        TestMaster master = TestMaster.onPrimary(HOST);

        master.tell(new SetPolicy(Map.of("prefer", "standby"), "user:root", master.caller.ref()));

        master.outcome(Outcome.SET);
        PolicySet event = master.nextJournalled(PolicySet.class);
        assertThat(event.policy().prefer()).isEqualTo(Preference.STANDBY);
        assertThat(event.requestedBy()).isEqualTo("user:root");
        steeringHears(master, Steering.Obey.class, obey -> obey.policy().equals(event.policy()));
        assertThat(master.status().policy()).containsEntry("prefer", "standby");
    }

    @Test
    void aPolicyThatIsInForceAlreadyIsNotJournalledAgain() {
        TestMaster master = onPrimary("up-delay=5s");

        master.tell(new SetPolicy(Map.of("up-delay", "5000ms"), "user:root", master.caller.ref()));

        master.outcome(Outcome.UNCHANGED);
        assertThat(HOST.journalled(TestMaster.ID))
                .filteredOn(PolicySet.class::isInstance)
                .hasSize(1);
    }

    @Test
    void aMasterThatIsNotInServiceRefusesAPolicy() {
        TestMaster master = TestMaster.start(HOST, Start.NEW);

        master.tell(new SetPolicy(Map.of("prefer", "standby"), "user:root", master.caller.ref()));

        assertThat(master.failure())
                .isInstanceOf(RefusedException.class)
                .hasMessage("the policy of master 'ens10' is not set: it is not in service");
    }

    @Test
    void thePolicyIsInForceAfterARestart() {
        MasterPolicy policy = PolicySettings.change(MasterPolicy.DEFAULT, Map.of("up-delay", "5s"));
        HOST.journalHolds(
                TestMaster.ID,
                TestMaster.REQUESTED,
                TestMaster.ESTABLISHED,
                new PolicySet(policy, "user:root", TestHost.NOW));

        TestMaster master = TestMaster.start(HOST, Start.WOKEN, TestMaster.STANDBY);

        assertThat(master.steer().policy()).isEqualTo(policy);
    }

    @Test
    void aSwitchIsAnnouncedOnTheNewPathAsOftenAsThePolicySays() {
        TestMaster master = onPrimary("announce-count=3", "announce-interval=100ms");

        switched(master, Path.STANDBY);
        neighbours().await("announce 10");
        HOST.timeUntil(() -> assertThat(neighbours().all()).hasSize(3));
        HOST.timePasses(Duration.ofSeconds(10));

        assertThat(neighbours().all()).containsExactly("announce 10", "announce 10", "announce 10");
    }

    @Test
    void aSwitchEndsTheAnnouncementsOfTheLast() {
        TestMaster master = onPrimary("announce-count=2", "announce-interval=2s");
        switched(master, Path.STANDBY);
        neighbours().await("announce 10");

        switched(master, Path.NONE);
        switched(master, Path.PRIMARY);
        neighbours().await("announce 11");
        HOST.timeUntil(() -> assertThat(neighbours().all()).hasSize(3));

        assertThat(neighbours().all()).containsExactly("announce 10", "announce 11", "announce 11");
    }

    @Test
    void nobodyAnnouncesWhereThePolicySaysNever() {
        TestMaster master = onPrimary("announce-count=0");

        switched(master, Path.STANDBY);
        HOST.timePasses(Duration.ofSeconds(10));

        assertThat(neighbours().all()).isEmpty();
    }

    @Test
    void thePathInUseIsProbedAndADeadOneUntilItReturns() {
        TestMaster master = onPrimary("probe-targets=192.0.2.1");
        neighbours().await("probe 11 for [/192.0.2.1]");

        HOST.kernel().neighbourhood.answers(11, false);
        steeringHears(master, Steering.Probed.class, told -> told.slave().value() == 11 && !told.answers());
        switched(master, Path.STANDBY);
        neighbours().await("probe 10 for [/192.0.2.1]");
        assertThat(neighbours().all()).doesNotContain("end probe 11");

        HOST.kernel().neighbourhood.answers(11, true);
        steeringHears(master, Steering.Probed.class, Steering.Probed::answers);
        neighbours().await("end probe 11");
    }

    @Test
    void aPrimaryThatWasNotInUseMustAnswerFirstAfterARestart() {
        MasterPolicy policy = PolicySettings.change(MasterPolicy.DEFAULT, Map.of("probe-targets", "192.0.2.1"));
        HOST.journalHolds(
                TestMaster.ID,
                TestMaster.REQUESTED,
                TestMaster.ESTABLISHED,
                new PolicySet(policy, "user:root", TestHost.NOW),
                TestMaster.REGISTERED,
                new PathSwitched(Path.PRIMARY, Path.STANDBY, "it reached no target", false, TestHost.NOW));

        TestMaster master = TestMaster.start(HOST, Start.WOKEN, TestMaster.STANDBY, TestMaster.PRIMARY);

        assertThat(master.steer().silent()).containsExactly(TestMaster.PRIMARY.ifIndex());
        neighbours().await("probe 11 for [/192.0.2.1]");
        HOST.kernel().neighbourhood.answers(11, true);
        steeringHears(master, Steering.Probed.class, Steering.Probed::answers);
    }

    @Test
    void aPathThatIsLeftForItsCarrierIsNotProbedAnyMore() {
        TestMaster master = onPrimary("probe-targets=192.0.2.1");
        neighbours().await("probe 11 for [/192.0.2.1]");

        switched(master, Path.STANDBY);

        neighbours().await("end probe 11");
        neighbours().await("probe 10 for [/192.0.2.1]");
    }

    @Test
    void otherTargetsAreOtherProbesAndNoneIsNone() {
        TestMaster master = onPrimary("probe-targets=192.0.2.1");
        neighbours().await("probe 11 for [/192.0.2.1]");
        HOST.kernel().neighbourhood.answers(11, false);
        steeringHears(master, Steering.Probed.class, told -> !told.answers());

        set(master, "probe-targets=192.0.2.7");
        neighbours().await("probe 11 for [/192.0.2.7]");
        steeringHears(master, Steering.Probed.class, Steering.Probed::answers);
        set(master, "probe-targets=none");
        neighbours().await("end probe 11", 2);
    }

    @Test
    void aMasterThatIsDestroyedAsksNobodyAnyMore() {
        TestMaster master = onPrimary("probe-targets=192.0.2.1");
        neighbours().await("probe 11 for [/192.0.2.1]");

        master.destroy();
        master.letGo();
        master.outcome(Outcome.DESTROYED);

        assertThat(neighbours().all()).endsWith("end probe 11");
    }

    @Test
    void aSlaveOnWhichNobodyAnswersIsShownUntilSomebodyDoes() {
        TestMaster master = onPrimary("probe-targets=192.0.2.1");
        neighbours().await("probe 11 for [/192.0.2.1]");

        HOST.kernel().neighbourhood.answers(11, false);
        HOST.timeUntil(() -> assertThat(silent(master)).containsExactly(11));
        HOST.kernel().neighbourhood.answers(11, true);
        HOST.timeUntil(() -> assertThat(silent(master)).isEmpty());
    }

    private static List<Integer> silent(TestMaster master) {
        return master.status().slaves().stream()
                .filter(MasterStatus.SlaveStatus::silent)
                .map(MasterStatus.SlaveStatus::ifindex)
                .toList();
    }

    @Test
    void aPathThatIsHeldIsShownSoUntilItIsNot() {
        TestMaster master = onPrimary();

        master.tell(MasterCommandsTest.held(true));
        TestHost.eventually(() -> assertThat(master.status().held()).isTrue());
        master.tell(MasterCommandsTest.held(false));
        TestHost.eventually(() -> assertThat(master.status().held()).isFalse());
    }

    @Test
    void speedsAreReadWhenTheyMatterAndWithEachCarrier() {
        HOST.kernel().neighbourhood.speed(10, 1000);
        HOST.kernel().neighbourhood.speed(11, 25_000);
        TestMaster master = onPrimary("reselect=better");
        steeringHears(master, Steering.SpeedSeen.class, seen -> seen.mbits().equals(OptionalInt.of(25_000)));

        Link lost = Links.veth(11, "ens11").noCarrier().link();
        master.hear(lost);
        steeringHears(
                master,
                Steering.SpeedSeen.class,
                seen -> seen.slave().value() == 11 && seen.mbits().isEmpty());
        HOST.kernel().neighbourhood.speed(11, 10_000);
        master.hear(TestMaster.PRIMARY);

        steeringHears(master, Steering.SpeedSeen.class, seen -> seen.mbits().equals(OptionalInt.of(10_000)));
    }

    @Test
    void nf08TheNextCandidateIsTakenAtOnceWhenThePrimaryLeaves() {
        TestMaster master = TestMaster.onPrimary(HOST);
        Link second = Links.veth(14, "ens14").link();
        master.hear(second);
        TestHost.eventually(() -> assertThat(master.status().slaves())
                .anyMatch(slave -> slave.ifindex() == 14 && slave.refusal() != null));

        master.hearGone(TestMaster.PRIMARY);

        HOST.kernel().calls.await("register PRIMARY 14");
        TestHost.eventually(() -> assertThat(HOST.journalled(TestMaster.ID))
                .filteredOn(SlaveRegistered.class::isInstance)
                .extracting(event -> ((SlaveRegistered) event).name())
                .containsExactly("ens11", "ens14"));
    }
}
