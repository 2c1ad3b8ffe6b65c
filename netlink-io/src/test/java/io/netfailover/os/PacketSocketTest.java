package io.netfailover.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.types.IfIndex;
import java.nio.ByteBuffer;
import java.time.Duration;
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

    private static byte[] frame(int etherType, int number) {
        return ByteBuffer.allocate(60)
                .putShort(12, (short) etherType)
                .putInt(14, number)
                .array();
    }
}
