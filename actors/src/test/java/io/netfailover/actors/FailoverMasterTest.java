package io.netfailover.actors;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import io.netfailover.actors.Inventory.MasterEnded;
import io.netfailover.actors.Inventory.TrackNetdev;
import io.netfailover.actors.MasterProtocol.Destroy;
import io.netfailover.actors.MasterProtocol.House;
import io.netfailover.actors.MasterProtocol.Outcome;
import io.netfailover.actors.MasterProtocol.Prompt;
import io.netfailover.actors.MasterProtocol.Start;
import io.netfailover.actors.Steering.SlaveJoined;
import io.netfailover.actors.Steering.SlaveLeft;
import io.netfailover.actors.Steering.Steer;
import io.netfailover.journal.MasterEvent.MasterCreationFailed;
import io.netfailover.journal.MasterEvent.MasterDestroyed;
import io.netfailover.journal.MasterEvent.MasterDestructionFailed;
import io.netfailover.journal.MasterEvent.MasterEstablished;
import io.netfailover.journal.MasterEvent.PathSwitched;
import io.netfailover.journal.MasterEvent.SlaveRefused;
import io.netfailover.journal.MasterEvent.SlaveRegistered;
import io.netfailover.journal.MasterEvent.SlaveReleased;
import io.netfailover.netlink.Link;
import io.netfailover.types.Path;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FailoverMasterTest {
    @RegisterExtension
    static final TestHost HOST = new TestHost();

    private static final Link PRIMARY = TestMaster.PRIMARY;
    private static final Link SECOND = Links.veth(14, "ens14").link();

    private static Calls calls() {
        return HOST.kernel().calls;
    }

    @Test
    void theRequestIsJournalledWithItsAuthorBeforeAnythingIsMade() {
        List<Object> journalledThen = new CopyOnWriteArrayList<>();
        HOST.kernel().when("establish ens10", () -> journalledThen.addAll(HOST.journalled(TestMaster.ID)));
        TestMaster master = TestMaster.start(HOST, Start.NEW);

        master.create();
        master.outcome(Outcome.CREATED);

        assertThat(journalledThen).containsExactly(TestMaster.REQUESTED);
    }

    @Test
    void aMasterThatIsMadeIsJournalledSteeredTrackedAndShown() {
        TestMaster master = TestMaster.start(HOST, Start.NEW, TestMaster.STANDBY);

        master.create();
        master.outcome(Outcome.CREATED);

        assertThat(HOST.journalled(TestMaster.ID)).containsExactly(TestMaster.REQUESTED, TestMaster.ESTABLISHED);
        Steer steer = master.steer();
        assertThat(steer.master()).isEqualTo(TestMaster.NAME);
        assertThat(steer.rule()).isEqualTo(ReceiveRule.OPEN);
        assertThat(steer.path()).isEqualTo(Path.NONE);
        assertThat(steer.slaves()).isEqualTo(Map.of(Role.STANDBY, TestMaster.STANDBY.ifIndex()));
        assertThat(master.inventory.receiveSeveralMessages(3))
                .containsExactly(
                        new TrackNetdev(TestHost.key(12)),
                        new TrackNetdev(TestHost.key(13)),
                        new TrackNetdev(TestHost.key(10)));
        assertThat(master.status().state()).isEqualTo("active");
    }

    @Test
    void whatCannotBeMadeIsJournalledToldAndEnds() {
        HOST.kernel().fail("establish ens10", "cannot rename ens10: Device or resource busy (EBUSY)");
        TestMaster master = TestMaster.start(HOST, Start.NEW);

        master.create();

        assertThat(master.failure())
                .hasMessage("master 'ens10' was not created: cannot rename ens10: Device or resource busy (EBUSY)");
        assertThat(HOST.journalled(TestMaster.ID))
                .containsExactly(
                        TestMaster.REQUESTED,
                        new MasterCreationFailed("cannot rename ens10: Device or resource busy (EBUSY)", TestHost.NOW));
        master.inventory.expectMessage(new MasterEnded(TestMaster.NAME));
        assertThat(HOST.board().masters()).isEmpty();
        master.steering.expectNoMessage();
    }

    @Test
    void aMasterThatIsThereIsNotMadeAgain() {
        TestMaster master = TestMaster.inService(HOST);

        master.create();

        assertThat(master.failure())
                .isInstanceOf(RefusedException.class)
                .hasMessage("master 'ens10' is there already, in another state");
    }

    @Test
    void nf06APrimaryThatIsThereWhenTheMasterIsMadeIsRegistered() {
        TestMaster master = TestMaster.inService(HOST, TestMaster.STANDBY, PRIMARY);

        master.nextJournalled(TestMaster.REGISTERED);
    }

    @Test
    void nf06APrimaryThatAppearsIsRegisteredThenSteeredThenJournalled() {
        TestMaster master = TestMaster.inService(HOST, TestMaster.STANDBY);
        master.steer();
        master.inventory.receiveSeveralMessages(3);
        HOST.kernel().hold("register PRIMARY 11");

        master.hear(PRIMARY);
        calls().await("register PRIMARY 11");
        master.steering.expectNoMessage();
        assertThat(HOST.journalled(TestMaster.ID)).doesNotContain(TestMaster.REGISTERED);
        HOST.kernel().release("register PRIMARY 11");

        master.steering.expectMessage(new SlaveJoined(TestMaster.NAME, Role.PRIMARY, PRIMARY.ifIndex()));
        master.inventory.expectMessage(new TrackNetdev(TestHost.key(11)));
        master.nextJournalled(TestMaster.REGISTERED);
    }

    @Test
    void nf32APrimaryThatLeavesIsForgottenByTheReflexThenReleased() {
        TestMaster master = TestMaster.onPrimary(HOST);
        master.expectSteering(SlaveJoined.class);

        master.hearGone(PRIMARY);

        master.steering.expectMessage(new SlaveLeft(TestMaster.NAME, Role.PRIMARY));
        master.nextJournalled(
                new SlaveReleased(Role.PRIMARY, TestHost.key(11), "link ens11 is gone", false, TestHost.NOW));
        calls().await("release PRIMARY 11");
        TestHost.eventually(() -> assertThat(master.status().slaves())
                .extracting(MasterStatus.SlaveStatus::name)
                .containsExactly("ens10nsby"));
    }

    @Test
    void aPrimaryThatLeavesWhileItIsRegisteredIsReleasedAfterwards() {
        TestMaster master = TestMaster.inService(HOST, TestMaster.STANDBY);
        HOST.kernel().hold("register PRIMARY 11");
        master.hear(PRIMARY);
        calls().await("register PRIMARY 11");

        master.hearGone(PRIMARY);
        HOST.kernel().release("register PRIMARY 11");

        master.nextJournalled(SlaveRegistered.class);
        master.nextJournalled(SlaveReleased.class);
    }

    @Test
    void aPrimaryThatTheKernelRefusesStaysFree() {
        HOST.kernel().fail("register PRIMARY 11", "set MTU of ens11 to 9000: Invalid argument (EINVAL)");
        TestMaster master = TestMaster.inService(HOST, TestMaster.STANDBY);
        master.steer();

        master.hear(PRIMARY);

        master.nextJournalled(new SlaveRefused(
                TestHost.key(11), "ens11", "set MTU of ens11 to 9000: Invalid argument (EINVAL)", TestHost.NOW));
        TestHost.eventually(() -> assertThat(master.status().slaves())
                .contains(new MasterStatus.SlaveStatus(
                        "primary",
                        "ens11",
                        11,
                        true,
                        true,
                        true,
                        false,
                        "set MTU of ens11 to 9000: Invalid argument (EINVAL)")));
        master.steering.expectNoMessage();
    }

    @Test
    void nf11ALinkOfABridgeIsRefusedOnceAndTakenWhenItLeavesTheBridge() {
        TestMaster master = TestMaster.inService(HOST, TestMaster.STANDBY);

        master.hear(Links.veth(11, "ens11").master(3).link());
        master.nextJournalled(
                new SlaveRefused(TestHost.key(11), "ens11", "it belongs to link 3 already", TestHost.NOW));
        master.hear(Links.veth(11, "ens11").master(3).mtu(1400).link());
        master.hear(PRIMARY);

        master.nextJournalled(TestMaster.REGISTERED);
    }

    @Test
    void nf08ASecondPrimaryIsRefusedAndTakesOverWhenTheFirstLeaves() {
        TestMaster master = TestMaster.onPrimary(HOST);

        master.hear(SECOND);
        master.nextJournalled(
                new SlaveRefused(TestHost.key(14), "ens14", "a primary is registered already: ens11", TestHost.NOW));
        master.hear(Links.veth(14, "ens14").mtu(1400).link());
        master.hearGone(PRIMARY);

        master.nextJournalled(SlaveReleased.class);
        master.nextJournalled(new SlaveRegistered(Role.PRIMARY, TestHost.key(14), "ens14", TestHost.NOW));
    }

    @Test
    void nf17And18TheSlavesAreOpenedAndClosedWithTheMaster() {
        TestMaster master = TestMaster.inService(HOST, TestMaster.STANDBY);

        master.hear(TestMaster.masterLink(false));
        master.hear(TestMaster.masterLink(true));
        calls().await("slaves up");
        master.hear(Links.veth(12, "ens10").alias("of the office").link());
        master.hear(TestMaster.masterLink(false));
        calls().await("slaves down");

        assertThat(calls().all()).containsExactly("establish ens10", "slaves up", "slaves down");
    }

    @Test
    void nf19AMasterHasCarrierAsLongAsThereIsAPath() {
        TestMaster master = TestMaster.inService(HOST, TestMaster.STANDBY);
        Steer steer = master.steer();

        steer.replyTo().tell(new Steering.PathSwitched(Path.STANDBY, "no primary", true));
        master.nextJournalled(new PathSwitched(Path.NONE, Path.STANDBY, "no primary", false, TestHost.NOW));
        calls().await("carrier on");
        steer.replyTo().tell(new Steering.PathSwitched(Path.NONE, "no primary, no standby", false));
        master.nextJournalled(new PathSwitched(Path.STANDBY, Path.NONE, "no primary, no standby", false, TestHost.NOW));
        calls().await("carrier off");

        TestHost.eventually(() -> assertThat(master.status().lastSwitch())
                .isEqualTo(new MasterStatus.Switch(TestHost.NOW, "standby", "none", "no primary, no standby")));
        assertThat(master.status().switches()).isEqualTo(2);
    }

    @Test
    void nf19ACarrierThatDidNotFollowThePathFollowsItInTheNextRound() {
        TestMaster master = TestMaster.onPrimary(HOST);
        calls().forget();

        master.hear(TestMaster.masterLink(true).withCarrier(false));
        master.tell(Prompt.MIRROR);

        calls().await("carrier on");
    }

    @Test
    void aStandbyThatLeavesIsJournalledAndForgottenByTheReflex() {
        TestMaster master = TestMaster.inService(HOST, TestMaster.STANDBY);
        master.steer();

        master.hearGone(TestMaster.STANDBY);

        master.steering.expectMessage(new SlaveLeft(TestMaster.NAME, Role.STANDBY));
        master.nextJournalled(
                new SlaveReleased(Role.STANDBY, TestHost.key(10), "link ens10nsby is gone", false, TestHost.NOW));
    }

    @Test
    void anEffectThatFailsIsToldToTheMonitors() {
        List<MonitorEvent> monitored = new CopyOnWriteArrayList<>();
        HOST.board().monitor(monitored::add);
        HOST.kernel().fail("slaves up", "set ens11 up: No such device (ENODEV)");
        TestMaster master = TestMaster.inService(HOST, TestMaster.STANDBY);

        master.hear(TestMaster.masterLink(true));

        TestHost.eventually(() -> assertThat(monitored)
                .contains(new MonitorEvent(
                        TestHost.NOW,
                        "effect-failed",
                        "ens10",
                        "ens10: could not open the slaves: set ens11 up: No such device (ENODEV)")));
    }

    @Test
    void theMonitorsHearOfEachStep() {
        List<MonitorEvent> monitored = new CopyOnWriteArrayList<>();
        HOST.board().monitor(monitored::add);

        TestMaster master = TestMaster.onPrimary(HOST);
        master.destroy();
        master.letGo();
        master.outcome(Outcome.DESTROYED);

        assertThat(monitored)
                .extracting(MonitorEvent::kind)
                .containsExactly(
                        "creation-requested",
                        "master-established",
                        "slave-registered",
                        "path-switched",
                        "destruction-requested",
                        "master-destroyed");
    }

    @Test
    void nothingIsUnmadeBeforeSteeringHasLetGo() {
        TestMaster master = TestMaster.onPrimary(HOST);

        master.destroy();
        master.nextJournalled(TestMaster.DESTRUCTION);
        TestHost.eventually(() -> assertThat(master.status().state()).isEqualTo("destroying"));
        assertThat(calls().all()).doesNotContain("destroy");
        master.letGo();

        master.outcome(Outcome.DESTROYED);
        master.nextJournalled(new MasterDestroyed(TestHost.NOW));
        assertThat(calls().all()).endsWith("destroy", "close");
        assertThat(HOST.board().masters()).isEmpty();
    }

    @Test
    void theCountersOfADataPathThatIsUnmadeAreNotRead() {
        TestMaster master = TestMaster.onPrimary(HOST);
        HOST.kernel().hold("destroy");
        master.destroy();
        master.letGo();
        calls().await("destroy");

        master.tell(MasterProtocol.Prompt.PUBLISH);
        TestHost.eventually(() -> assertThat(master.status().counters()).isNull());
        HOST.kernel().release("destroy");

        master.outcome(Outcome.DESTROYED);
        assertThat(calls().all()).endsWith("destroy", "close");
    }

    @Test
    void theInventoryKnowsOfTheEndBeforeTheCallerDoes() {
        TestProbe<Object> both = HOST.probe();
        var master = HOST.spawn(FailoverMaster.create(
                TestMaster.NAME,
                List.of(),
                Start.NEW,
                new House(
                        HOST.services(),
                        HOST.kernel(),
                        HOST.spawn(Steering.create(HOST.board(), () -> {}, listener -> Steering.SlaveWatch.NONE)),
                        both.ref().narrow())));
        master.tell(new MasterProtocol.Create(
                TestMaster.DEFINITION, Optional.empty(), "user:root", both.ref().narrow()));
        both.receiveSeveralMessages(4);

        master.tell(new Destroy("user:root", both.ref().narrow()));

        both.expectMessage(new MasterEnded(TestMaster.NAME));
        both.expectMessage(akka.pattern.StatusReply.success(Outcome.DESTROYED));
    }

    @Test
    void aMasterThatWasDestroyedCanBeMadeAgain() {
        TestMaster master = TestMaster.onPrimary(HOST);
        master.destroy();
        master.letGo();
        master.outcome(Outcome.DESTROYED);

        master.create();

        master.outcome(Outcome.CREATED);
        TestHost.await(master.steering, Steer.class::isInstance);
        master.nextJournalled(TestMaster.DESTRUCTION);
        master.nextJournalled(MasterDestroyed.class);
        master.nextJournalled(TestMaster.REQUESTED);
        master.nextJournalled(TestMaster.ESTABLISHED);
        master.nextJournalled(TestMaster.REGISTERED);
    }

    @Test
    void aMasterThatIsStillBeingMadeCanBeDestroyed() {
        HOST.kernel().hold("establish ens10");
        TestMaster master = TestMaster.start(HOST, Start.NEW);
        master.create();
        calls().await("establish ens10");

        master.destroy();
        master.letGo();
        HOST.kernel().release("establish ens10");

        master.outcome(Outcome.DESTROYED);
        master.outcome(Outcome.DESTROYED);
        assertThat(calls().all()).containsExactlyInAnyOrder("establish ens10", "close", "remove ens10");
        assertThat(HOST.journalled(TestMaster.ID))
                .containsExactly(TestMaster.REQUESTED, TestMaster.DESTRUCTION, new MasterDestroyed(TestHost.NOW));
    }

    @Test
    void aDestructionThatFailsIsJournalledToldAndCanBeAskedForAgain() {
        TestMaster master = TestMaster.onPrimary(HOST);
        HOST.kernel().fail("destroy", "delete ens10: Device or resource busy (EBUSY)");

        master.destroy();
        master.letGo();

        assertThat(master.failure())
                .hasMessage("master 'ens10' is not wholly destroyed: delete ens10: Device or resource busy (EBUSY);"
                        + " mend that and run 'netfailover master destroy ens10' again");
        master.nextJournalled(TestMaster.DESTRUCTION);
        master.nextJournalled(
                new MasterDestructionFailed("delete ens10: Device or resource busy (EBUSY)", TestHost.NOW));
        assertThat(calls().all()).endsWith("destroy", "close");
        assertThat(master.status().state()).isEqualTo("destroying");

        master.destroy();
        master.letGo();
        master.outcome(Outcome.DESTROYED);
        assertThat(calls().all()).endsWith("remove ens10");
    }

    @Test
    void whatIsAbsentNeedsNoDestruction() {
        TestMaster master = TestMaster.start(HOST, Start.NEW);

        master.destroy();

        master.outcome(Outcome.ABSENT);
        assertThat(HOST.journalled(TestMaster.ID)).isEmpty();
    }

    @Test
    void anOverdueCallerIsToldOnceAndTheOutcomeIsJournalledLater() {
        HOST.kernel().hold("establish ens10");
        TestMaster master = TestMaster.start(HOST, Start.NEW);
        master.create();
        calls().await("establish ens10");

        HOST.timePasses(TestHost.DEADLINE);
        assertThat(master.failure())
                .isInstanceOf(OverdueException.class)
                .hasMessage("master create ens10 has not ended within 10 s; it goes on, see"
                        + " 'netfailover master show ens10'");
        HOST.kernel().release("establish ens10");

        master.nextJournalled(TestMaster.REQUESTED);
        master.nextJournalled(MasterEstablished.class);
        master.caller.expectNoMessage();
    }

    @Test
    void anAnsweredCallerIsNotToldThatItIsOverdue() {
        TestMaster master = TestMaster.inService(HOST);

        HOST.timePasses(TestHost.DEADLINE);

        master.caller.expectNoMessage();
    }

    @Test
    void countersAreShownAnewEverySecond() {
        TestMaster master = TestMaster.inService(HOST);
        master.steer();
        List<MasterStatus> seen = new ArrayList<>();
        TestHost.eventually(() -> seen.add(master.status()));

        HOST.timePasses(java.time.Duration.ofSeconds(1));

        TestHost.eventually(() -> assertThat(master.status()).isNotSameAs(seen.get(0)));
        assertThat(master.status().counters()).isNotNull();
    }
}
