package io.netfailover.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.actors.Inventory.MasterEnded;
import io.netfailover.actors.Inventory.MasterRecovered;
import io.netfailover.actors.MasterProtocol.Destroy;
import io.netfailover.actors.MasterProtocol.Outcome;
import io.netfailover.actors.MasterProtocol.Start;
import io.netfailover.actors.Steering.SlaveJoined;
import io.netfailover.actors.Steering.Steer;
import io.netfailover.datapath.MasterLinks;
import io.netfailover.journal.MasterEvent;
import io.netfailover.journal.MasterEvent.MasterCreationFailed;
import io.netfailover.journal.MasterEvent.MasterDestroyed;
import io.netfailover.journal.MasterEvent.MasterEstablished;
import io.netfailover.journal.MasterEvent.PathSwitched;
import io.netfailover.journal.MasterEvent.SlaveRegistered;
import io.netfailover.journal.MasterEvent.SlaveReleased;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Path;
import io.netfailover.types.Role;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The daemon starts again, and the journal says where the master stood. */
class MasterRestartTest {
    @RegisterExtension
    static final TestHost HOST = new TestHost();

    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final HostIdentity NEXT_BOOT = new HostIdentity("22222222-4b5a-6978-8796-a5b4c3d2e1f0", 4026531840L);

    private static Calls calls() {
        return HOST.kernel().calls;
    }

    /** What was in the journal is left out of what is expected next. */
    private static void journalHolds(MasterEvent... events) {
        HOST.journalHolds(TestMaster.ID, events);
    }

    private static List<Object> journalledSince(int events) {
        List<Object> all = HOST.journalled(TestMaster.ID);
        return all.subList(events, all.size());
    }

    private static void eventuallyJournalledSince(int events, MasterEvent... expected) {
        TestHost.eventually(() -> assertThat(journalledSince(events)).containsExactly((Object[]) expected));
    }

    @Test
    void aCreationOfUnknownOutcomeIsDoneAgain() {
        journalHolds(TestMaster.REQUESTED);

        TestMaster master = TestMaster.start(HOST, Start.WOKEN, TestMaster.STANDBY);

        master.inventory.expectMessage(new MasterRecovered(TestMaster.DEFINITION));
        master.steer();
        eventuallyJournalledSince(1, TestMaster.ESTABLISHED);
    }

    @Test
    void aCreationThatFailsAfterARestartEnds() {
        HOST.kernel().fail("establish ens10", "there is no link ens10");
        journalHolds(TestMaster.REQUESTED);

        TestMaster master = TestMaster.start(HOST, Start.WOKEN);

        master.inventory.expectMessage(new MasterRecovered(TestMaster.DEFINITION));
        master.inventory.expectMessage(new MasterEnded(TestMaster.NAME));
        eventuallyJournalledSince(1, new MasterCreationFailed("there is no link ens10", TestHost.NOW));
    }

    @Test
    void aMasterWhoseLinksAreAsRememberedGoesOnWithoutAnEvent() {
        journalHolds(TestMaster.REQUESTED, TestMaster.ESTABLISHED, TestMaster.REGISTERED, TestMaster.ON_PRIMARY);

        TestMaster master = TestMaster.start(
                HOST, Start.WOKEN, TestMaster.STANDBY, TestMaster.PRIMARY, TestMaster.masterLink(true));

        Steer steer = master.steer();
        assertThat(steer.path()).isEqualTo(Path.PRIMARY);
        assertThat(steer.slaves()).isEqualTo(Map.of(Role.STANDBY, new IfIndex(10), Role.PRIMARY, new IfIndex(11)));
        master.steering.expectMessage(new SlaveJoined(TestMaster.NAME, Role.PRIMARY, new IfIndex(11)));
        assertThat(calls().all()).containsExactly("establish ens10", "slaves up", "register PRIMARY 11");
        assertThat(journalledSince(4)).isEmpty();
        assertThat(master.status().state()).isEqualTo("active");
    }

    @Test
    void aMasterOfOtherLinksThanRememberedIsJournalledAsRebuilt() {
        journalHolds(TestMaster.REQUESTED, TestMaster.ESTABLISHED);
        HOST.kernel().links = new MasterLinks(new IfIndex(22), new IfIndex(23), new IfIndex(10));

        TestMaster.start(HOST, Start.WOKEN, TestMaster.STANDBY);

        eventuallyJournalledSince(
                2,
                new MasterEstablished(
                        TestHost.key(22),
                        TestHost.key(23),
                        TestHost.key(10),
                        io.netfailover.types.Steering.BPF_PROBE,
                        "BTF is there",
                        true,
                        TestHost.NOW));
    }

