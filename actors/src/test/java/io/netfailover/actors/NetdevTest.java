package io.netfailover.actors;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.persistence.typed.PersistenceId;
import io.netfailover.actors.Netdev.Lost;
import io.netfailover.actors.Netdev.Observed;
import io.netfailover.actors.Netdev.Track;
import io.netfailover.actors.NetlinkEventStream.Gone;
import io.netfailover.actors.NetlinkEventStream.News;
import io.netfailover.actors.NetlinkEventStream.Seen;
import io.netfailover.journal.NetdevEvent;
import io.netfailover.journal.NetdevEvent.NetdevAddressChanged;
import io.netfailover.journal.NetdevEvent.NetdevAdminChanged;
import io.netfailover.journal.NetdevEvent.NetdevAppeared;
import io.netfailover.journal.NetdevEvent.NetdevCarrierChanged;
import io.netfailover.journal.NetdevEvent.NetdevMasterChanged;
import io.netfailover.journal.NetdevEvent.NetdevMtuChanged;
import io.netfailover.journal.NetdevEvent.NetdevRemoved;
import io.netfailover.journal.NetdevEvent.NetdevRenamed;
import io.netfailover.journal.PersistenceIds;
import io.netfailover.netlink.Link;
import io.netfailover.types.IfIndex;
import io.netfailover.types.LinkKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NetdevTest {
    @RegisterExtension
    static final TestHost HOST = new TestHost();

    private static final LinkKey KEY = TestHost.key(11);
    private static final PersistenceId ID = PersistenceIds.netdev(KEY);
    private static final Link LINK = Links.veth(11, "ens11").link();
    private static final Link NO_CARRIER = Links.veth(11, "ens11").noCarrier().link();
    private static final NetdevAppeared APPEARED = appeared(false);

    private final TestProbe<News> masters = HOST.probe();

    private static NetdevAppeared appeared(boolean whileAway) {
        return new NetdevAppeared(NetdevTransitions.picture(KEY, LINK), whileAway, TestHost.NOW);
    }

    private ActorRef<Netdev.Command> watching() {
        ActorRef<Netdev.Command> netdev = HOST.spawn(Netdev.watching(KEY, LINK, HOST.services(), masters.ref()));
        masters.expectMessage(new Seen(LINK));
        return netdev;
    }

    private ActorRef<Netdev.Command> journalled(Optional<Link> now) {
        return HOST.spawn(Netdev.journalled(KEY, now, HOST.services(), masters.ref()));
    }

    private ActorRef<Netdev.Command> journalled() {
        ActorRef<Netdev.Command> netdev = journalled(Optional.of(LINK));
        masters.expectMessage(new Seen(LINK));
        return netdev;
    }

    private NetdevStatus status() {
        return HOST.board().netdev(new IfIndex(11)).orElseThrow();
    }

    @Test
    void aWatchedLinkIsShownAndPassedOnButNotJournalled() {
        ActorRef<Netdev.Command> netdev = watching();
        assertThat(status().journalled()).isFalse();

        netdev.tell(new Observed(NO_CARRIER));
        masters.expectMessage(new Seen(NO_CARRIER));
        assertThat(status().carrier()).isFalse();

        netdev.tell(Lost.LOST);
        masters.expectMessage(new Gone(NO_CARRIER));
        masters.expectTerminated(netdev);
        assertThat(HOST.board().netdevs()).isEmpty();
        assertThat(HOST.journalled(ID)).isEmpty();
    }

    @Test
    void aWatchedLinksTransitionsAreToldToTheMonitors() {
        List<MonitorEvent> monitored = new ArrayList<>();
        HOST.board().monitor(monitored::add);
        ActorRef<Netdev.Command> netdev = watching();
        netdev.tell(new Observed(NO_CARRIER));
        masters.expectMessage(new Seen(NO_CARRIER));
        netdev.tell(Lost.LOST);
        masters.expectTerminated(netdev);

        assertThat(monitored)
                .containsExactly(
                        new MonitorEvent(
                                TestHost.NOW,
                                "netdev-appeared",
                                "ens11",
                                "ens11 appeared, veth, mtu 1500, up, carrier"),
                        new MonitorEvent(TestHost.NOW, "netdev-carrier-changed", "ens11", "ens11 carrier lost"),
                        new MonitorEvent(TestHost.NOW, "netdev-removed", "ens11", "ens11 removed"));
    }

    @Test
    void aWatchedLinkThatIsTrackedIsJournalledFromThenOn() {
        ActorRef<Netdev.Command> netdev = watching();

        netdev.tell(Track.TRACK);
        masters.expectMessage(new Seen(LINK));
        netdev.tell(new Observed(NO_CARRIER));
        masters.expectMessage(new Seen(NO_CARRIER));

        assertThat(HOST.journalled(ID)).containsExactly(APPEARED, new NetdevCarrierChanged(false, false, TestHost.NOW));
        assertThat(status().journalled()).isTrue();
    }

    @Test
    void whatChangesWhileTheJournalIsReadIsNotTakenBack() {
        ActorRef<Netdev.Command> netdev = watching();

        netdev.tell(Track.TRACK);
        netdev.tell(new Observed(NO_CARRIER));
        NetlinkEventStream.News first = masters.receiveMessage();
        if (first.equals(new Seen(LINK))) { // the journal was read before the change came
            first = masters.receiveMessage();
        }
        assertThat(first).isEqualTo(new Seen(NO_CARRIER));
        netdev.tell(Lost.LOST);
        masters.expectMessage(new Gone(NO_CARRIER));

        assertThat(HOST.journalled(ID))
                .containsExactly(
                        APPEARED,
                        new NetdevCarrierChanged(false, false, TestHost.NOW),
                        new NetdevRemoved(false, TestHost.NOW));
    }

    @Test
    void whatHappenedAwayIsToldApartFromWhatChangesWhileTheJournalIsRead() {
        HOST.journalHolds(ID, APPEARED);
        Link smaller = Links.veth(11, "ens11").noCarrier().mtu(1400).link();

        journalled(Optional.of(NO_CARRIER)).tell(new Observed(smaller));
        TestHost.await(masters, new Seen(smaller)::equals);

        assertThat(HOST.journalled(ID))
                .containsExactly(
                        APPEARED,
                        new NetdevCarrierChanged(false, true, TestHost.NOW),
                        new NetdevMtuChanged(1400, false, TestHost.NOW));
    }

    @Test
    void aTransitionIsJournalledBeforeItIsPassedOn() {
        ActorRef<Netdev.Command> netdev = journalled();
        HOST.nextJournalled(ID, NetdevAppeared.class);
        HOST.journal().rejectNextPersisted(ID.id());

        netdev.tell(new Observed(NO_CARRIER));

        masters.expectNoMessage();
        assertThat(status().carrier()).isTrue();
    }

    @Test
    void eachTransitionIsJournalledOnce() {
        ActorRef<Netdev.Command> netdev = journalled();
        Link changed = Links.veth(11, "renamed")
                .mac(Links.OTHER_MAC)
                .mtu(9000)
                .down()
                .noCarrier()
                .master(3)
                .link();

        netdev.tell(new Observed(changed));
        masters.expectMessage(new Seen(changed));
        netdev.tell(new Observed(changed));
        masters.expectMessage(new Seen(changed));

        assertThat(HOST.journalled(ID))
                .containsExactly(
                        APPEARED,
                        new NetdevRenamed("renamed", false, TestHost.NOW),
                        new NetdevAddressChanged(Optional.of(Links.OTHER_MAC), false, TestHost.NOW),
                        new NetdevMtuChanged(9000, false, TestHost.NOW),
                        new NetdevMasterChanged(Optional.of(new IfIndex(3)), false, TestHost.NOW),
                        new NetdevAdminChanged(false, false, TestHost.NOW),
                        new NetdevCarrierChanged(false, false, TestHost.NOW));
    }

    @Test
    void aChangeThatIsNoTransitionIsShownButNotJournalled() {
        ActorRef<Netdev.Command> netdev = journalled();
        Link aliased = Links.veth(11, "ens11").alias("uplink").link();

        netdev.tell(new Observed(aliased));
        masters.expectMessage(new Seen(aliased));

        assertThat(status().alias()).isEqualTo("uplink");
        assertThat(HOST.journalled(ID)).containsExactly(APPEARED);
    }

    @Test
    void whatHappenedWhileTheDaemonWasAwayIsJournalledAsSuch() {
        HOST.journalHolds(ID, APPEARED);

        journalled(Optional.of(NO_CARRIER));
        masters.expectMessage(new Seen(NO_CARRIER));

        assertThat(HOST.journalled(ID)).containsExactly(APPEARED, new NetdevCarrierChanged(false, true, TestHost.NOW));
    }

    @Test
    void aRestartWithoutADifferenceJournalsNothing() {
        HOST.journalHolds(ID, APPEARED);

        journalled();

        assertThat(HOST.journalled(ID)).containsExactly(APPEARED);
    }

    @Test
    void aLinkThatWentWhileTheDaemonWasAwayIsJournalledAsRemovedAndEndsItsActor() {
        HOST.journalHolds(ID, APPEARED);

        ActorRef<Netdev.Command> netdev = journalled(Optional.empty());
        masters.expectTerminated(netdev);

        assertThat(HOST.journalled(ID)).containsExactly(APPEARED, new NetdevRemoved(true, TestHost.NOW));
    }

    @Test
    void aLinkOfAnEarlierBootIsRemovedWhileAway() {
        LinkKey earlier = new LinkKey("11111111-4b5a-6978-8796-a5b4c3d2e1f0", 4026531840L, new IfIndex(11));
        PersistenceId id = PersistenceIds.netdev(earlier);
        NetdevEvent then = new NetdevAppeared(NetdevTransitions.picture(earlier, LINK), false, TestHost.NOW);
        HOST.journalHolds(id, then);

        ActorRef<Netdev.Command> netdev =
                HOST.spawn(Netdev.journalled(earlier, Optional.empty(), HOST.services(), masters.ref()));
        masters.expectTerminated(netdev);

        assertThat(HOST.journalled(id)).containsExactly(then, new NetdevRemoved(true, TestHost.NOW));
        assertThat(HOST.board().netdevs()).isEmpty();
    }

    @Test
    void aRemovedLinkEndsItsActor() {
        ActorRef<Netdev.Command> netdev = journalled();

        netdev.tell(Lost.LOST);
        masters.expectMessage(new Gone(LINK));
        masters.expectTerminated(netdev);

        assertThat(HOST.journalled(ID)).containsExactly(APPEARED, new NetdevRemoved(false, TestHost.NOW));
        assertThat(HOST.board().netdevs()).isEmpty();
    }

    @Test
    void aTransitionThatTheDiskRefusedForAWhileIsJournalledWhenItTakesItAgain() {
        ActorRef<Netdev.Command> netdev = journalled();
        HOST.journal().failNextPersisted(ID.id());

        netdev.tell(new Observed(NO_CARRIER));
        HOST.timeUntil(() -> assertThat(HOST.journalled(ID)).hasSize(2));

        masters.expectMessage(new Seen(NO_CARRIER));
        assertThat(HOST.journalled(ID)).last().isEqualTo(new NetdevCarrierChanged(false, true, TestHost.NOW));
    }

    @Test
    void aRemovalThatTheDiskRefusedForAWhileIsJournalledWhenItTakesItAgain() {
        ActorRef<Netdev.Command> netdev = journalled();
        HOST.journal().failNextPersisted(ID.id());

        netdev.tell(Lost.LOST);
        HOST.timeUntil(() -> assertThat(HOST.journalled(ID)).hasSize(2));

        masters.expectMessage(new Gone(LINK));
        masters.expectTerminated(netdev);
        assertThat(HOST.journalled(ID)).last().isEqualTo(new NetdevRemoved(true, TestHost.NOW));
    }
}
