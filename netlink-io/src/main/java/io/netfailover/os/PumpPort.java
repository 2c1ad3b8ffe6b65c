package io.netfailover.os;

import io.netfailover.types.IfIndex;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;

/**
 * A link that a {@link FramePump} copies from and to, by a packet socket (packet(7)) whose frames have a virtio-net header before them, so
 * that large segments pass whole (PACKET_VNET_HDR). Allocates nothing for a frame. For the pump's thread alone.
 */
final class PumpPort {
    /** {@code struct virtio_net_hdr} of linux/virtio_net.h, ten bytes in the machine's order. */
    static final int HEADER_BYTES = 10;

    /** The largest segment with the two headers and a VLAN tag. */
    static final int MAX_FRAME_BYTES = 65_536 + 14 + HEADER_BYTES + 4;

    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int ETH_P_ALL = 3;
    private static final int SOCKADDR_LL_BYTES = 20;

    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SOL_PACKET = 263;
    private static final int PACKET_AUXDATA = 8;
    private static final int PACKET_VNET_HDR = 15;
    private static final int PACKET_IGNORE_OUTGOING = 23;

    /** Some 60 of the largest segments. */
    private static final int SOCKET_BUFFER_BYTES = 8 << 20;

    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_TRUNC = 0x20;
    private static final int EAGAIN = 11;
    private static final int ENETDOWN = 100;

    // struct msghdr and struct iovec
    private static final int MSG_IOV = 16;
    private static final int MSG_IOVLEN = 24;
    private static final int MSG_CONTROL = 32;
    private static final int MSG_CONTROLLEN = 40;
    private static final int MSG_FLAGS = 48;
    private static final int MSGHDR_BYTES = 56;
    private static final int IOVEC_BYTES = 16;

    // struct cmsghdr, then struct tpacket_auxdata of linux/if_packet.h
    private static final int CMSG_BYTES = 40;
    private static final int CMSG_TYPE = 12;
    private static final int AUX_STATUS = 16;
    private static final int AUX_VLAN_TCI = 32;
    private static final int AUX_VLAN_TPID = 34;
    private static final int TP_STATUS_VLAN_VALID = 0x10;

    // in the header
    private static final int FLAGS = 0;
    private static final int CSUM_START = 6;
    private static final byte NEEDS_CSUM = 1;

    private static final int ADDRESSES_BYTES = 12;
    private static final int TAG_BYTES = 4;

    private final int fd;
    private final Pointer message = Memory.allocateDirect(Libc.RUNTIME, MSGHDR_BYTES + IOVEC_BYTES + CMSG_BYTES, true);
    private final Pointer buffer = Memory.allocateDirect(Libc.RUNTIME, TAG_BYTES + MAX_FRAME_BYTES, true);
    private final Pointer untagged = buffer.slice(TAG_BYTES);
    private Pointer frame = untagged;

    private PumpPort(int fd) {
        this.fd = fd;
        Pointer iovec = message.slice(MSGHDR_BYTES);
        iovec.putLong(0, untagged.address());
        iovec.putLong(8, MAX_FRAME_BYTES);
        message.putLong(MSG_IOV, iovec.address());
        message.putLong(MSG_IOVLEN, 1);
        message.putLong(MSG_CONTROL, message.address() + MSGHDR_BYTES + IOVEC_BYTES);
    }

    /** @throws OsException also when there is no such link */
    static PumpPort open(IfIndex link) {
        // no protocol yet, so that nothing comes before all is set
        int fd = Libc.C.socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
        if (fd < 0) {
            throw new OsException("open a packet socket", Libc.errno());
        }
        PumpPort port = new PumpPort(fd);
        try {
            port.set(SOL_SOCKET, SO_RCVBUFFORCE, SOCKET_BUFFER_BYTES);
            port.set(SOL_SOCKET, SO_SNDBUFFORCE, SOCKET_BUFFER_BYTES);
            port.set(SOL_PACKET, PACKET_VNET_HDR, 1);
            port.set(SOL_PACKET, PACKET_AUXDATA, 1);
            port.set(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1);
            port.bind(link);
            return port;
        } catch (OsException e) {
            port.close();
            throw e;
        }
    }

