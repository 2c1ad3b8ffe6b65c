package io.netfailover.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.os.NetworkNamespace;
import io.netfailover.types.Path;
import io.netfailover.types.ReceiveRule;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people use a master for: addresses, neighbour discovery, UDP. */
class OrdinaryTrafficTest {
    private static final int PORT = 4711;

    @TempDir
    java.nio.file.Path temporary;

    @ParameterizedTest
    @CsvSource({
        "PROBE_DIRECT, 192.0.2.1, 192.0.2.2, /24",
        "FLIP_DIRECT, 192.0.2.1, 192.0.2.2, /24",
        "PROBE_VISIBLE, 192.0.2.1, 192.0.2.2, /24",
        "PROBE_HIDDEN, 192.0.2.1, 192.0.2.2, /24",
        "MIRRED, 192.0.2.1, 192.0.2.2, /24",
        "TAP, 192.0.2.1, 192.0.2.2, /24",
        "PROBE_DIRECT, 2001:db8::1, 2001:db8::2, /64 nodad",
        "FLIP_DIRECT, 2001:db8::1, 2001:db8::2, /64 nodad",
        "PROBE_VISIBLE, 2001:db8::1, 2001:db8::2, /64 nodad",
        "PROBE_HIDDEN, 2001:db8::1, 2001:db8::2, /64 nodad",
        "MIRRED, 2001:db8::1, 2001:db8::2, /64 nodad",
        "TAP, 2001:db8::1, 2001:db8::2, /64 nodad"
    })
    void udpIsAnsweredOverWhicheverPathThereIs(MasterKind kind, String guest, String peer, String prefix)
            throws IOException {
        try (FailoverLab lab = new FailoverLab();
                MasterOnTrial trial = new MasterOnTrial(lab, temporary.resolve("bpf"))) {
            trial.establish(kind, ReceiveRule.OPEN);
            trial.effect(path -> path.setCarrier(true));
            lab.inGuest("address add " + guest + prefix + " dev ens10");
            lab.inPeer("address add " + peer + prefix + " dev eth0");
            try (DatagramSocket here = socket(lab.guest(), guest);
                    DatagramSocket there = socket(lab.peer(), peer)) {
                exchange(here, there, 1);
                trial.registerPrimary();
                trial.steerUnlessProbed(Path.PRIMARY);
                exchange(here, there, 2);
                lab.primaryCarrier(false);
                trial.steerUnlessProbed(Path.STANDBY);
                exchange(here, there, 3);
                assertThat(trial.counters().transmittedOnPrimary()).isPositive();
            }
        }
    }

    private static DatagramSocket socket(NetworkNamespace namespace, String address) throws SocketException {
        return namespace.call(() -> {
            DatagramSocket socket = new DatagramSocket(new InetSocketAddress(address, PORT));
            socket.setSoTimeout(2000);
            return socket;
        });
    }

    /** There and back. */
    private static void exchange(DatagramSocket here, DatagramSocket there, int number) throws IOException {
        assertThat(sent(here, there, number)).isEqualTo(number);
        assertThat(sent(there, here, -number)).isEqualTo(-number);
    }

    private static int sent(DatagramSocket from, DatagramSocket to, int number) throws IOException {
        byte[] bytes = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
        InetAddress address = to.getLocalAddress();
        from.send(new DatagramPacket(bytes, bytes.length, address, PORT));
        DatagramPacket received = new DatagramPacket(new byte[Integer.BYTES], Integer.BYTES);
        try {
            to.receive(received);
        } catch (SocketTimeoutException e) {
            return 0;
        }
        return ByteBuffer.wrap(received.getData()).getInt();
    }
}
