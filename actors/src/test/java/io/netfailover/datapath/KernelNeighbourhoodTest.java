package io.netfailover.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.datapath.Neighbourhood.PathProbe;
import io.netfailover.datapath.Neighbourhood.Question;
import io.netfailover.os.PacketSocket;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Steering;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A master with a primary and a standby behind one bridge, and a peer. */
class KernelNeighbourhoodTest {
    private static final int ARP_OPERATION_AT = 20;
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration QUIET = Duration.ofMillis(300);

    @TempDir
    java.nio.file.Path temporary;

    private final FailoverLab lab = new FailoverLab();
    private final BlockingQueue<Boolean> heard = new LinkedBlockingQueue<>();
    private Optional<MasterOnTrial> trial = Optional.empty();

    @BeforeEach
    void establish() {
        MasterOnTrial made = new MasterOnTrial(lab, temporary.resolve("bpf"));
        trial = Optional.of(made);
        made.establish(Steering.BPF_PROBE, ReceiveRule.OPEN);
        made.effect(path -> path.setCarrier(true));
        made.registerPrimary();
    }

    @AfterEach
    void close() {
        trial.ifPresent(MasterOnTrial::close);
        lab.close();
    }

    private IfIndex link(String name) {
        return lab.guestLink(name).ifIndex();
    }

    private PathProbe probe(String slave, String... targets) {
        return probe(slave, heard, targets);
    }