    @Test
    void aMasterIsRebuiltAfterARebootThoughTheIndexesAreTheSame() {
        journalHolds(TestMaster.REQUESTED, TestMaster.ESTABLISHED, TestMaster.REGISTERED, TestMaster.ON_PRIMARY);
        HOST.become(NEXT_BOOT, false);

        TestMaster master = TestMaster.start(HOST, Start.WOKEN, TestMaster.STANDBY, TestMaster.PRIMARY);

        Steer steer = master.steer();
        assertThat(steer.path()).isEqualTo(Path.NONE);
        assertThat(steer.slaves()).isEqualTo(Map.of(Role.STANDBY, new IfIndex(10)));
        eventuallyJournalledSince(
                4,
                new MasterEstablished(
                        NEXT_BOOT.key(new IfIndex(12)),
                        NEXT_BOOT.key(new IfIndex(13)),
                        NEXT_BOOT.key(new IfIndex(10)),
                        io.netfailover.types.Steering.BPF_PROBE,
                        "BTF is there",
                        true,
                        TestHost.NOW),
                new SlaveRegistered(Role.PRIMARY, NEXT_BOOT.key(new IfIndex(11)), "ens11", TestHost.NOW));
    }

    @Test
    void aPrimaryThatWentWhileTheDaemonWasAwayIsReleasedAsSuch() {
        journalHolds(TestMaster.REQUESTED, TestMaster.ESTABLISHED, TestMaster.REGISTERED, TestMaster.ON_PRIMARY);

        TestMaster master = TestMaster.start(HOST, Start.WOKEN, TestMaster.STANDBY);
        Steer steer = master.steer();
        assertThat(steer.slaves()).isEqualTo(Map.of(Role.STANDBY, new IfIndex(10)));
        SlaveReleased released =
                new SlaveReleased(Role.PRIMARY, TestHost.key(11), "link ens11 is gone", true, TestHost.NOW);
        eventuallyJournalledSince(4, released);
        steer.replyTo().tell(new Steering.PathSwitched(Path.STANDBY, "no primary", true));

        eventuallyJournalledSince(
                4, released, new PathSwitched(Path.PRIMARY, Path.STANDBY, "no primary", true, TestHost.NOW));
        calls().await("release PRIMARY 11");
        calls().await("carrier on");
    }

    @Test
    void whatHappensAfterTheComparisonDidNotHappenWhileAway() {
        journalHolds(TestMaster.REQUESTED, TestMaster.ESTABLISHED, TestMaster.REGISTERED, TestMaster.ON_PRIMARY);
        TestMaster master = TestMaster.start(HOST, Start.WOKEN, TestMaster.STANDBY, TestMaster.PRIMARY);
        Steer steer = master.steer();
        master.expectSteering(SlaveJoined.class);

        steer.replyTo().tell(new Steering.PathSwitched(Path.STANDBY, "primary ens11 has no carrier", false));
        master.hear(Links.veth(11, "ens11").noCarrier().link());
        master.hearGone(TestMaster.PRIMARY);

        eventuallyJournalledSince(
                4,
                new PathSwitched(Path.PRIMARY, Path.STANDBY, "primary ens11 has no carrier", false, TestHost.NOW),
                new SlaveReleased(Role.PRIMARY, TestHost.key(11), "link ens11 is gone", false, TestHost.NOW));
    }

    @Test
    void aMasterThatCannotBeEstablishedYetWaitsAndIsTriedAgain() {
        journalHolds(TestMaster.REQUESTED, TestMaster.ESTABLISHED);
        HOST.kernel().fail("establish ens10", "there is no link ens10");

        TestMaster master = TestMaster.start(HOST, Start.WOKEN);
        TestHost.eventually(() -> assertThat(master.status().state()).isEqualTo("waiting"));
        assertThat(master.status().alarms()).containsExactly("waiting for the kernel: there is no link ens10");
        HOST.timePasses(RETRY);
        calls().await("establish ens10", 2);
        HOST.kernel().mend("establish ens10");
        HOST.timeUntil(() -> assertThat(master.status().state()).isEqualTo("active"));

        master.steer();
        assertThat(master.status().alarms()).isEmpty();
        assertThat(journalledSince(2)).isEmpty();
    }

    @Test
    void aMasterThatWaitsCanBeDestroyed() {
        journalHolds(TestMaster.REQUESTED, TestMaster.ESTABLISHED);
        HOST.kernel().fail("establish ens10", "there is no link ens10");
        TestMaster master = TestMaster.start(HOST, Start.WOKEN);
        TestHost.eventually(() -> assertThat(master.status().state()).isEqualTo("waiting"));

        master.destroy();
        master.letGo();

        master.outcome(Outcome.DESTROYED);
        assertThat(calls().all()).endsWith("remove ens10");
        HOST.timePasses(RETRY);
        assertThat(HOST.board().masters()).isEmpty();
    }

