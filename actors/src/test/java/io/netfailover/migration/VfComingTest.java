package io.netfailover.migration;

import static io.netfailover.migration.NetworkLab.GUEST;
import static io.netfailover.migration.NetworkLab.ip;
import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.hypervisor.qmp.QmpHypervisor;
import io.netfailover.hypervisor.qmp.QmpSettings;
import io.netfailover.journal.Feed;
import io.netfailover.journal.MigrationOrder;
import io.netfailover.journal.MigrationPair;
import io.netfailover.journal.MigrationPlan;
import io.netfailover.journal.MigrationStep;
import io.netfailover.journal.NoVf;
import io.netfailover.journal.StepOutcome;
import io.netfailover.migration.Forwarding.Kind;
import io.netfailover.os.PacketSocket;
import io.netfailover.os.announce.Announcer;
import io.netfailover.os.announce.ReportVersion;
import io.netfailover.os.announce.Station;
import io.netfailover.types.DomainName;
import io.netfailover.types.HostName;
import io.netfailover.types.MacAddress;
import io.netfailover.types.PciAddress;
import io.netfailover.types.VfRef;
import java.net.Inet6Address;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the destination's bridge sends a guest's frames while its VF comes; the guest is on its standby. */
final class VfComingTest {
    private static final VfRef VF = new VfRef("pf0", 1, new PciAddress("0000:42:02.1"));

    private static final Duration SOON = Duration.ofSeconds(5);

    @TempDir
    private Path admin;

    private final NetworkLab lab = new NetworkLab();
    private KernelNetwork network;
    private QmpHypervisor hypervisor;

    @BeforeEach
    void open() {
        StandInPf pf = new StandInPf(admin, List.of(VF));
        network = lab.inHost(() -> KernelNetwork.open(Map.of("br0", "up0"), List.of(pf)));
        hypervisor = new QmpHypervisor(new QmpSettings(List.of(), Path.of("/nonexistent"), "", 49152, 49153));
        network.forwardToUplink("up0", GUEST);
        for (String link : List.of("standby", "primary")) {
            lab.guest("ip link set " + link + " up");
        }
    }

    @AfterEach
    void remove() {
        hypervisor.close();
        network.close();
        lab.close();
    }

    @Test
    void whatTheVfSaysAsItComesUpDoesNotTurnTheBridgeAwayFromTheTap() {
        run(MigrationStep.APPLY_VF, Feed.BOTH);
        assertThat(network.vfAdmin(VF).mac()).isEqualTo(GUEST);

        reportAGroupBy("primary");

        assertThat(network.forwarding(GUEST))
                .containsExactlyInAnyOrder(
                        new Forwarding("up0", GUEST, Kind.SELF), new Forwarding("tap0", GUEST, Kind.STATIC));
    }

    @Test
    void nothingStaysWhenTheGuestIsOnItsVf() {
        run(MigrationStep.APPLY_VF, Feed.BOTH);

        run(MigrationStep.DROP_FDB, Feed.BOTH);

        assertThat(network.forwarding(GUEST)).isEmpty();
    }

    @Test
    void feedThatMovesLeavesTheTapAlone() {
        run(MigrationStep.APPLY_VF, Feed.MOVE);

        assertThat(network.forwarding(GUEST)).containsExactly(new Forwarding("up0", GUEST, Kind.SELF));
    }

    private void run(MigrationStep step, Feed feed) {
        StepRunner runner = new StepRunner(
                new HostName("hv2"),
                hypervisor,
                network,
                Map.of("pf0", new VfIndices("1")),
                StepRunner.Checkpoints.NONE);
        StepRunner.Result result = lab.inHost(() -> runner.run(step, false, plan(feed), List.of(), progress -> {}));
        assertThat(result.outcome()).as(result.words()).isEqualTo(StepOutcome.DONE);
    }

    private MigrationPlan plan(Feed feed) {
        MigrationOrder order = MigrationOrder.of(
                new DomainName("vm1"),
                new HostName("hv1"),
                new HostName("hv2"),
                feed,
                NoVf.REFUSE,
                Duration.ofMinutes(5));
        MigrationPair pair = new MigrationPair(
                GUEST,
                "standby0",
                "tap0",
                "br0",
                "ua-vf0",
                Optional.of(VF),
                Optional.of(network.vfAdmin(VF).withMac(new MacAddress(0))),
                Optional.of(VF),
                Optional.of(network.vfAdmin(VF)),
                1500,
                List.of(),
                List.of());
        return MigrationPlan.of(order).withPairs(List.of(pair));
    }

    /** Until it has arrived twice: a link that was just set up has no carrier yet, and the bridge sees a frame after us. */
    private void reportAGroupBy(String link) {
        long startNs = System.nanoTime();
        int arrived = 0;
        try (Announcer guest = lab.namespace("guest").call(() -> Announcer.open(lab.index("guest", link)));
                PacketSocket uplink =
                        lab.inHost(() -> PacketSocket.open(lab.index("host", "up0"), PacketSocket.EVERY_ETHER_TYPE))) {
            uplink.ignoringOutgoing().receivingFrom(GUEST);
            while (arrived < 2 && System.nanoTime() - startNs < SOON.toNanos()) {
                guest.join(
                        Station.of(GUEST),
                        (Inet6Address) ip("fe80::5054:ff:fe00:10"),
                        List.of((Inet6Address) ip("ff02::1:ff00:10")),
                        ReportVersion.OLDER);
                arrived += uplink.receive(Duration.ofMillis(50)).isPresent() ? 1 : 0;
            }
        }
        assertThat(arrived).isEqualTo(2);
    }
}
