package io.netfailover.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.bpf.Btf;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.os.PacketSocket;
import io.netfailover.types.Path;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Role;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real frames through a master of each kind; whatever steering has to say without the probe is said here. */
class DataPathTest extends TrialTest {
    @ParameterizedTest
    @EnumSource
    void nf03And04TheMasterTakesTheStandbysPlace(MasterKind kind) {
        int before = lab.guestLink("ens10").ifIndex().value();
        trial.establish(kind, ReceiveRule.OPEN);
        Link master = lab.guestLink("ens10");
        Link idle = lab.guestLink(kind.isPair ? "ens10x" : "ens10");
        Link standby = lab.guestLink("ens10nsby");
        assertThat(trial.master().links())
                .isEqualTo(new MasterLinks(master.ifIndex(), idle.ifIndex(), standby.ifIndex()));
        assertThat(standby.ifIndex().value()).isEqualTo(before);
        assertThat(master.kind()).isEqualTo(kind.isPair ? "veth" : "tun");
        assertThat(master.address()).contains(FailoverLab.GUEST_MAC);
        assertThat(master.isUp()).isTrue();
        assertThat(master.carrier()).as("what needs it from the beginning").isEqualTo(kind.needsCarrier);
        assertThat(master.alias()).contains("standby=" + before);
        if (kind.isPair) {
            assertThat(master.qdisc()).isEqualTo("noqueue");
            assertThat(idle.flags() & Link.IFF_NOARP).isNotZero();
        }
        assertThat(trial.master().steering()).isEqualTo(kind.steering);
        assertThat(trial.found())
                .containsExactly(lab.definition(kind.steering, ReceiveRule.OPEN).name());

        trial.effect(path -> path.setCarrier(true));
        assertThat(lab.guestLink("ens10").carrier()).isTrue();
        trial.effect(path -> path.setCarrier(false));
        assertThat(lab.guestLink("ens10").carrier()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void framesTravelOverTheStandbyUntilThereIsAPrimaryThenOverThat(MasterKind kind) {
        trial.establish(kind, ReceiveRule.OPEN);
        try (PacketSocket guest = lab.guestSocket("ens10");
                PacketSocket peer = lab.peerSocket(FailoverLab.ETHER_TYPE)) {
            send(guest, 1, 10);
            assertThat(Frames.arriving(peer)).isEqualTo(numbers(1, 10));
            assertThat(trial.counters().transmittedOnStandby()).isGreaterThanOrEqualTo(10);
            assertThat(trial.counters().transmittedOnPrimary()).isZero();

            trial.registerPrimary();
            trial.steer(Path.PRIMARY);
            long onStandby = trial.counters().transmittedOnStandby();
            send(guest, 11, 20);
            assertThat(Frames.arriving(peer)).isEqualTo(numbers(11, 20));
            assertThat(trial.counters().transmittedOnPrimary()).isGreaterThanOrEqualTo(10);
            assertThat(trial.counters().transmittedOnStandby()).isEqualTo(onStandby);

            sendToGuest(peer, 21, 30);
            assertThat(Frames.arriving(guest)).isEqualTo(numbers(21, 30));
            assertThat(trial.counters().receivedOnPrimary()).isGreaterThanOrEqualTo(10);
        }
    }

    @ParameterizedTest
    @EnumSource
    void carrierLossAndReturnOfThePrimaryLoseNothing(MasterKind kind) {
        trial.establish(kind, ReceiveRule.OPEN);
        trial.registerPrimary();
        trial.steer(Path.PRIMARY);
        try (PacketSocket guest = lab.guestSocket("ens10");
                PacketSocket peer = lab.peerSocket(FailoverLab.ETHER_TYPE)) {
            send(guest, 1, 5);
            lab.primaryCarrier(false);
            trial.steerUnlessProbed(Path.STANDBY);
            send(guest, 6, 10);
            assertThat(Frames.arriving(peer)).isEqualTo(numbers(1, 10));
            sendToGuest(peer, 11, 15);
            assertThat(Frames.arriving(guest)).isEqualTo(numbers(11, 15));

            lab.primaryCarrier(true);
            trial.steerUnlessProbed(Path.PRIMARY);
            send(guest, 16, 20);
            assertThat(Frames.arriving(peer)).isEqualTo(numbers(16, 20));
            sendToGuest(peer, 21, 25);
            assertThat(Frames.arriving(guest)).isEqualTo(numbers(21, 25));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUnpluggedPrimaryLosesNothing(MasterKind kind) {
        trial.establish(kind, ReceiveRule.STRICT);
        trial.registerPrimary();
        trial.steer(Path.PRIMARY);
        try (PacketSocket guest = lab.guestSocket("ens10");
                PacketSocket peer = lab.peerSocket(FailoverLab.ETHER_TYPE)) {
            send(guest, 1, 5);
            lab.unplugPrimary();
            trial.steerUnlessProbed(Path.STANDBY);
            send(guest, 6, 10);
            assertThat(Frames.arriving(peer)).isEqualTo(numbers(1, 10));
            sendToGuest(peer, 11, 15);
            assertThat(Frames.arriving(guest)).isEqualTo(numbers(11, 15));
            trial.forget(Role.PRIMARY);
            trial.effect(path -> path.release(Role.PRIMARY, trial.primary()));

            lab.plugPrimary();
            trial.registerPrimary();
            trial.steerUnlessProbed(Path.PRIMARY);
            long before = trial.counters().transmittedOnPrimary();
            send(guest, 16, 20);
            assertThat(Frames.arriving(peer)).isEqualTo(numbers(16, 20));
            assertThat(trial.counters().transmittedOnPrimary()).isGreaterThanOrEqualTo(before + 5);
        }
    }

    @ParameterizedTest
    @EnumSource
    void nf20WithoutAnyPathFramesAreDroppedAndCounted(MasterKind kind) {
        trial.establish(kind, ReceiveRule.OPEN);
        lab.standbyCarrier(false);
        trial.steerUnlessProbed(Path.NONE);
        try (PacketSocket guest = lab.guestSocket("ens10");
                PacketSocket peer = lab.peerSocket(FailoverLab.ETHER_TYPE)) {
            long before = trial.counters().transmitDropped();
            send(guest, 1, 5);
            assertThat(Frames.arriving(peer)).isEmpty();
            assertThat(trial.counters().transmitDropped()).isGreaterThanOrEqualTo(before + 5);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSenderThatBypassesTheQdiscIsServedToo(MasterKind kind) {
        trial.establish(kind, ReceiveRule.OPEN);
        trial.effect(path -> path.setCarrier(true));
        try (PacketSocket guest = lab.guestSocket("ens10").bypassingQdisc();
                PacketSocket peer = lab.peerSocket(FailoverLab.ETHER_TYPE)) {
            send(guest, 1, 5);
            assertThat(Frames.arriving(peer)).isEqualTo(numbers(1, 5));
        }
    }

    @ParameterizedTest
    @EnumSource
    void nf21ABroadcastThatArrivesOnBothSlavesReachesTheMasterOnce(MasterKind kind) {
        trial.establish(kind, ReceiveRule.OPEN);
        trial.registerPrimary();
        trial.steer(Path.PRIMARY);
        try (PacketSocket guest = lab.guestSocket("ens10");
                PacketSocket peer = lab.peerSocket(FailoverLab.ETHER_TYPE)) {
            long dropped = trial.counters().receiveDropped();
            for (int number = 1; number <= 5; number++) {
                peer.send(Frames.toEverybody(number));
            }
            assertThat(Frames.arriving(guest)).isEqualTo(numbers(1, 5));
            assertThat(trial.counters().receiveDropped()).isGreaterThanOrEqualTo(dropped + 5);
        }
    }

    @ParameterizedTest
    @EnumSource
    void nf21APrimaryWithoutCarrierSilencesTheStandbyUnderTheStrictRuleOnly(MasterKind kind) {
        for (ReceiveRule rule : ReceiveRule.values()) {
            trial.establish(kind, rule);
            trial.registerPrimary();
            lab.primaryCarrier(false);
            trial.steerUnlessProbed(new PathChoice(Path.STANDBY, Role.PRIMARY, rule == ReceiveRule.OPEN));
            try (PacketSocket guest = lab.guestSocket("ens10");
                    PacketSocket peer = lab.peerSocket(FailoverLab.ETHER_TYPE)) {
                sendToGuest(peer, 1, 5);
                assertThat(Frames.arriving(guest))
                        .as("%s", rule)
                        .isEqualTo(rule == ReceiveRule.OPEN ? numbers(1, 5) : List.of());
            }
            lab.primaryCarrier(true);
        }
    }

    @ParameterizedTest
    @EnumSource
    void framesThatConcernTheCableStayOnTheSlave(MasterKind kind) {
        trial.establish(kind, ReceiveRule.OPEN);
        int lldp = 0x88cc;
        try (PacketSocket slave = lab.guestSocket("ens10nsby", lldp);
                PacketSocket master = lab.guestSocket("ens10", lldp);
                PacketSocket peer = lab.peerSocket(lldp)) {
            peer.send(Frames.numbered(FailoverLab.GUEST_MAC, FailoverLab.PEER_MAC, lldp, 1));
            assertThat(Frames.arriving(slave)).containsExactly(1);
            assertThat(Frames.arriving(master)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatArrivesOnAForgottenSlaveIsItsOwn(MasterKind kind) {
        trial.establish(kind, ReceiveRule.OPEN);
        trial.forget(Role.STANDBY);
        try (PacketSocket slave = lab.guestSocket("ens10nsby");
                PacketSocket master = lab.guestSocket("ens10");
                PacketSocket peer = lab.peerSocket(FailoverLab.ETHER_TYPE)) {
            sendToGuest(peer, 1, 3);
            assertThat(Frames.arriving(slave)).isEqualTo(numbers(1, 3));
            send(master, 4, 6);
            assertThat(Frames.arriving(peer)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPreferredStandbyIsUsedInBothDirectionsBesideAHealthyPrimary(MasterKind kind) {
        trial.establish(kind, ReceiveRule.STRICT);
        trial.registerPrimary();
        trial.steer(new PathChoice(Path.STANDBY, Role.STANDBY, true));
        try (PacketSocket guest = lab.guestSocket("ens10");
                PacketSocket peer = lab.peerSocket(FailoverLab.ETHER_TYPE)) {
            long before = trial.counters().transmittedOnStandby();
            send(guest, 1, 5);
            assertThat(Frames.arriving(peer)).isEqualTo(numbers(1, 5));
            assertThat(trial.counters().transmittedOnStandby()).isGreaterThanOrEqualTo(before + 5);
            sendToGuest(peer, 6, 10);
            assertThat(Frames.arriving(guest)).isEqualTo(numbers(6, 10));
            assertThat(trial.counters().receivedOnStandby()).isGreaterThanOrEqualTo(5);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBroadcastReachesTheMasterOnceOnAPreferredStandbyToo(MasterKind kind) {
        trial.establish(kind, ReceiveRule.OPEN);
        trial.registerPrimary();
        trial.steer(new PathChoice(Path.STANDBY, Role.STANDBY, true));
        try (PacketSocket guest = lab.guestSocket("ens10");
                PacketSocket peer = lab.peerSocket(FailoverLab.ETHER_TYPE)) {
            IntStream.rangeClosed(1, 5).forEach(number -> peer.send(Frames.toEverybody(number)));
            assertThat(Frames.arriving(guest)).isEqualTo(numbers(1, 5));

            lab.standbyCarrier(false);
            trial.steerUnlessProbed(new PathChoice(Path.PRIMARY, Role.STANDBY, true));
            IntStream.rangeClosed(6, 9).forEach(number -> peer.send(Frames.toEverybody(number)));
            assertThat(Frames.arriving(guest)).isEqualTo(numbers(6, 9));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPrimaryThatPolicyKeepsBackIsNotUsedWhenItsCarrierReturns(MasterKind kind) {
        trial.establish(kind, ReceiveRule.OPEN);
        trial.registerPrimary();
        trial.steer(Path.PRIMARY);
        try (PacketSocket guest = lab.guestSocket("ens10");
                PacketSocket peer = lab.peerSocket(FailoverLab.ETHER_TYPE)) {
            lab.primaryCarrier(false);
            trial.steer(new PathChoice(Path.STANDBY, Role.STANDBY, true));
            lab.primaryCarrier(true);
            long onPrimary = trial.counters().transmittedOnPrimary();

            send(guest, 1, 5);
            assertThat(Frames.arriving(peer)).isEqualTo(numbers(1, 5));
            assertThat(trial.counters().transmittedOnPrimary()).isEqualTo(onPrimary);
            sendToGuest(peer, 6, 10);
            assertThat(Frames.arriving(guest)).isEqualTo(numbers(6, 10));

            lab.standbyCarrier(false);
            trial.steerUnlessProbed(new PathChoice(Path.PRIMARY, Role.STANDBY, true));
            send(guest, 11, 15);
            assertThat(Frames.arriving(peer)).as("the only usable slave").isEqualTo(numbers(11, 15));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPrimaryThatWasTakenToAnotherNamespaceIsNoSlaveAnyMore(MasterKind kind) {
        trial.establish(kind, ReceiveRule.STRICT);
        trial.registerPrimary();
        try (PacketSocket guest = lab.guestSocket("ens10");
                PacketSocket peer = lab.peerSocket(FailoverLab.ETHER_TYPE)) {
            lab.takePrimaryToPeer();
            trial.steerUnlessProbed(Path.STANDBY);
            send(guest, 1, 5);
            assertThat(Frames.arriving(peer)).isEqualTo(numbers(1, 5));
            try (PacketSocket taken = lab.peerSocket("ens11")) {
                peer.send(Frames.toEverybody(6));
                assertThat(Frames.arriving(guest)).containsExactly(6);
                assertThat(Frames.arriving(taken))
                        .as("what it receives is its own now")
                        .containsExactly(6);
            }
        }
    }

    @Test
    void whereProgramsMustReadByCallsTheyFailOverToo() {
        KernelDataPaths older = new KernelDataPaths(
                temporary.resolve("bpf"),
                RouteSocket::open,
                () -> ProbeSupport.of(
                        DeviceCapture.of(DeviceOffsets.of(Btf.ofKernel()).withoutCast())),
                step -> {});
        try (MasterOnTrial second = new MasterOnTrial(lab, older);
                PacketSocket peer = lab.peerSocket(FailoverLab.ETHER_TYPE)) {
            second.establish(MasterKind.PROBE_DIRECT, ReceiveRule.STRICT);
            second.registerPrimary();
            try (PacketSocket guest = lab.guestSocket("ens10")) {
                send(guest, 1, 5);
                lab.unplugPrimary();
                send(guest, 6, 10);
                assertThat(Frames.arriving(peer)).isEqualTo(numbers(1, 10));
                sendToGuest(peer, 11, 15);
                assertThat(Frames.arriving(guest)).isEqualTo(numbers(11, 15));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void reflexesAfterTheMasterIsGoneAreHarmless(MasterKind kind) {
        trial.establish(kind, ReceiveRule.OPEN);
        DataPath gone = trial.master();
        trial.effect(path -> path.destroy(Handover.NOTHING));
        gone.steer(new PathChoice(Path.PRIMARY, Role.PRIMARY, false));
        gone.forget(Role.STANDBY);
        assertThat(gone.counters()).isNotNull();
        gone.close();
        assertThat(lab.guestLinks()).extracting(Link::name).containsExactlyInAnyOrder("lo", "ens10", "ens11");
    }

    private static void send(PacketSocket guest, int first, int last) {
        IntStream.rangeClosed(first, last).forEach(number -> guest.send(Frames.toPeer(number)));
    }

    private static void sendToGuest(PacketSocket peer, int first, int last) {
        IntStream.rangeClosed(first, last).forEach(number -> peer.send(Frames.toGuest(number)));
    }

    private static List<Integer> numbers(int first, int last) {
        return IntStream.rangeClosed(first, last).boxed().toList();
    }
}