    private PathProbe probe(String slave, BlockingQueue<Boolean> hear, String... targets) {
        List<InetAddress> addresses = new ArrayList<>();
        for (String target : targets) {
            addresses.add(address(target));
        }
        Question question = new Question(addresses, Duration.ofMillis(100), 3);
        IfIndex index = link(slave);
        return lab.guest()
                .call(() -> trial.orElseThrow().master().neighbourhood().probe(index, question, hear::add));
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private void expect(boolean answers) throws InterruptedException {
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(answers);
    }

    /** So that what the master's own stack sends, over the primary, does not reach the peer. */
    private void cutThePrimaryOff() {
        lab.inSwitch("link set sw11 nomaster");
    }

    private void announce(String slave) {
        IfIndex index = link(slave);
        trial.orElseThrow().effect(path -> path.neighbourhood().announce(index));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.2", "2001:db8::2", "192.0.2.77,192.0.2.2"})
    void aDeadPathWithCarrierIsNoticedAndItsReturnToo(String targets) throws InterruptedException {
        lab.inGuest("address add 192.0.2.1/24 dev ens10");
        lab.inGuest("address add 2001:db8::1/64 dev ens10 nodad");
        lab.inPeer("address add 192.0.2.2/24 dev eth0");
        lab.inPeer("address add 2001:db8::2/64 dev eth0 nodad");
        try (PathProbe onPrimary = probe("ens11", targets.split(",", -1))) {
            expect(true);
            lab.inSwitch("link set sw11 nomaster");
            expect(false);
            assertThat(lab.guestLink("ens11").isRunningWithCarrier()).isTrue();

            lab.inSwitch("link set sw11 master br0");
            expect(true);
            assertThat(onPrimary).isNotNull();
        }
    }

    @Test
    void aMasterWithoutAnAddressIsAnsweredToo() throws InterruptedException {
        lab.inPeer("address add 192.0.2.2/24 dev eth0");
        lab.inSwitch("link set sw11 nomaster");
        try (PathProbe onPrimary = probe("ens11", "192.0.2.2")) {
            expect(false);
            lab.inSwitch("link set sw11 master br0");
            expect(true);
            assertThat(onPrimary).isNotNull();
        }
    }

    @Test
    void aPathThatIsDownOrGoneIsDeadUntilItReturns() throws InterruptedException {
        lab.inGuest("address add 192.0.2.1/24 dev ens10");
        lab.inPeer("address add 192.0.2.2/24 dev eth0");
        try (PathProbe onPrimary = probe("ens11", "192.0.2.2")) {
            expect(true);
            lab.inGuest("link set ens11 down");
            expect(false);
            lab.inGuest("link set ens11 up");
            expect(true);
            lab.unplugPrimary();
            expect(false);
            assertThat(onPrimary).isNotNull();
        }
    }

    @Test
    void theOtherSlavesAnswersDoNotCount() throws InterruptedException {
        lab.inGuest("address add 192.0.2.1/24 dev ens10");
        lab.inPeer("address add 192.0.2.2/24 dev eth0");
        lab.inSwitch("link set sw11 nomaster");
        BlockingQueue<Boolean> onStandby = new LinkedBlockingQueue<>();
        try (PathProbe dead = probe("ens11", "192.0.2.2");
                PathProbe alive = probe("ens10nsby", onStandby, "192.0.2.2")) {
            expect(false);
            assertThat(onStandby.poll(20, TimeUnit.SECONDS)).isTrue();
            assertThat(heard.poll(500, TimeUnit.MILLISECONDS)).isNull();
            assertThat(List.of(dead, alive)).hasSize(2);
        }
    }

    @Test
    void aSwitchIsAnnouncedForEachAddressOnTheNewPath() {
        cutThePrimaryOff();
        lab.inGuest("address add 192.0.2.1/24 dev ens10");
        lab.inGuest("address add 2001:db8::1/64 dev ens10 nodad");
        try (PacketSocket arp = lab.peerSocket(0x0806);
                PacketSocket ipv6 = lab.peerSocket(0x86dd)) {
            announce("ens10nsby");

            assertThat(operations(frames(arp, "c0000201"))).containsExactly(1, 2);
            assertThat(frames(ipv6, "20010db8000000000000000000000001"))
                    .anyMatch(frame -> (frame[54] & 0xff) == 136 && (frame[58] & 0x20) != 0);
        }
    }

    @Test
    void groupsAreReportedOnTheNewPath() {
        cutThePrimaryOff();
        lab.inGuest("address add 192.0.2.1/24 dev ens10");
        lab.inGuest("address add 2001:db8::1/64 dev ens10 nodad");
        lab.inGuest("address add 239.1.2.3/32 dev ens10 autojoin");
        try (PacketSocket ipv4 = lab.peerSocket(0x0800);
                PacketSocket ipv6 = lab.peerSocket(0x86dd)) {
            announce("ens10nsby");

            assertThat(frames(ipv4, "ef010203")).isNotEmpty();
            // the solicited-node group of 2001:db8::1 in a version 2 report
            assertThat(frames(ipv6, "ff0200000000000000000001ff000001")).anyMatch(frame -> (frame[62] & 0xff) == 143);
        }
    }

    @Test
    void aMasterWithoutAnAddressIsAnnouncedToSwitchesAlone() {
        lab.inGuest("address flush dev ens10");
        try (PacketSocket rarp = lab.peerSocket(0x8035)) {
            announce("ens10nsby");

            assertThat(rarp.receive(SOON).map(KernelNeighbourhoodTest::sender)).contains(FailoverLab.GUEST_MAC);
        }
    }

    @Test
    void theSwitchLearnsTheNewPort() {
        lab.inGuest("address add 192.0.2.1/24 dev ens10");
        announce("ens11");
        lab.awaitGuestBehind("sw11");

        announce("ens10nsby");

        lab.awaitGuestBehind("sw10");
    }

    @Test
    void theSpeedOfAVethIsKnown() {
        IfIndex index = link("ens11");

        assertThat(lab.guest()
                        .call(() -> trial.orElseThrow().master().neighbourhood().speedMbits(index)))
                .hasValue(10_000);
        assertThat(lab.guest()
                        .call(() -> trial.orElseThrow()
                                .master()
                                .neighbourhood()
                                .speedMbits(new IfIndex(Integer.MAX_VALUE))))
                .isEmpty();
    }

    /** Frames of the master that hold those octets, until it is quiet. */
    private static List<byte[]> frames(PacketSocket socket, String octets) {
        List<byte[]> frames = new ArrayList<>();
        for (Optional<byte[]> frame = socket.receive(SOON); frame.isPresent(); frame = socket.receive(QUIET)) {
            frame.filter(bytes -> sender(bytes).equals(FailoverLab.GUEST_MAC))
                    .filter(bytes -> HexFormat.of().formatHex(bytes).contains(octets))
                    .ifPresent(frames::add);
        }
        return frames;
    }

    private static List<Integer> operations(List<byte[]> arp) {
        return arp.stream().map(frame -> (int) frame[ARP_OPERATION_AT + 1]).toList();
    }

    private static MacAddress sender(byte[] frame) {
        return MacAddress.parse(HexFormat.ofDelimiter(":").formatHex(frame, 6, 12));
    }
}
