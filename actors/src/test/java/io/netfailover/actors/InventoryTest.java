package io.netfailover.actors;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import akka.persistence.typed.PersistenceId;
import io.netfailover.actors.Inventory.CreateMaster;
import io.netfailover.actors.Inventory.DestroyMaster;
import io.netfailover.actors.Inventory.Heard;
import io.netfailover.actors.Inventory.SetPolicy;
import io.netfailover.actors.Inventory.TrackNetdev;
import io.netfailover.actors.MasterProtocol.Outcome;
import io.netfailover.actors.NetlinkEventStream.Gone;
import io.netfailover.actors.NetlinkEventStream.News;
import io.netfailover.actors.NetlinkEventStream.Seen;
import io.netfailover.actors.NetlinkEventStream.Synced;
import io.netfailover.journal.InventoryEvent.MasterDelisted;
import io.netfailover.journal.InventoryEvent.MasterListed;
import io.netfailover.journal.InventoryEvent.NetdevDelisted;
import io.netfailover.journal.InventoryEvent.NetdevListed;
import io.netfailover.journal.MasterEvent.MasterDestroyed;
import io.netfailover.journal.NetdevEvent.NetdevAppeared;
import io.netfailover.journal.NetdevEvent.NetdevRemoved;
import io.netfailover.journal.PersistenceIds;
import io.netfailover.netlink.Link;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Layout;
import io.netfailover.types.LinkKey;
import io.netfailover.types.MasterName;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Steering;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class InventoryTest {
    @RegisterExtension
    static final TestHost HOST = new TestHost();

    private static final PersistenceId ID = PersistenceIds.inventory();
    private static final Link STANDBY = Links.veth(10, "ens10").link();
    private static final Link PRIMARY = TestMaster.PRIMARY;
    private static final MasterListed MASTER_LISTED = new MasterListed(TestMaster.NAME, TestHost.NOW);
    private static final NetdevListed PRIMARY_LISTED = new NetdevListed(TestHost.key(11), TestHost.NOW);

    @TempDir
    Path home;

    private final TestProbe<StatusReply<Outcome>> caller = HOST.probe();
    private ActorRef<Inventory.Command> inventory =
            HOST.<Inventory.Command>probe().ref();

    private static Calls calls() {
        return HOST.kernel().calls;
    }

    private ReleaseMarkers markers() {
        return new ReleaseMarkers(home.resolve("released"));
    }

    private void start() {
        inventory = HOST.spawn(Inventory.create(
                HOST.services(),
                HOST.kernel(),
                markers(),
                HOST.spawn(io.netfailover.actors.Steering.create(
                        HOST.board(), () -> {}, listener -> io.netfailover.actors.Steering.SlaveWatch.NONE))));
    }

    private void hear(News news) {
        inventory.tell(new Heard(news));
    }

    private void awake(Link... links) {
        start();
        wake(links);
        TestHost.eventually(
                () -> assertThat(HOST.board().netdevs()).hasSize(links.length)); // it reads its journal first
    }

    private void wake(Link... links) {
        List.of(links).forEach(link -> hear(new Seen(link)));
        hear(new Synced(links.length));
    }

    private void create(Steering steering, ReceiveRule rule, String standby) {
        inventory.tell(new CreateMaster(
                new MasterRequest(TestMaster.NAME, standby, steering, rule, Layout.DIRECT), "user:root", caller.ref()));
    }

    private void create() {
        create(Steering.AUTO, ReceiveRule.OPEN, "ens10");
    }

    private void destroy() {
        inventory.tell(new DestroyMaster(TestMaster.NAME, "user:root", caller.ref()));
    }

    private void outcome(Outcome expected) {
        StatusReply<Outcome> reply = caller.receiveMessage();
        assertThat(reply.isSuccess()).as("%s", reply).isTrue();
        assertThat(reply.getValue()).isEqualTo(expected);
    }

    private RefusedException refusal() {
        StatusReply<Outcome> reply = caller.receiveMessage();
        assertThat(reply.isError()).as("%s", reply).isTrue();
        return (RefusedException) reply.getError();
    }

    private static void eventuallyShown(String... names) {
        TestHost.eventually(() -> assertThat(HOST.board().netdevs())
                .extracting(NetdevStatus::name)
                .containsExactly(names));
    }

    private static void eventuallyJournalled(Object... events) {
        TestHost.eventually(() -> assertThat(HOST.journalled(ID)).containsExactly(events));
    }

    @Test
    void nothingIsWokenBeforeThePictureIsWhole() {
        HOST.journalHolds(ID, MASTER_LISTED);
        HOST.journalHolds(TestMaster.ID, TestMaster.REQUESTED, TestMaster.ESTABLISHED);
        start();
        hear(new Seen(STANDBY));

        create();

        assertThat(refusal()).hasMessage("the links of this host are not known yet");
        assertThat(calls().all()).isEmpty();
        assertThat(HOST.board().netdevs()).isEmpty();
        hear(new Synced(1));
        calls().await("establish ens10");
        eventuallyShown("ens10");
    }

    @Test
    void journalledLinksAreWokenAndTheOthersWatched() {
        HOST.journalHolds(ID, PRIMARY_LISTED);

        awake(STANDBY, PRIMARY);

        eventuallyShown("ens10", "ens11");
        assertThat(HOST.board().netdevs()).extracting(NetdevStatus::journalled).containsExactly(false, true);
        assertThat(HOST.journalled(ID)).containsExactly(PRIMARY_LISTED);
    }

    @Test
    void aJournalledLinkThatIsGoneIsJournalledAsRemovedAndDelisted() {
        HOST.journalHolds(ID, PRIMARY_LISTED);
        PersistenceId netdev = PersistenceIds.netdev(TestHost.key(11));
        NetdevAppeared appeared =
                new NetdevAppeared(NetdevTransitions.picture(TestHost.key(11), PRIMARY), false, TestHost.NOW);
        HOST.journalHolds(netdev, appeared);

        awake(STANDBY);

        eventuallyJournalled(PRIMARY_LISTED, new NetdevDelisted(TestHost.key(11), TestHost.NOW));
        assertThat(HOST.journalled(netdev)).containsExactly(appeared, new NetdevRemoved(true, TestHost.NOW));
    }

    @Test
    void aLinkOfAnEarlierBootIsDelistedThoughItsIndexIsThere() {
        LinkKey earlier = new LinkKey("11111111-4b5a-6978-8796-a5b4c3d2e1f0", 4026531840L, new IfIndex(11));
        NetdevListed listed = new NetdevListed(earlier, TestHost.NOW);
        HOST.journalHolds(ID, listed);

        awake(PRIMARY);

        eventuallyJournalled(listed, new NetdevDelisted(earlier, TestHost.NOW));
        eventuallyShown("ens11");
    }

    @Test
    void pciFunctionsAndTapsAreJournalledOthersOnlyOnDemand() {
        awake(
                Links.loopback(),
                STANDBY,
                Links.physical(2, "eth0", "0000:00:03.0").link(),
                Links.veth(3, "tap0").kind("tun").link());

        eventuallyJournalled(
                new NetdevListed(TestHost.key(2), TestHost.NOW), new NetdevListed(TestHost.key(3), TestHost.NOW));
    }

    @Test
    void allLinksAreJournalledWhenTheSettingSaysSo() {
        HOST.become(TestHost.IDENTITY, true);

        awake(Links.loopback(), STANDBY);
        hear(new Seen(PRIMARY));

        eventuallyJournalled(
                new NetdevListed(TestHost.key(1), TestHost.NOW),
                new NetdevListed(TestHost.key(10), TestHost.NOW),
                new NetdevListed(TestHost.key(11), TestHost.NOW));
    }

    @Test
    void aLinkIsListedOnceHoweverOftenItIsAskedFor() {
        awake(PRIMARY);

        inventory.tell(new TrackNetdev(TestHost.key(11)));
        inventory.tell(new TrackNetdev(TestHost.key(11)));
        inventory.tell(new TrackNetdev(TestHost.key(99)));
        TestHost.eventually(() -> assertThat(HOST.board().netdevs())
                .extracting(NetdevStatus::journalled)
                .containsExactly(true));

        assertThat(HOST.journalled(ID)).containsExactly(PRIMARY_LISTED);
    }

    @Test
    void aListedLinkThatGoesIsDelisted() {
        awake(PRIMARY);
        inventory.tell(new TrackNetdev(TestHost.key(11)));

        hear(new Gone(PRIMARY));

        eventuallyJournalled(PRIMARY_LISTED, new NetdevDelisted(TestHost.key(11), TestHost.NOW));
        eventuallyShown();
    }

    @Test
    void anIndexThatReturnsGetsAnActorOfItsOwnAfterTheOldOneHasEnded() {
        awake(PRIMARY);
        inventory.tell(new TrackNetdev(TestHost.key(11)));
        TestHost.eventually(() -> assertThat(HOST.journalled(PersistenceIds.netdev(TestHost.key(11))))
                .isNotEmpty());
        Link other = Links.veth(11, "other").mac(Links.OTHER_MAC).link();
        Link changed = Links.veth(11, "other").mac(Links.OTHER_MAC).mtu(1400).link();

        hear(new Gone(PRIMARY));
        hear(new Seen(other));
        eventuallyShown("other");
        hear(new Seen(changed));

        TestHost.eventually(() -> assertThat(HOST.board().netdevs())
                .extracting(NetdevStatus::mtuBytes)
                .containsExactly(1400));
        // the returned one is journalled too, unless the old one had ended and been delisted before it was seen
        assertThat(HOST.journalled(PersistenceIds.netdev(TestHost.key(11))))
                .element(1)
                .isEqualTo(new NetdevRemoved(false, TestHost.NOW));
    }

    @Test
    void aMasterIsListedBeforeItIsMadeAndItsLinksAfter() {
        awake(STANDBY);
        HOST.kernel()
                .when(
                        "establish ens10",
                        () -> HOST.kernel()
                                .calls
                                .add("listed: " + HOST.journalled(ID).contains(MASTER_LISTED)));

        create();

        outcome(Outcome.CREATED);
        assertThat(calls().all()).containsSubsequence("listed: true", "establish ens10");
        eventuallyJournalled(MASTER_LISTED, new NetdevListed(TestHost.key(10), TestHost.NOW));
    }

    @Test
    void newLinksArePassedOnToTheMasters() {
        awake(STANDBY);
        create();
        outcome(Outcome.CREATED);

        hear(new Seen(PRIMARY));

        calls().await("register PRIMARY 11");
        TestHost.eventually(() -> assertThat(HOST.journalled(ID)).contains(PRIMARY_LISTED));
    }

    @Test
    void aPolicyIsForMastersThatExist() {
        awake(STANDBY);

        inventory.tell(new SetPolicy(TestMaster.NAME, Map.of("prefer", "standby"), "user:root", caller.ref()));

        assertThat(refusal()).hasMessage("there is no failover master 'ens10'");
    }

    @Test
    void aMasterHearsOfTheLinkThatItsPolicyNames() {
        Link named = Links.physical(14, "ens14", "0000:00:04.0")
                .permanent(Links.OTHER_MAC)
                .mac(Links.OTHER_MAC)
                .link();
        awake(STANDBY, named);
        create();
        outcome(Outcome.CREATED);

        inventory.tell(
                new SetPolicy(TestMaster.NAME, Map.of("primary-device", "0000:00:04.0"), "user:root", caller.ref()));

        outcome(Outcome.SET);
        TestHost.eventually(() -> assertThat(
                        HOST.board().master("ens10").orElseThrow().slaves())
                .anyMatch(slave -> slave.name().equals("ens14")
                        && String.valueOf(slave.refusal()).contains("its MAC is not the master's")));
    }

    @Test
    void aRefusedCreationChangesNothing() {
        awake(STANDBY);

        create(Steering.AUTO, ReceiveRule.OPEN, "ens99");

        assertThat(refusal()).hasMessage("there is no link 'ens99'");
        assertThat(HOST.journalled(ID)).isEmpty();
        assertThat(calls().all()).isEmpty();
    }

    @Test
    void aFailedCreationLeavesTheNameFree() {
        awake(STANDBY);
        HOST.kernel().fail("establish ens10", "busy");
        create();
        assertThat(caller.receiveMessage().isError()).isTrue();

        HOST.kernel().mend("establish ens10");
        create();

        outcome(Outcome.CREATED);
        assertThat(HOST.journalled(ID))
                .startsWith(MASTER_LISTED, new MasterDelisted(TestMaster.NAME, TestHost.NOW), MASTER_LISTED);
    }

    @Test
    void theSameRequestFindsThatTheMasterExists() {
        awake(STANDBY);
        create();
        outcome(Outcome.CREATED);

        create();

        outcome(Outcome.EXISTS);
        assertThat(calls().all()).containsOnlyOnce("establish ens10");
    }

    @Test
    void theStandbyMayBeNamedAsItIsCalledNow() {
        awake(STANDBY);
        create();
        outcome(Outcome.CREATED);
        hear(new Seen(TestMaster.STANDBY));
        TestHost.eventually(() -> assertThat(HOST.board().masters().get(0).slaves())
                .extracting(MasterStatus.SlaveStatus::name)
                .containsExactly("ens10nsby"));

        create(Steering.AUTO, ReceiveRule.OPEN, "ens10nsby");

        outcome(Outcome.EXISTS);
    }

    @Test
    void anotherRequestForTheSameNameIsRefused() {
        awake(STANDBY, Links.veth(20, "ens20").mac(Links.OTHER_MAC).link());
        create();
        outcome(Outcome.CREATED);
        String message = "failover master 'ens10' exists already, with other settings";

        create(Steering.BPF_FLIP, ReceiveRule.OPEN, "ens10");
        assertThat(refusal()).hasMessage(message);
        create(Steering.AUTO, ReceiveRule.STRICT, "ens10");
        assertThat(refusal()).hasMessage(message);
        create(Steering.AUTO, ReceiveRule.OPEN, "ens20");
        assertThat(refusal()).hasMessage(message);
    }

    @Test
    void aMasterThatIsNotInServiceYetIsNoAnswerToTheSameRequest() {
        awake(STANDBY);
        HOST.kernel().hold("establish ens10");
        create();
        calls().await("establish ens10");

        create();

        assertThat(refusal()).hasMessage("failover master 'ens10' exists already, but is not in service");
        HOST.kernel().release("establish ens10");
        outcome(Outcome.CREATED);
    }

    @Test
    void aMasterThatDoesNotExistIsAbsent() {
        awake(STANDBY);

        destroy();

        outcome(Outcome.ABSENT);
    }

    @Test
    void aDestroyedMasterIsDelistedAndCanBeMadeAgainAtOnce() {
        awake(STANDBY);
        create();
        outcome(Outcome.CREATED);

        destroy();
        outcome(Outcome.DESTROYED);
        create();
        outcome(Outcome.CREATED);

        assertThat(HOST.journalled(ID))
                .containsSubsequence(MASTER_LISTED, new MasterDelisted(TestMaster.NAME, TestHost.NOW), MASTER_LISTED);
    }

    @Test
    void aMasterThatWasFreedOfflineIsEndedWithoutARebuildAndItsMarkerDeleted() {
        HOST.journalHolds(ID, MASTER_LISTED);
        HOST.journalHolds(TestMaster.ID, TestMaster.REQUESTED, TestMaster.ESTABLISHED);
        markers().mark(TestMaster.NAME);

        awake(STANDBY);

        eventuallyJournalled(MASTER_LISTED, new MasterDelisted(TestMaster.NAME, TestHost.NOW));
        assertThat(HOST.journalled(TestMaster.ID)).last().isEqualTo(new MasterDestroyed(TestHost.NOW));
        assertThat(calls().all()).containsExactly("remove ens10");
        TestHost.eventually(() -> assertThat(markers().names()).isEmpty());
    }

    @Test
    void onlyTheMasterThatWasFreedIsEnded() {
        HOST.journalHolds(ID, MASTER_LISTED);
        HOST.journalHolds(TestMaster.ID, TestMaster.REQUESTED, TestMaster.ESTABLISHED);
        markers().mark(new MasterName("ens20"));

        awake(STANDBY);

        calls().await("steer NONE");
        assertThat(calls().all()).doesNotContain("remove ens10");
    }

    @Test
    void theHostIsReadyWhenEachJournalledMasterIsInServiceOrSaysWhyNot() {
        MasterName broken = new MasterName("ens20");
        HOST.journalHolds(ID, MASTER_LISTED, new MasterListed(broken, TestHost.NOW));
        HOST.journalHolds(TestMaster.ID, TestMaster.REQUESTED, TestMaster.ESTABLISHED);
        HOST.journalHolds(PersistenceIds.master(broken), TestMaster.REGISTERED);
        HOST.kernel().hold("establish ens10");

        awake(STANDBY);
        HOST.board().publish(new NetlinkStatus(true, 1, 0, 0));
        TestHost.eventually(() -> assertThat(HOST.board().master("ens20"))
                .hasValueSatisfying(master -> assertThat(master.state()).isEqualTo("failed")));

        assertThat(HOST.board().ready()).isFalse();
        HOST.kernel().release("establish ens10");
        TestHost.eventually(() -> assertThat(HOST.board().ready()).isTrue());
        assertThat(HOST.board().master("ens10"))
                .hasValueSatisfying(master -> assertThat(master.state()).isEqualTo("active"));
    }

    @Test
    void aMasterWhoseJournalCannotBeReadIsShownAsFailed() {
        HOST.journalHolds(ID, MASTER_LISTED);
        HOST.journalHolds(TestMaster.ID, TestMaster.REGISTERED);

        awake(STANDBY);

        TestHost.eventually(() -> assertThat(HOST.board().masters())
                .extracting(MasterStatus::state)
                .containsExactly("failed"));
        assertThat(HOST.board().masters().get(0).alarms())
                .containsExactly("its journal cannot be read: see the log; 'netfailover master release ens10 --offline'"
                        + " frees its links");
        assertThat(calls().all()).isEmpty();
    }

    @Test
    void aMasterWhoseActorFailsIsShownAsFailed() {
        awake(STANDBY);
        create();
        outcome(Outcome.CREATED);
        HOST.journal().rejectNextPersisted(TestMaster.ID.id());

        hear(new Gone(STANDBY));

        TestHost.eventually(() -> assertThat(HOST.board().masters())
                .extracting(MasterStatus::state)
                .containsExactly("failed"));
        assertThat(calls().all()).doesNotContain("destroy", "remove ens10");
    }
}
