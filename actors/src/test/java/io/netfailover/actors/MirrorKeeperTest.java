package io.netfailover.actors;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.TestProbe;
import io.netfailover.actors.MasterProtocol.KeepStatistics;
import io.netfailover.actors.MasterProtocol.Start;
import io.netfailover.datapath.MirrorReading;
import io.netfailover.datapath.MirrorReading.Remedy;
import io.netfailover.datapath.MirrorReading.RemedyKind;
import io.netfailover.journal.FoldedStatistics;
import io.netfailover.journal.MasterEvent.SlaveAddressRemoved;
import io.netfailover.journal.MasterEvent.SlaveClientEnded;
import io.netfailover.journal.MasterEvent.StatisticsFolded;
import io.netfailover.types.IfIndex;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The slaves follow, and their counters are the master's. */
class MirrorKeeperTest {
    @RegisterExtension
    static final TestHost HOST = new TestHost();

    @Test
    void nf23TheSlavesFollowAChangeOfTheMastersMtu() {
        TestMaster master = TestMaster.inService(HOST, TestMaster.STANDBY, TestMaster.masterLink(true));

        master.hear(Links.veth(12, "ens10").mtu(1400).link());

        HOST.kernel().calls.await("follow MTU");
    }

    @Test
    void nf23AChangeWhileTheDaemonWasAwayIsFollowed() {
        HOST.journalHolds(TestMaster.ID, TestMaster.REQUESTED, TestMaster.ESTABLISHED);

        TestMaster.start(
                HOST,
                Start.WOKEN,
                TestMaster.STANDBY,
                Links.veth(12, "ens10").mtu(1400).link());

        HOST.kernel().calls.await("follow MTU");
    }

    @Test
    void nf23WhatASlaveAnswersIsToldAndTheMasterGoesOn() {
        HOST.kernel().fail("follow MTU", "set the MTU of ens11 to 9000: Invalid argument (EINVAL)");
        List<String> told = new CopyOnWriteArrayList<>();
        HOST.board().monitor(event -> told.add(event.text()));
        TestMaster master = TestMaster.inService(HOST, TestMaster.STANDBY, TestMaster.masterLink(true));

        master.hear(Links.veth(12, "ens10").mtu(9000).link());

        TestHost.eventually(() -> assertThat(told)
                .contains("ens10: could not have the slaves take the master's MTU: set the MTU of ens11 to 9000:"
                        + " Invalid argument (EINVAL)"));
        assertThat(master.status().state()).isEqualTo("active");
    }

    @Test
    void nf26StatisticsAreJournalledWhenASlaveComesOrGoes() {
        slavesShow(Map.of(10, 1000L));
        TestMaster master = TestMaster.inService(HOST, TestMaster.STANDBY);
        master.nextJournalled(folded(Map.of(), Map.of(10, 1000L)));

        slavesShow(Map.of(10, 1000L, 11, 7L));
        HOST.timePasses(MirrorKeeper.EVERY);
        master.nextJournalled(folded(Map.of(), Map.of(10, 1000L, 11, 7L)));

        slavesShow(Map.of(10, 1100L));
        HOST.timePasses(MirrorKeeper.EVERY);
        master.nextJournalled(folded(Map.of("rxPackets", 100L), Map.of(10, 1100L)));
    }

    @Test
    void nf26StatisticsAreShownAtOnceAndJournalledNowAndThen() {
        TestMaster master = counting();

        shownIs(master, 500L);
        assertThat(HOST.journalled(TestMaster.ID)).last().isEqualTo(folded(Map.of(), Map.of(10, 1000L)));
        HOST.timePasses(MirrorKeeper.JOURNAL_EVERY);

        master.nextJournalled(folded(Map.of("rxPackets", 500L), Map.of(10, 1500L)));
        HOST.timePasses(MirrorKeeper.JOURNAL_EVERY);
        assertThat(HOST.journalled(TestMaster.ID))
                .last()
                .isEqualTo(folded(Map.of("rxPackets", 500L), Map.of(10, 1500L)));
    }

