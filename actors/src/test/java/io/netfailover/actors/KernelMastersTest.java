package io.netfailover.actors;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.persistence.typed.PersistenceId;
import io.netfailover.actors.MasterStatus.SlaveStatus;
import io.netfailover.journal.KernelMasterEvent.KernelMasterFound;
import io.netfailover.journal.KernelMasterEvent.KernelMasterGone;
import io.netfailover.journal.PersistenceIds;
import io.netfailover.netlink.Link;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A kernel master as a Debian 12 guest shows it: master and standby on virtio0, the primary another PCI function. */
class KernelMastersTest {
    @RegisterExtension
    static final TestHost HOST = new TestHost();

    private static final PersistenceId ID = PersistenceIds.kernelMasters();
    private static final Link MASTER = Links.physical(12, "ens10", "virtio0").link();
    private static final Link STANDBY =
            Links.physical(10, "ens10nsby", "virtio0").master(12).link();
    private static final Link PRIMARY =
            Links.physical(11, "ens11", "0000:02:00.0").master(12).link();
    private static final KernelMasterFound FOUND = new KernelMasterFound(TestHost.key(12), "ens10", TestHost.NOW);
    private static final KernelMasterGone GONE = new KernelMasterGone(TestHost.key(12), "ens10", TestHost.NOW);

    private final TestProbe<Inventory.Command> inventory = HOST.probe();

    @BeforeEach
    void ready() {
        HOST.board().publish(new NetlinkStatus(true, 3, 0, 0));
        HOST.board().publishReady();
    }

    private ActorRef<KernelMasters.Command> start(Map<Integer, String> drivers) {
        return HOST.spawn(
                KernelMasters.create(HOST.services(), link -> drivers.getOrDefault(link.value(), ""), inventory.ref()));
    }

    private ActorRef<KernelMasters.Command> start() {
        return start(Map.of(12, "net_failover"));
    }

    private static void show(Link... links) {
        List.of(links).forEach(link -> Boards.show(HOST.board(), link));
    }

    private void journalled(Object... events) {
        HOST.timeUntil(() -> assertThat(HOST.journalled(ID)).containsExactly(events));
    }

    private static Optional<MasterStatus> shown() {
        return HOST.board().master("ens10");
    }

    @Test
    void nf28AKernelMasterIsRecognisedByItsDriverJournalledAndShown() {
        show(MASTER, STANDBY, PRIMARY);
        start();

        journalled(FOUND);

        MasterStatus master = shown().orElseThrow();
        assertThat(master.steering()).isEqualTo("kernel");
        assertThat(master.path()).isEqualTo("primary");
        assertThat(master.rx()).isEqualTo("strict");
        assertThat(master.slaves())
                .containsExactly(
                        new SlaveStatus("standby", "ens10nsby", 10, true, true, true, false, null),
                        new SlaveStatus("primary", "ens11", 11, true, true, true, false, null));
        assertThat(HOST.board().netdev("ens11").orElseThrow().failoverMaster()).isEqualTo("ens10");
    }

    @Test
    void linksThatAreNotJournalledYetAreFromThenOn() {
        HOST.board().publish(PRIMARY.ifIndex(), NetdevStatus.of(TestHost.key(11), PRIMARY, false));
        show(MASTER, STANDBY);
        start();

        journalled(FOUND);

        assertThat(inventory.receiveMessage()).isEqualTo(new Inventory.TrackNetdev(TestHost.key(11)));
    }

    @Test
    void aMasterOfAnotherDriverIsNotAdopted() {
        show(MASTER, STANDBY, PRIMARY, Links.veth(20, "br0").kind("bridge").link());
        show(
                Links.physical(21, "eth0", "").link(),
                Links.physical(22, "eth1", "").master(21).link());
        start(Map.of(12, "net_failover", 21, "hv_netvsc"));

        journalled(FOUND);

        assertThat(HOST.board().masters()).extracting(MasterStatus::name).containsExactly("ens10");
    }

    @Test
    void itIsGoneWithItsLinks() {
        show(MASTER, STANDBY, PRIMARY);
        start();
        journalled(FOUND);

        List.of(MASTER, STANDBY, PRIMARY).forEach(link -> Boards.hide(HOST.board(), link));

        journalled(FOUND, GONE);
        assertThat(shown()).isEmpty();
    }

    @Test
    void itIsFoundOnceAcrossRestarts() {
        show(MASTER, STANDBY, PRIMARY);
        HOST.journalHolds(ID, FOUND);
        start();

        HOST.timeUntil(() -> assertThat(shown()).isPresent());

        HOST.timePasses(Duration.ofSeconds(10));
        journalled(FOUND);
    }

    @Test
    void whatWentWhileTheDaemonWasAwayIsGone() {
        HOST.journalHolds(ID, FOUND);
        start();

        journalled(FOUND, GONE);
    }

    @Test
    void nf20ThePathFollowsTheLinksAndSwitchesAreCounted() {
        show(MASTER, STANDBY, PRIMARY);
        start();
        journalled(FOUND);

        show(Links.physical(11, "ens11", "0000:02:00.0").master(12).noCarrier().link());

        HOST.timeUntil(() -> {
            assertThat(shown().orElseThrow().path()).isEqualTo("standby");
            assertThat(shown().orElseThrow().switches()).isEqualTo(1);
        });
    }

    @Test
    void nf21APrimaryWithoutCarrierMakesItOneWay() {
        show(
                MASTER,
                STANDBY,
                Links.physical(11, "ens11", "0000:02:00.0")
                        .master(12)
                        .noCarrier()
                        .link());
        start();
        journalled(FOUND);

        assertThat(AlarmRules.over(
                                HOST.board().mastersAsPublished(), HOST.board().netdevs(), Map.of())
                        .standing())
                .extracting(alarm -> alarm.kind().word(), AlarmCondition::subject)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("one-way", "master ens10"));
    }

    @Test
    void aMasterOfOursKeepsItsName() {
        Boards.show(HOST.board(), Boards.failed("ens10"));
        show(MASTER, STANDBY, PRIMARY);
        start();

        journalled(FOUND);

        assertThat(shown().orElseThrow().madeByKernel()).isFalse();
    }
}