    private void set(int level, int option, int value) {
        byte[] bytes = ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array();
        if (Libc.C.setsockopt(fd, level, option, bytes, bytes.length) < 0) {
            throw new OsException("set option " + option + " of a packet socket", Libc.errno());
        }
    }

    private void bind(IfIndex link) {
        // struct sockaddr_ll: family, protocol in network order, ifindex, and what bind does not read
        byte[] address = ByteBuffer.allocate(SOCKADDR_LL_BYTES)
                .order(ByteOrder.nativeOrder())
                .putShort((short) AF_PACKET)
                .put((byte) 0)
                .put((byte) ETH_P_ALL)
                .putInt(link.value())
                .array();
        if (Libc.C.bind(fd, address, SOCKADDR_LL_BYTES) < 0) {
            throw new OsException("bind a packet socket to link " + link, Libc.errno());
        }
    }

    int fd() {
        return fd;
    }

    /**
     * Takes a frame from the socket's queue.
     *
     * @return its length with the header before it, 0 when it is one that cannot be passed on, -1 when there is none
     */
    int receive() {
        message.putLong(MSG_CONTROLLEN, CMSG_BYTES);
        int length = (int) Libc.C.recvmsg(fd, message, MSG_DONTWAIT);
        if (length < 0) {
            int errno = Libc.errno();
            return errno == EAGAIN || errno == ENETDOWN ? -1 : 0;
        } else if (length < HEADER_BYTES + ADDRESSES_BYTES + 2 || (message.getInt(MSG_FLAGS) & MSG_TRUNC) != 0) {
            return 0;
        }
        frame = untagged;
        return isTagged() ? withTag(length) : length;
    }

    /** The kernel took the VLAN tag off and tells it beside the frame. */
    private boolean isTagged() {
        int control = MSGHDR_BYTES + IOVEC_BYTES;
        return message.getLong(MSG_CONTROLLEN) > 0
                && message.getInt(control + CMSG_TYPE) == PACKET_AUXDATA
                && (message.getInt(control + AUX_STATUS) & TP_STATUS_VLAN_VALID) != 0;
    }

    private int withTag(int length) {
        int control = MSGHDR_BYTES + IOVEC_BYTES;
        for (int at = 0; at < HEADER_BYTES + ADDRESSES_BYTES; at += Short.BYTES) {
            buffer.putShort(at, untagged.getShort(at));
        }
        int tag = HEADER_BYTES + ADDRESSES_BYTES;
        putBigEndian(tag, message.getShort(control + AUX_VLAN_TPID));
        putBigEndian(tag + 2, message.getShort(control + AUX_VLAN_TCI));
        if ((buffer.getByte(FLAGS) & NEEDS_CSUM) != 0) {
            buffer.putShort(CSUM_START, (short) (buffer.getShort(CSUM_START) + TAG_BYTES));
        }
        frame = buffer;
        return length + TAG_BYTES;
    }

    private void putBigEndian(int at, short value) {
        buffer.putByte(at, (byte) (value >>> 8));
        buffer.putByte(at + 1, (byte) value);
    }

    /** What was received, from its virtio-net header on; valid until the next {@link #receive}. */
    Pointer frame() {
        return frame;
    }

    boolean isToGroup() {
        return (frame.getByte(HEADER_BYTES) & 1) != 0;
    }

    /** In the machine's order; that of the VLAN tag where there is one. */
    int etherType() {
        int at = HEADER_BYTES + ADDRESSES_BYTES;
        return (frame.getByte(at) & 0xff) << 8 | frame.getByte(at + 1) & 0xff;
    }

    /**
     * Sends a frame through the link's qdisc.
     *
     * @param from a virtio-net header and the frame
     * @return false when the link is down or gone, or its queue is full
     */
    boolean send(Pointer from, int length) {
        return Libc.C.send(fd, from, length, MSG_DONTWAIT) >= 0;
    }

    void close() {
        Libc.C.close(fd);
    }
}
