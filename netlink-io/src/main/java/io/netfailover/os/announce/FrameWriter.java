package io.netfailover.os.announce;

import io.netfailover.types.MacAddress;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Writes an Ethernet frame from its header on, in network byte order. */
final class FrameWriter {
    static final MacAddress BROADCAST = new MacAddress(0xffff_ffff_ffffL);

    private static final int ETH_P_8021Q = 0x8100;

    /** Without the check sequence; with a tag four more (IEEE 802.3). */
    private static final int SHORTEST_BYTES = 60;

    private static final int TAG_BYTES = 4;
    private static final int CAPACITY_BYTES = 1600;

    private final ByteBuffer frame = ByteBuffer.allocate(CAPACITY_BYTES);
    private final boolean tagged;

    FrameWriter(Station from, MacAddress to, int etherType) {
        tagged = from.vlan() != 0;
        address(to).address(from.address());
        if (tagged) {
            u16(ETH_P_8021Q).u16(from.vlan());
        }
        u16(etherType);
    }

    FrameWriter u8(int value) {
        frame.put((byte) value);
        return this;
    }

    FrameWriter u16(int value) {
        frame.putShort((short) value);
        return this;
    }

    FrameWriter u32(int value) {
        frame.putInt(value);
        return this;
    }

    FrameWriter address(MacAddress address) {
        frame.put(address.toBytes());
        return this;
    }

    FrameWriter address(InetAddress address) {
        frame.put(address.getAddress());
        return this;
    }

    int position() {
        return frame.position();
    }

    /** Fills in what was not known when its place was written. */
    FrameWriter set16(int at, int value) {
        frame.putShort(at, (short) value);
        return this;
    }

    /** Puts the checksum over what was written since {@code start} into the 16 bits at {@code at}, which are 0 so far. */
    FrameWriter checksum(int start, int at) {
        return checksum(start, at, 0);
    }

    /** @param pseudoHeader sum over what is not part of the packet, not folded */
    FrameWriter checksum(int start, int at, long pseudoHeader) {
        long sum = pseudoHeader + InternetChecksum.sum(frame.array(), start, frame.position());
        frame.putShort(at, (short) InternetChecksum.finish(sum));
        return this;
    }

    /** Padded with zeros to what Ethernet demands. */
    byte[] frame() {
        int shortest = SHORTEST_BYTES + (tagged ? TAG_BYTES : 0);
        return Arrays.copyOf(frame.array(), Math.max(frame.position(), shortest));
    }
}
