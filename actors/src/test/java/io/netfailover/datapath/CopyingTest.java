package io.netfailover.datapath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.netlink.LinkStatistics;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.os.NetworkNamespace;
import io.netfailover.os.PacketSocket;
import io.netfailover.types.Path;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Role;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is special about a master whose frames a thread of ours copies. */
class CopyingTest extends TrialTest {
    private static final int PORT = 4711;
    private static final int MANY_BYTES = 8 << 20;

    /** Of an average frame, where single ones have 1514. */
    private static final int LARGE = 4000;

    @Test
    void largeSegmentsPassWholeInBothDirections() throws Exception {
        inService();
        lab.inGuest("address add 192.0.2.1/24 dev ens10");
        lab.inPeer("address add 192.0.2.2/24 dev eth0");
        transfer(lab.guest(), lab.peer(), "192.0.2.2");
        assertThat(averageSent("ens10nsby")).isGreaterThan(LARGE);
        transfer(lab.peer(), lab.guest(), "192.0.2.1");
        assertThat(averageReceived("ens10")).isGreaterThan(LARGE);
    }

    @Test
    void nf21WhatASlaveHearsReachesThisHostOnce() throws Exception {
        inService();
        lab.inGuest("address add 192.0.2.1/24 dev ens10");
        lab.inPeer("address add 192.0.2.2/24 dev eth0");
        try (DatagramSocket here = lab.guest().call(() -> new DatagramSocket(PORT));
                DatagramSocket there = lab.peer().call(() -> new DatagramSocket(PORT))) {
            here.setSoTimeout(500);
            for (String address : new String[] {"192.0.2.1", "192.0.2.255"}) {
                there.setBroadcast(true);
                there.send(new DatagramPacket(new byte[1], 1, InetAddress.getByName(address), PORT));
                here.receive(new DatagramPacket(new byte[1], 1));
                assertThatThrownBy(() -> here.receive(new DatagramPacket(new byte[1], 1)))
                        .isInstanceOf(SocketTimeoutException.class);
            }
        }
    }

    @Test
    void withoutADaemonTheMasterHasNoCarrierAndTheNextOneCopiesAgain() {
        inService();
        trial.registerPrimary();
        MasterLinks links = trial.master().links();
        trial.master().close();
        assertThat(lab.guestLink("ens10").carrier()).isFalse();
        assertThat(lab.guestLink("ens10").isUp()).isTrue();

        trial.establish(MasterKind.TAP, ReceiveRule.OPEN);
        trial.registerPrimary();
        assertThat(trial.master().links()).isEqualTo(links);
        assertThat(trial.master().why()).endsWith("frames pass only while the daemon runs");
        trial.steer(Path.PRIMARY);
        trial.effect(path -> path.setCarrier(true));
        try (PacketSocket guest = lab.guestSocket("ens10");
                PacketSocket peer = lab.peerSocket(FailoverLab.ETHER_TYPE)) {
            guest.send(Frames.toPeer(1));
            assertThat(Frames.arriving(peer)).containsExactly(1);
            peer.send(Frames.toGuest(2));
            assertThat(Frames.arriving(guest)).containsExactly(2);
        }
        assertThat(trial.counters().transmittedOnPrimary()).isPositive();
    }

    @Test
    void aMasterWhoseTapSomebodyDeletedIsMadeAgain() {
        inService();
        lab.inGuest("link del ens10");
        inService();
        try (PacketSocket guest = lab.guestSocket("ens10");
                PacketSocket peer = lab.peerSocket(FailoverLab.ETHER_TYPE)) {
            guest.send(Frames.toPeer(1));
            assertThat(Frames.arriving(peer)).containsExactly(1);
        }
    }

    @Test
    void aPrimaryThatIsRefusedHasItsAliasAndItsSettingsAgain() {
        inService();
        lab.inGuest("link add low0 type veth peer name low1");
        lab.inGuest("link set low0 address " + FailoverLab.GUEST_MAC);
        lab.inGuest("link add link low0 name ens12 address " + FailoverLab.GUEST_MAC + " type macvlan mode bridge");
        lab.inGuest("link set ens12 alias uplink-7");
        GuestPicture before = GuestPicture.of(lab);
        assertThatThrownBy(() -> trial.effect(path -> path.register(Role.PRIMARY, lab.guestLink("ens12"))))
                .isInstanceOf(DataPathException.class);
        assertThat(GuestPicture.of(lab)).isEqualTo(before);
    }

    @Test
    void settingsThatSomebodyElseMakesOnASlaveAreSilencedAgain() {
        inService();
        SlaveIpv4 standby = new SlaveIpv4("ens10nsby");
        lab.guest().run(() -> standby.write(new SlaveIpv4.Settings(2, 0)));
        trial.mirror();
        assertThat(lab.guest().call(standby::isSilent)).isTrue();
    }

    @Test
    void whereTheHostOverrulesItsLinksThereIsNoSuchMaster() {
        lab.guest().run(() -> setForAllLinks("2"));
        GuestPicture before = GuestPicture.of(lab);
        assertThatThrownBy(() -> trial.establish(MasterKind.TAP, ReceiveRule.OPEN))
                .isInstanceOf(DataPathException.class)
                .hasMessageContaining("net.ipv4.conf.all.rp_filter is 2")
                .hasMessageContaining("set it to 0");
        assertThat(GuestPicture.of(lab)).isEqualTo(before);
    }

    private static void setForAllLinks(String rpFilter) {
        try {
            Files.writeString(java.nio.file.Path.of("/proc/sys/net/ipv4/conf/all/rp_filter"), rpFilter);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void inService() {
        trial.establish(MasterKind.TAP, ReceiveRule.OPEN);
        trial.effect(path -> path.setCarrier(true));
    }

    /** Sends random bytes and compares them. */
    private static void transfer(NetworkNamespace from, NetworkNamespace to, String address) throws Exception {
        byte[] sent = new byte[MANY_BYTES];
        new Random(1).nextBytes(sent);
        try (ServerSocket server = to.call(() -> new ServerSocket(PORT, 1, InetAddress.getByName(address)))) {
            server.setSoTimeout(5000);
            CompletableFuture<byte[]> received = CompletableFuture.supplyAsync(() -> readAll(server));
            try (Socket socket = from.call(() -> new Socket(address, PORT))) {
                socket.getOutputStream().write(sent);
            }
            assertThat(Arrays.equals(received.get(20, TimeUnit.SECONDS), sent)).isTrue();
        }
    }

    private static byte[] readAll(ServerSocket server) {
        try (Socket socket = server.accept();
                InputStream in = socket.getInputStream()) {
            socket.setSoTimeout(5000);
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long averageSent(String link) {
        LinkStatistics counted = statistics(link);
        return counted.txBytes() / counted.txPackets();
    }

    private long averageReceived(String link) {
        LinkStatistics counted = statistics(link);
        return counted.rxBytes() / counted.rxPackets();
    }

    private LinkStatistics statistics(String link) {
        try (RouteSocket route = lab.guestRoutes()) {
            return route.details(lab.guestLink(link).ifIndex()).orElseThrow().statistics();
        }
    }
}
