package io.netfailover.os;

import io.netfailover.types.IfIndex;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Optional;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;

/**
 * Whole Ethernet frames of one ethertype on one link of the network namespace where it was opened (packet(7)). Not for two threads at
 * once.
 */
public final class PacketSocket implements AutoCloseable {
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_PACKET = 263;
    private static final int PACKET_QDISC_BYPASS = 20;
    private static final int MSG_DONTWAIT = 0x40;
    private static final short POLLIN = 1;
    private static final int SOCKADDR_LL_BYTES = 20;
    private static final int MAX_FRAME_BYTES = 65_600;

    private final int fd;
    private final String link;
    private final Pointer buffer = Memory.allocateDirect(Libc.RUNTIME, MAX_FRAME_BYTES, true);

    private PacketSocket(int fd, String link) {
        this.fd = fd;
        this.link = link;
    }

    /**
     * @param etherType of linux/if_ether.h, in the machine's order ({@code 0x0806}); frames of others are not received
     * @throws OsException also when there is no such link
     */
    public static PacketSocket open(IfIndex link, int etherType) {
        int fd = Libc.C.socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
        if (fd < 0) {
            throw new OsException("open a packet socket", Libc.errno());
        }
        // struct sockaddr_ll: family, protocol in network order, ifindex, and what bind does not read
        ByteBuffer address = ByteBuffer.allocate(SOCKADDR_LL_BYTES).order(ByteOrder.nativeOrder());
        address.putShort((short) AF_PACKET)
                .put((byte) (etherType >>> 8))
                .put((byte) etherType)
                .putInt(link.value());
        if (Libc.C.bind(fd, address.array(), SOCKADDR_LL_BYTES) < 0) {
            int errno = Libc.errno();
            Libc.C.close(fd);
            throw new OsException("bind a packet socket to link " + link, errno);
        }
        return new PacketSocket(fd, link.toString());
    }

    /** From now on frames go to the driver directly, past the link's qdisc and the programs on its egress. */
    public PacketSocket bypassingQdisc() {
        byte[] on = ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(1)
                .array();
        if (Libc.C.setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, on, on.length) < 0) {
            throw new OsException("let a packet socket bypass the qdisc", Libc.errno());
        }
        return this;
    }

    /**
     * @param frame from the Ethernet header on
     * @throws OsException also when the link is down (ENETDOWN) or gone (ENXIO)
     */
    public void send(byte[] frame) {
        buffer.put(0, frame, 0, frame.length);
        if (Libc.C.send(fd, buffer, frame.length, 0) < 0) {
            throw new OsException("send a frame on link " + link, Libc.errno());
        }
    }

    /** The next frame, or empty when none came in time; an error the socket remembers (its link went down) is no frame. */
    public Optional<byte[]> receive(Duration atMost) {
        // struct pollfd: fd, events, revents
        Pointer poll = Memory.allocateDirect(Libc.RUNTIME, 8, true);
        poll.putInt(0, fd);
        poll.putShort(4, POLLIN);
        if (Libc.C.poll(poll, 1, (int) atMost.toMillis()) <= 0) {
            return Optional.empty();
        }
        int length = (int) Libc.C.recv(fd, buffer, MAX_FRAME_BYTES, MSG_DONTWAIT);
        if (length < 0) {
            return Optional.empty();
        }
        byte[] frame = new byte[length];
        buffer.get(0, frame, 0, length);
        return Optional.of(frame);
    }

    @Override
    public void close() {
        Libc.C.close(fd);
    }
}
