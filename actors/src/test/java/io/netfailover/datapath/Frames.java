package io.netfailover.datapath;

import io.netfailover.os.PacketSocket;
import io.netfailover.types.MacAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Numbered Ethernet frames of the lab. */
final class Frames {
    private static final Duration QUIET = Duration.ofMillis(150);
    private static final int HEADER_BYTES = 14;
    private static final MacAddress BROADCAST = MacAddress.parse("ff:ff:ff:ff:ff:ff");

    private Frames() {}

    static byte[] numbered(MacAddress to, MacAddress from, int etherType, int number) {
        return ByteBuffer.allocate(60)
                .put(to.toBytes())
                .put(from.toBytes())
                .putShort((short) etherType)
                .putInt(number)
                .array();
    }

    static byte[] toPeer(int number) {
        return numbered(FailoverLab.PEER_MAC, FailoverLab.GUEST_MAC, FailoverLab.ETHER_TYPE, number);
    }

    static byte[] toGuest(int number) {
        return numbered(FailoverLab.GUEST_MAC, FailoverLab.PEER_MAC, FailoverLab.ETHER_TYPE, number);
    }

    static byte[] toEverybody(int number) {
        return numbered(BROADCAST, FailoverLab.PEER_MAC, FailoverLab.ETHER_TYPE, number);
    }

    /** Numbers of the frames that arrive until it is quiet, in their order. */
    static List<Integer> arriving(PacketSocket socket) {
        List<Integer> numbers = new ArrayList<>();
        Optional<byte[]> frame = socket.receive(QUIET);
        while (frame.isPresent()) {
            numbers.add(ByteBuffer.wrap(frame.get()).getInt(HEADER_BYTES));
            frame = socket.receive(QUIET);
        }
        return numbers;
    }
}
