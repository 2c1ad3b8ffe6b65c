package io.netfailover.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.bpf.BpfFs;
import io.netfailover.netlink.BpfFilter;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.netlink.TcHook;
import io.netfailover.os.PacketSocket;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Layout;
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
    private GuestPicture before;

    @BeforeEach
    void build() {
        lab = new FailoverLab();
        before = GuestPicture.of(lab);
        pins = temporary.resolve("bpf");
    }

    @AfterEach
    void tearDown() {
        new MasterOnTrial(lab, pins).close();
        lab.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"BPF_PROBE", "BPF_FLIP", "MIRRED"})
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
                    .hasSize(steering == Steering.BPF_PROBE ? 2 : 3); // the master's is attached by tcx then
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
        assertThat(filters(links, links.standby())).hasSize(2);
        trial.close();
    }

    @ParameterizedTest
    @EnumSource(names = "PROBE_.*", mode = EnumSource.Mode.MATCH_ALL)
    void whatIsAttachedByTcxGoesOnWithoutTheDaemonAndWithoutFilters(MasterKind kind) {
        MasterOnTrial trial = new MasterOnTrial(lab, pins);
        trial.establish(kind, ReceiveRule.OPEN);
        MasterLinks links = trial.master().links();
        assertThat(trial.master().why()).doesNotContain("without tcx");
        trial.master().close();
        try (RouteSocket route = lab.guestRoutes()) {
            List.of(links.master(), links.idle(), links.standby()).forEach(route::deleteClsact);
        }
        assertThatFramesPass();
        trial.establish(kind, ReceiveRule.OPEN);
        trial.close();
    }

    @ParameterizedTest
    @EnumSource(names = ".*(DIRECT|VISIBLE)", mode = EnumSource.Mode.MATCH_ALL)
    void withoutTheBpffsTheFiltersGoOn(MasterKind kind) {
        MasterOnTrial trial = new MasterOnTrial(lab, pins);
        trial.establish(kind, ReceiveRule.OPEN);
        trial.effect(path -> path.setCarrier(true));
        trial.master().close();
        BpfFs.on(pins).orElseThrow().unmount();
        assertThatFramesPass();
        trial.establish(kind, ReceiveRule.OPEN);
        assertThatFramesPass();
        trial.close();
        assertThat(GuestPicture.of(lab)).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(names = "PROBE_.*", mode = EnumSource.Mode.MATCH_ALL)
    void filtersOfOthersHaveTheirTurnWithinARound(MasterKind kind) {
        MasterOnTrial trial = new MasterOnTrial(lab, pins);
        trial.establish(kind, ReceiveRule.OPEN);
        trial.effect(path -> path.setCarrier(true));
        String sending = kind.layout == Layout.DIRECT ? "ens10 egress" : "ens10x ingress";
        lab.inGuest("link set lo up");
        lab.tcInGuest("qdisc replace dev ens10 clsact");
        for (String place : List.of(sending, "ens10nsby ingress")) {
            // takes the frames of this test away
            String filter = "dev " + place + " prio 7 protocol 0x88b5";
            lab.tcInGuest("filter add " + filter + " u32 match u8 0 0 action mirred egress redirect dev lo");
            trial.mirror();
            assertThat(trial.master().why()).contains("other filters");
            try (PacketSocket guest = lab.guestSocket("ens10");
                    PacketSocket peer = lab.peerSocket(FailoverLab.ETHER_TYPE)) {
                guest.send(Frames.toPeer(1));
                assertThat(Frames.arriving(peer).isEmpty()).isEqualTo(place.equals(sending));
                peer.send(Frames.toGuest(2));
                assertThat(Frames.arriving(guest).isEmpty()).isEqualTo(!place.equals(sending));
            }
            lab.tcInGuest("filter del " + filter);
            trial.mirror();
            assertThat(trial.master().why()).doesNotContain("without tcx");
            assertThatFramesPass();
        }
        trial.close();
    }

    @ParameterizedTest
    @EnumSource
    void aMasterThatIsInAnotherNamespaceServesThatOne(MasterKind kind) {
        MasterOnTrial trial = new MasterOnTrial(lab, pins);
        trial.establish(kind, ReceiveRule.OPEN);
        trial.effect(path -> path.setCarrier(true));
        lab.takeToPeer("ens10");
        try (PacketSocket guest = lab.peerSocket("ens10");
                PacketSocket peer = lab.peerSocket(FailoverLab.ETHER_TYPE)) {
            guest.send(Frames.toPeer(1));
            assertThat(Frames.arriving(peer)).containsExactly(1);
        }
        trial.master().close();
        lab.inPeer("link del ens10");
        trial.remove(lab.definition(kind.steering, ReceiveRule.OPEN).name());
    }

    private void assertThatFramesPass() {
        try (PacketSocket guest = lab.guestSocket("ens10");
                PacketSocket peer = lab.peerSocket(FailoverLab.ETHER_TYPE)) {
            guest.send(Frames.toPeer(1));
            assertThat(Frames.arriving(peer)).containsExactly(1);
            peer.send(Frames.toGuest(2));
            assertThat(Frames.arriving(guest)).containsExactly(2);
        }
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
