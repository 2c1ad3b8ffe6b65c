package io.netfailover.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.types.IfIndex;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Golden bytes that src/test/capture/capture.py wrote; they are those of a little-endian machine. */
final class Captured {
    private static final int INDEX_OFFSET = MessageHeader.BYTES + 4;

    private Captured() {}

    /** What iproute2 sent: {@code requests/NAME.hex}. */
    static byte[] request(String name) {
        return bytes("requests/" + name);
    }

    /** What the kernel answered or told: {@code replies/NAME.hex}. */
    static ByteBuffer reply(String name) {
        return ByteBuffer.wrap(bytes("replies/" + name)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The payloads of all messages of a reply. */
    static List<ByteBuffer> payloads(String name) {
        return payloads(reply(name));
    }

    /** Likewise, of what Linux 6.1 said: {@code replies-6.1/NAME.hex}. */
    static List<ByteBuffer> payloads61(String name) {
        return payloads(ByteBuffer.wrap(bytes("replies-6.1/" + name)).order(ByteOrder.LITTLE_ENDIAN));
    }

    private static List<ByteBuffer> payloads(ByteBuffer datagram) {
        List<ByteBuffer> payloads = new ArrayList<>();
        MessageReader reader = new MessageReader(datagram);
        while (reader.next()) {
            if (reader.type() != MessageHeader.NLMSG_DONE) {
                payloads.add(reader.payload());
            }
        }
        return payloads;
    }

    /** The link that a captured request about links is about. */
    static IfIndex linkOf(String request) {
        return new IfIndex(ByteBuffer.wrap(Captured.request(request))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt(INDEX_OFFSET));
    }

    /** What we send is what was captured, sequence number and port aside. */
    static void assertSame(String captured, RequestWriter ours) {
        assertSame(Captured.request(captured), ours);
    }

    static void assertSame(byte[] captured, RequestWriter ours) {
        ByteBuffer expected = ByteBuffer.wrap(captured).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer finished =
                ours.finish(expected.getInt(MessageHeader.NLMSG_SEQ), expected.getInt(MessageHeader.NLMSG_PID));
        byte[] sent = new byte[finished.remaining()];
        finished.get(sent);
        assertThat(HexFormat.ofDelimiter(" ").formatHex(sent))
                .isEqualTo(HexFormat.ofDelimiter(" ").formatHex(captured));
    }

    private static byte[] bytes(String name) {
        String resource = name + ".hex";
        try (InputStream file = Captured.class.getResourceAsStream(resource)) {
            if (file == null) {
                throw new IllegalArgumentException("no resource " + resource);
            }
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return HexFormat.of().parseHex(text.replaceAll("#.*", "").replaceAll("\\s", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