    @Test
    void nf26StatisticsAreJournalledBeforeTheDaemonStops() {
        TestMaster master = counting();
        shownIs(master, 500L);
        TestProbe<Done> stopping = HOST.probe();

        master.tell(new KeepStatistics(stopping.ref()));

        stopping.expectMessage(Done.getInstance());
        assertThat(HOST.journalled(TestMaster.ID))
                .last()
                .isEqualTo(folded(Map.of("rxPackets", 500L), Map.of(10, 1500L)));
    }

    @Test
    void nf26AfterARestartWhatTheSlavesCountedMeanwhileIsAdded() {
        HOST.journalHolds(
                TestMaster.ID,
                TestMaster.REQUESTED,
                TestMaster.ESTABLISHED,
                folded(Map.of("rxPackets", 500L), Map.of(10, 1500L)));
        slavesShow(Map.of(10, 1700L));

        TestMaster master = TestMaster.start(HOST, Start.WOKEN, TestMaster.STANDBY);

        shownIs(master, 700L);
    }

    @Test
    void nf26AfterARestartStatisticsDoNotRunBackwardsWithoutTheSlave() {
        HOST.journalHolds(
                TestMaster.ID,
                TestMaster.REQUESTED,
                TestMaster.ESTABLISHED,
                folded(Map.of("rxPackets", 500L), Map.of(10, 1500L, 11, 3L)));
        slavesShow(Map.of(10, 1500L));

        TestMaster master = TestMaster.start(HOST, Start.WOKEN, TestMaster.STANDBY);

        shownIs(master, 500L);
    }

    @Test
    void whatASlaveHasLostIsJournalled() {
        TestMaster master = counting();
        HOST.kernel().reading = new MirrorReading(
                Map.of(),
                Map.of(),
                List.of(),
                List.of(
                        new Remedy(new IfIndex(10), "ens10nsby", RemedyKind.ADDRESS_REMOVED, "192.0.2.9/24"),
                        new Remedy(new IfIndex(10), "ens10nsby", RemedyKind.CLIENT_ENDED, "dhclient (pid 4711)")));

        HOST.timePasses(MirrorKeeper.EVERY);

        assertThat(master.nextJournalled(SlaveAddressRemoved.class))
                .isEqualTo(new SlaveAddressRemoved(TestHost.key(10), "ens10nsby", "192.0.2.9/24", TestHost.NOW));
        assertThat(master.nextJournalled(SlaveClientEnded.class))
                .isEqualTo(new SlaveClientEnded(TestHost.key(10), "ens10nsby", "dhclient (pid 4711)", TestHost.NOW));
    }

    /** In service; its standby showed 1000 received packets, then 1500. */
    private static TestMaster counting() {
        slavesShow(Map.of(10, 1000L));
        TestMaster master = TestMaster.inService(HOST, TestMaster.STANDBY);
        master.nextJournalled(StatisticsFolded.class);
        slavesShow(Map.of(10, 1500L));
        HOST.timePasses(MirrorKeeper.EVERY);
        return master;
    }

    private static void shownIs(TestMaster master, long rxPackets) {
        HOST.timeUntil(() -> assertThat(master.status().statistics()).containsEntry("rxPackets", rxPackets));
    }

    private static void slavesShow(Map<Integer, Long> rxPackets) {
        Map<IfIndex, Map<String, Long>> counters = new HashMap<>();
        rxPackets.forEach((index, packets) -> counters.put(new IfIndex(index), Map.of("rxPackets", packets)));
        HOST.kernel().reading = new MirrorReading(Map.of(), counters, List.of(), List.of());
    }

    private static StatisticsFolded folded(Map<String, Long> totals, Map<Integer, Long> rxPackets) {
        Map<io.netfailover.types.LinkKey, Map<String, Long>> seen = new HashMap<>();
        rxPackets.forEach((index, packets) -> seen.put(TestHost.key(index), Map.of("rxPackets", packets)));
        return new StatisticsFolded(new FoldedStatistics(totals, seen), TestHost.NOW);
    }
}
