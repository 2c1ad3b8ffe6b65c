package io.netfailover.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.netlink.BpfFilter;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.netlink.TcHook;
import io.netfailover.os.PacketSocket;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Path;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Role;
import io.netfailover.types.Steering;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One daemon stops, another one starts, and the kernel goes on. */
class AdoptionTest {
    private static final int MOST_FRAMES = 100_000;

    @TempDir
    java.nio.file.Path temporary;

    private FailoverLab lab;
    private java.nio.file.Path pins;

    @BeforeEach
    void build() {
        lab = new FailoverLab();
        pins = temporary.resolve("bpf");
    }

    @AfterEach
    void tearDown() {
        new MasterOnTrial(lab, pins).close();
        lab.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"BPF_PROBE", "BPF_FLIP"})
    void aNewDaemonAdoptsTheMasterWithoutTouchingItsTraffic(Steering steering) throws InterruptedException {
        MasterOnTrial first = new MasterOnTrial(lab, pins);
        first.establish(steering, ReceiveRule.OPEN);
        first.registerPrimary();
        first.steer(Path.PRIMARY);
        MasterLinks links = first.master().links();
        List<BpfFilter> filters = filters(links, first.primary());
        AtomicBoolean stop = new AtomicBoolean();
        List<Integer> arrived = new ArrayList<>();
        List<Integer> sent = new ArrayList<>();
        try (PacketSocket guest = lab.guestSocket("ens10");
                PacketSocket peer = lab.peerSocket(FailoverLab.ETHER_TYPE)) {
            Thread receiver = new Thread(() -> arrived.addAll(Frames.arriving(peer)));
            Thread sender = new Thread(() -> {
                for (int number = 1; number <= MOST_FRAMES && !stop.get(); number++) {
                    guest.send(Frames.toPeer(number));
                    sent.add(number);
                    LockSupport.parkNanos(100_000);
                }
            });
            sender.start();
            receiver.start();
            first.master().close();
            MasterOnTrial second = new MasterOnTrial(lab, pins);
            second.establish(steering, ReceiveRule.OPEN);
            second.registerPrimary();
            assertThat(second.master().links()).isEqualTo(links);
            assertThat(second.counters().transmittedOnPrimary()).isPositive();
            assertThat(filters(links, first.primary())).isEqualTo(filters);
            stop.set(true);
            sender.join(10_000);
            receiver.join(10_000);
            assertThat(sent).hasSizeGreaterThan(10);
            assertThat(arrived).isEqualTo(sent);
            assertThat(second.counters().transmittedOnPrimary()).isGreaterThanOrEqualTo(sent.size());
            second.close();
        }
    }

    @Test
    void withTheProbeAMasterFailsOverWhileThereIsNoDaemon() {
        MasterOnTrial first = new MasterOnTrial(lab, pins);
        first.establish(Steering.AUTO, ReceiveRule.STRICT);
        assertThat(first.master().steering()).isEqualTo(Steering.BPF_PROBE);
        first.registerPrimary();
        IfIndex primary = first.primary();
        first.master().close();
        try (PacketSocket guest = lab.guestSocket("ens10");
                PacketSocket peer = lab.peerSocket(FailoverLab.ETHER_TYPE)) {
            guest.send(Frames.toPeer(1));
            lab.unplugPrimary();
            for (int number = 2; number <= 10; number++) {
                guest.send(Frames.toPeer(number));
            }
            assertThat(Frames.arriving(peer))
                    .isEqualTo(IntStream.rangeClosed(1, 10).boxed().toList());
            peer.send(Frames.toGuest(11));
            assertThat(Frames.arriving(guest)).containsExactly(11);
        }

        MasterOnTrial second = new MasterOnTrial(lab, pins);
        second.establish(Steering.AUTO, ReceiveRule.STRICT);
        second.effect(path -> path.release(Role.PRIMARY, primary));
        lab.plugPrimary();
        second.registerPrimary(); // the slot of the departed one is free
        second.close();
    }

    @Test
    void aChangedKindOfSteeringReplacesTheProgramsInTheirPlaces() {
        MasterOnTrial trial = new MasterOnTrial(lab, pins);
        for (Steering steering : List.of(Steering.BPF_FLIP, Steering.BPF_PROBE, Steering.BPF_FLIP)) {
            trial.establish(steering, ReceiveRule.OPEN);
            assertThat(trial.master().steering()).isEqualTo(steering);
            try (PacketSocket guest = lab.guestSocket("ens10");
                    PacketSocket peer = lab.peerSocket(FailoverLab.ETHER_TYPE)) {
                guest.send(Frames.toPeer(1));
                assertThat(Frames.arriving(peer)).containsExactly(1);
            }
            assertThat(filters(trial.master().links(), trial.master().links().standby()))
                    .hasSize(3);
        }
        trial.close();
    }

    @Test
    void filtersThatSomebodyRemovedAreAttachedAnew() {
        MasterOnTrial trial = new MasterOnTrial(lab, pins);
        trial.establish(Steering.AUTO, ReceiveRule.OPEN);
        MasterLinks links = trial.master().links();
        try (RouteSocket route = lab.guestRoutes()) {
            route.deleteClsact(links.master());
            route.deleteClsact(links.standby());
        }
        trial.establish(Steering.AUTO, ReceiveRule.OPEN);
        assertThat(filters(links, links.standby())).hasSize(3);
        trial.close();
    }

    private List<BpfFilter> filters(MasterLinks links, IfIndex slave) {
        try (RouteSocket route = lab.guestRoutes()) {
            List<BpfFilter> filters = new ArrayList<>(route.filters(links.master(), TcHook.EGRESS));
            filters.addAll(route.filters(links.idle(), TcHook.INGRESS));
            filters.addAll(route.filters(slave, TcHook.INGRESS));
            return filters;
        }
    }
}
