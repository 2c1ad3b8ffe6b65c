package io.netfailover.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/** What iproute2 sent when capture.py looked; ours must be the same, sequence number and port aside. */
final class Iproute2 {
    private Iproute2() {}

    static void assertSends(String request, RequestWriter ours) {
        ByteBuffer expected = ByteBuffer.wrap(Captured.request(request)).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer finished =
                ours.finish(expected.getInt(MessageHeader.NLMSG_SEQ), expected.getInt(MessageHeader.NLMSG_PID));
        byte[] sent = new byte[finished.remaining()];
        finished.get(sent);
        HexFormat hex = HexFormat.ofDelimiter(" ");
        assertThat(hex.formatHex(sent)).as(request).isEqualTo(hex.formatHex(expected.array()));
    }
}
