package io.netfailover.migration;

import static io.netfailover.migration.NetworkLab.GUEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.os.PacketSocket;
import io.netfailover.types.MacAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code other} stands for the VF: a port of the same bridge as the tap. */
final class PortFeedingTest {
    private static final MacAddress PEER = MacAddress.parse("52:54:00:00:00:99");
    private static final int LOCAL_EXPERIMENTAL = 0x88b5;

    private final NetworkLab lab = new NetworkLab();
    private final KernelNetwork network = lab.open();

    @AfterEach
    void remove() {
        network.close();
        lab.close();
    }

    @Test
    void bothAreFedWhileTheVfGoesAndNothingIsLost() {
        lab.guest("ip link set standby up");
        lab.host("ip link set otherx up");
        network.forwardToTap("other", GUEST);
        try (PacketSocket vf = receiver("host", "otherx");
                PacketSocket tap = receiver("guest", "standby");
                PacketSocket peer = lab.namespace("fabric")
                        .call(() -> PacketSocket.open(lab.index("fabric", "port0"), LOCAL_EXPERIMENTAL))) {
            send(peer, 0, 100);
            network.feedBoth("other", "tap0", GUEST);
            network.feedBoth("other", "tap0", GUEST);
            send(peer, 100, 200);
            network.feedOne("tap0", "other", GUEST);
            network.feedOne("tap0", "other", GUEST);
            send(peer, 200, 300);

            assertThat(numbers(vf)).isEqualTo(range(0, 200));
            assertThat(numbers(tap)).isEqualTo(range(100, 300));
        }
    }

    @Test
    void turningBackFeedsBothAgainWithoutGoingInCircles() {
        lab.guest("ip link set standby up");
        lab.host("ip link set otherx up");
        network.forwardToTap("other", GUEST);
        try (PacketSocket vf = receiver("host", "otherx");
                PacketSocket tap = receiver("guest", "standby");
                PacketSocket peer = lab.namespace("fabric")
                        .call(() -> PacketSocket.open(lab.index("fabric", "port0"), LOCAL_EXPERIMENTAL))) {
            network.feedBoth("other", "tap0", GUEST);
            network.feedBoth("tap0", "other", GUEST);
            send(peer, 0, 10);

            assertThat(numbers(vf)).isEqualTo(range(0, 10));
            assertThat(numbers(tap)).isEqualTo(range(0, 10));
        }
    }

    @Test
    void idlePortIsLeftAsItWas() {
        network.forwardToTap("other", GUEST);
        network.feedBoth("other", "tap0", GUEST);

        network.feedOne("other", "tap0", GUEST);

        assertThat(lab.host("tc qdisc show dev tap0")).doesNotContain("clsact");
        assertThat(network.forwarding(GUEST)).containsExactly(new Forwarding("other", GUEST, Forwarding.Kind.STATIC));
    }

    @Test
    void portsOfTwoBridgesAreRefused() {
        lab.host("ip link add br1 type bridge");
        lab.host("ip link set other master br1");

        assertThatThrownBy(() -> network.feedBoth("other", "tap0", GUEST))
                .isInstanceOf(HostNetworkException.class)
                .hasMessage("other and tap0 are ports of two bridges");
    }

    private PacketSocket receiver(String part, String link) {
        return lab.namespace(part).call(() -> PacketSocket.open(lab.index(part, link), LOCAL_EXPERIMENTAL));
    }

    private static void send(PacketSocket peer, int first, int end) {
        for (int number = first; number < end; number++) {
            peer.send(ByteBuffer.allocate(60)
                    .put(GUEST.toBytes())
                    .put(PEER.toBytes())
                    .putShort((short) LOCAL_EXPERIMENTAL)
                    .putInt(number)
                    .array());
        }
    }

    private static List<Integer> numbers(PacketSocket socket) {
        List<Integer> numbers = new ArrayList<>();
        for (Optional<byte[]> frame = socket.receive(Duration.ofSeconds(1));
                frame.isPresent();
                frame = socket.receive(Duration.ofMillis(200))) {
            numbers.add(ByteBuffer.wrap(frame.get()).getInt(14));
        }
        return numbers;
    }

    private static List<Integer> range(int first, int end) {
        return IntStream.range(first, end).boxed().toList();
    }
}
