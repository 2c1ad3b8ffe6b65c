package io.netfailover.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.os.announce.ArpFrames;
import io.netfailover.os.announce.LinkLocalAddress;
import io.netfailover.os.announce.NeighbourAdvertisement;
import io.netfailover.os.announce.NeighbourSolicitation;
import io.netfailover.os.announce.Station;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacketSocketTest {
    private static final IfIndex LOOPBACK = new IfIndex(1);
    private static final int LOCAL_EXPERIMENTAL = 0x88b5;
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(2);

    @Test
    void whatIsSentOnTheLoopbackArrivesThere() {
        byte[] frame = frame(LOCAL_EXPERIMENTAL, 4711);
        try (PacketSocket socket = PacketSocket.open(LOOPBACK, LOCAL_EXPERIMENTAL)) {
            socket.send(frame);
            assertThat(socket.receive(LONG_ENOUGH)).hasValue(frame);
            assertThat(socket.receive(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void framesOfOtherEthertypesAreNotReceived() {
        try (PacketSocket socket = PacketSocket.open(LOOPBACK, LOCAL_EXPERIMENTAL)) {
            socket.send(frame(0x88b6, 1));
            socket.send(frame(LOCAL_EXPERIMENTAL, 2));
            assertThat(socket.receive(LONG_ENOUGH)).hasValue(frame(LOCAL_EXPERIMENTAL, 2));
        }
    }

    @Test
    void aLinkThatDoesNotExistIsAnErrorWithItsName() {
        assertThatThrownBy(() -> PacketSocket.open(new IfIndex(Integer.MAX_VALUE), LOCAL_EXPERIMENTAL))
                .isInstanceOf(OsException.class)
                .hasMessageContaining("bind a packet socket to link 2147483647")
                .hasMessageContaining("ENODEV");
    }

    @Test
    void whatIsSentIsNotReceivedWhenOutgoingIsIgnored() {
        // other traffic of the loopback has no such sender
        MacAddress sender = MacAddress.parse("02:dc:ba:98:76:01");
        byte[] frame = frameOf(sender);
        try (PacketSocket all = everything().receivingFrom(sender);
                PacketSocket incoming = everything().ignoringOutgoing().receivingFrom(sender)) {
            incoming.send(frame);
            assertThat(all.receive(LONG_ENOUGH)).as("on its way out").hasValue(frame);
            assertThat(all.receive(LONG_ENOUGH)).as("coming in").hasValue(frame);
            assertThat(incoming.receive(LONG_ENOUGH)).hasValue(frame);
            assertThat(incoming.receive(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void onlyFramesOfTheWantedSenderAreReceived() {
        MacAddress wanted = MacAddress.parse("fe:dc:ba:98:76:54");
        try (PacketSocket socket = everything().ignoringOutgoing().receivingFrom(wanted)) {
            for (String sender : List.of("fe:dc:ba:98:76:55", "fe:dc:ba:99:76:54", "7e:dc:ba:98:76:54")) {
                socket.send(frameOf(MacAddress.parse(sender)));
            }
            socket.send(frameOf(wanted));
            assertThat(socket.receive(LONG_ENOUGH)).hasValue(frameOf(wanted));
            assertThat(socket.receive(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void whatCameBeforeTheFilterIsNotReceived() {
        MacAddress wanted = MacAddress.parse("fe:dc:ba:98:76:56");
        try (PacketSocket socket = everything().ignoringOutgoing()) {
            socket.send(frameOf(MacAddress.parse("fe:dc:ba:98:76:57")));
            socket.receivingFrom(wanted).send(frameOf(wanted));
            assertThat(socket.receive(LONG_ENOUGH)).hasValue(frameOf(wanted));
        }
    }

    private static PacketSocket everything() {
        return PacketSocket.open(LOOPBACK, PacketSocket.EVERY_ETHER_TYPE);
    }

    private static byte[] frameOf(MacAddress sender) {
        return ByteBuffer.wrap(frame(LOCAL_EXPERIMENTAL, 9))
                .put(6, sender.toBytes())
                .array();
    }

    @Test
    void onlyAnswersOfNeighboursAreReceived() {
        Station station = Station.of(MacAddress.parse("02:dc:ba:98:76:02"));
        Inet4Address inet = (Inet4Address) InetAddress.getLoopbackAddress();
        Inet6Address inet6 = LinkLocalAddress.of(station.address());
        List<byte[]> answers = List.of(
                ArpFrames.gratuitousReply(station, inet), NeighbourAdvertisement.unsolicited(station, inet6, false));
        try (PacketSocket sender = everything();
                PacketSocket receiver = everything().ignoringOutgoing().receivingNeighbourAnswers()) {
            sender.send(frame(LOCAL_EXPERIMENTAL, 1));
            sender.send(ArpFrames.probe(station, inet));
            sender.send(NeighbourSolicitation.of(station, inet6));
            sender.send(ArpFrames.rarp(station));
            answers.forEach(sender::send);

            for (byte[] answer : answers) {
                assertThat(receiver.receive(LONG_ENOUGH)).hasValue(answer);
            }
        }
    }

    private static byte[] frame(int etherType, int number) {
        return ByteBuffer.allocate(60)
                .putShort(12, (short) etherType)
                .putInt(14, number)
                .array();
    }
}