    @Test
    void aDestructionOfUnknownOutcomeIsDoneAgainByWhatTheKernelShows() {
        journalHolds(TestMaster.REQUESTED, TestMaster.ESTABLISHED, TestMaster.DESTRUCTION);

        TestMaster master = TestMaster.start(HOST, Start.WOKEN, TestMaster.STANDBY);
        master.inventory.expectMessage(new MasterRecovered(TestMaster.DEFINITION));
        master.letGo();

        master.inventory.expectMessage(new MasterEnded(TestMaster.NAME));
        eventuallyJournalledSince(3, new MasterDestroyed(TestHost.NOW));
        assertThat(calls().all()).containsExactly("remove ens10");
    }

    @Test
    void aMasterThatIsListedButHasNoLifeIsToldToTheInventory() {
        TestMaster master = TestMaster.start(HOST, Start.WOKEN);

        master.inventory.expectMessage(new MasterEnded(TestMaster.NAME));
        assertThat(calls().all()).isEmpty();
    }

    @Test
    void aNewMasterWithoutALifeIsNoEnd() {
        TestMaster master = TestMaster.start(HOST, Start.NEW);

        master.inventory.expectNoMessage();
    }

    @Test
    void aMasterThatWasFreedOfflineIsNotBuiltBeforeItsEnd() {
        journalHolds(TestMaster.REQUESTED, TestMaster.ESTABLISHED);

        TestMaster master = TestMaster.start(HOST, Start.RELEASED, TestMaster.STANDBY);
        master.tell(new Destroy("master release --offline", master.caller.ref()));
        master.letGo();

        master.outcome(Outcome.DESTROYED);
        assertThat(calls().all()).containsExactly("remove ens10");
    }

    @Test
    void aHalfMadeMasterThatWasFreedOfflineIsNotBuiltBeforeItsEnd() {
        journalHolds(TestMaster.REQUESTED);

        TestMaster master = TestMaster.start(HOST, Start.RELEASED, TestMaster.STANDBY);
        master.tell(new Destroy("master release --offline", master.caller.ref()));
        master.letGo();

        master.outcome(Outcome.DESTROYED);
        assertThat(calls().all()).containsExactly("remove ens10");
    }

    @Test
    void theDataPathIsClosedAndStaysInTheKernelWhenTheDaemonStops() {
        TestMaster master = TestMaster.onPrimary(HOST);

        HOST.stop(master.actor());

        calls().await("close");
        assertThat(calls().all()).doesNotContain("destroy", "remove ens10");
    }

    @Test
    void aDiskThatIsFullForAWhileDoesNotEndAMaster() {
        TestMaster master = TestMaster.inService(HOST, TestMaster.STANDBY);
        Steer first = master.steer();
        HOST.journal().failNextPersisted(TestMaster.ID.id());
        HOST.kernel().hold("establish ens10");

        first.replyTo().tell(new Steering.PathSwitched(Path.STANDBY, "no primary", true));
        calls().await("close");
        HOST.timeUntil(() -> assertThat(Collections.frequency(calls().all(), "establish ens10"))
                .isEqualTo(2));
        master.tell(MasterProtocol.Prompt.PUBLISH);
        TestHost.eventually(() -> assertThat(master.status().counters()).isNull());
        HOST.kernel().release("establish ens10");

        Steer again = master.steer();
        assertThat(again.path()).isEqualTo(Path.NONE);
        again.replyTo().tell(new Steering.PathSwitched(Path.STANDBY, "no primary", true));
        TestHost.eventually(() -> assertThat(HOST.journalled(TestMaster.ID))
                .last()
                .isEqualTo(new PathSwitched(Path.NONE, Path.STANDBY, "no primary", true, TestHost.NOW)));
        assertThat(calls().all()).noneMatch(call -> call.startsWith("after close"));
    }

    @Test
    void aDataPathIsNotClosedUnderAnEffectThatUsesIt() {
        TestMaster master = TestMaster.inService(HOST, TestMaster.STANDBY);
        HOST.kernel().hold("slaves up");
        master.hear(TestMaster.masterLink(true));
        calls().await("slaves up");
        master.hear(TestMaster.PRIMARY);

        HOST.stop(master.actor());
        assertThat(calls().all()).doesNotContain("close");
        HOST.kernel().release("slaves up");

        calls().await("close");
        assertThat(calls().all()).noneMatch(call -> call.startsWith("after close"));
    }
}
