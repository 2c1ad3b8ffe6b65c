package io.netfailover.netlink;

import io.netfailover.os.Libc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicBoolean;
import jnr.ffi.Pointer;

/**
 * A netlink(7) socket, most of them NETLINK_ROUTE. It belongs to the network namespace of the thread that opens it, whichever thread uses it later.
 * Receiving is for one thread at a time; {@link #wakeUp()} is for any.
 */
final class NetlinkSocket implements Transport {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int NETLINK_ROUTE = 0;

    /** Families that came later than the numbers ran out, ethtool among them. */
    static final int NETLINK_GENERIC = 16;

    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SO_NETNS_COOKIE = 71;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_ADD_MEMBERSHIP = 1;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int NETLINK_GET_STRICT_CHK = 12;
    private static final int EFD_CLOEXEC = 0x80000;
    private static final int MSG_TRUNC = 0x20;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int EINTR = 4;
    private static final int EBADF = 9;
    private static final int EAGAIN = 11;
    private static final int ENOBUFS = 105;
    private static final short POLLIN = 1;

    /** {@code struct sockaddr_nl}: family, padding, port, groups. */
    private static final int SOCKADDR_BYTES = 12;

    private static final int SOCKADDR_PORT = 4;
    private static final int POLLFD_BYTES = 8;

    private final AtomicBoolean closed = new AtomicBoolean();
    private final int fd;
    private final int wakeFd;
    private final int port;
    private final ByteBuffer datagram;
    private final Pointer datagramPointer;

    /** sockaddr_nl and its length, two pollfds, the eventfd's counter: kept in native memory to spare copies. */
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(64).order(ByteOrder.nativeOrder());

    private static final int SENDER = 0;
    private static final int SENDER_LENGTH = 16;
    private static final int POLLFDS = 24;
    private static final int WAKE_COUNT = 40;
    private static final int WAKE_SIGNAL = 48;
    private final Pointer scratchPointer = Pointer.wrap(Libc.RUNTIME, scratch);
    private final Pointer senderPointer = scratchPointer.slice(SENDER);
    private final Pointer senderLengthPointer = scratchPointer.slice(SENDER_LENGTH);
    private final Pointer pollFdsPointer = scratchPointer.slice(POLLFDS);

    private NetlinkSocket(int fd, int wakeFd, int port, int datagramBytes) {
        this.fd = fd;
        this.wakeFd = wakeFd;
        this.port = port;
        this.datagram = ByteBuffer.allocateDirect(datagramBytes).order(ByteOrder.nativeOrder());
        this.datagramPointer = Pointer.wrap(Libc.RUNTIME, datagram);
        scratch.putInt(POLLFDS, fd).putShort(POLLFDS + 4, POLLIN);
        scratch.putInt(POLLFDS + POLLFD_BYTES, wakeFd).putShort(POLLFDS + POLLFD_BYTES + 4, POLLIN);
        scratch.putLong(WAKE_SIGNAL, 1);
    }

    /** @param datagramBytes the longest datagram that can be received whole */
    static NetlinkSocket open(int datagramBytes) {
        return open(NETLINK_ROUTE, datagramBytes);
    }

    /** @param protocol NETLINK_* of linux/netlink.h */
    static NetlinkSocket open(int protocol, int datagramBytes) {
        int fd = Libc.C.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
        if (fd < 0) {
            throw NetlinkException.failed("open a netlink socket", Libc.errno());
        }
        int wakeFd = Libc.C.eventfd(0, EFD_CLOEXEC);
        try {
            if (wakeFd < 0) {
                throw NetlinkException.failed("open an eventfd", Libc.errno());
            }
            setOption(fd, SOL_NETLINK, NETLINK_EXT_ACK, 1, "set NETLINK_EXT_ACK");
            setOption(fd, SOL_NETLINK, NETLINK_CAP_ACK, 1, "set NETLINK_CAP_ACK");
            setOption(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1, "set NETLINK_GET_STRICT_CHK");
            return new NetlinkSocket(fd, wakeFd, bind(fd), datagramBytes);
        } catch (NetlinkException e) {
            Libc.C.close(fd);
            Libc.C.close(wakeFd);
            throw e;
        }
    }

    /** Port 0 lets the kernel choose one that is free in this namespace. */
    private static int bind(int fd) {
        ByteBuffer address = ByteBuffer.allocate(SOCKADDR_BYTES).order(ByteOrder.nativeOrder());
        address.putShort(0, (short) AF_NETLINK);
        if (Libc.C.bind(fd, address.array(), SOCKADDR_BYTES) < 0) {
            throw NetlinkException.failed("bind a netlink socket", Libc.errno());
        }
        if (Libc.C.getsockname(fd, address.array(), new int[] {SOCKADDR_BYTES}) < 0) {
            throw NetlinkException.failed("read the port of a netlink socket", Libc.errno());
        }
        return address.getInt(SOCKADDR_PORT);
    }

    /** From now on the kernel queues what it tells this group, RTNLGRP_* of linux/rtnetlink.h. */
    void join(int group) {
        setOption(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group, "join netlink group " + group);
    }

    /** Asks for a receive buffer beyond {@code net.core.rmem_max}; without CAP_NET_ADMIN that limit holds. The kernel doubles the number. */
    void setReceiveBufferBytes(int bytes) {
        byte[] value = bytesOf(bytes);
        if (Libc.C.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, value, value.length) < 0) {
            setOption(fd, SOL_SOCKET, SO_RCVBUF, bytes, "set SO_RCVBUF to " + bytes);
        }
    }

    /** What the kernel really gives, its own bookkeeping included. */
    int effectiveReceiveBufferBytes() {
        return (int) readOption(SO_RCVBUF, Integer.BYTES, "read SO_RCVBUF");
    }

    /** The cookie of the namespace that this socket belongs to, unique within a boot. */
    long netnsCookie() {
        return readOption(SO_NETNS_COOKIE, Long.BYTES, "read SO_NETNS_COOKIE");
    }

    @Override
    public int port() {
        return port;
    }

    /** @param request in a direct buffer */
    @Override
    public void send(ByteBuffer request) {
        if (closed.get()) {
            throw NetlinkException.failed("send a netlink request on a closed socket", EBADF);
        }
        Pointer pointer = Pointer.wrap(Libc.RUNTIME, request);
        long sent;
        do {
            sent = Libc.C.send(fd, pointer, request.remaining(), 0);
        } while (sent < 0 && Libc.errno() == EINTR);
        if (sent < 0) {
            throw NetlinkException.failed("send a netlink request", Libc.errno());
        }
    }

    /** What others than the kernel send to our port is dropped unread; they need CAP_NET_ADMIN for it. */
    @Override
    public Receipt receive(int timeoutMillis) {
        while (true) {
            scratch.putInt(SENDER_LENGTH, SOCKADDR_BYTES);
            long length = Libc.C.recvfrom(
                    fd,
                    datagramPointer,
                    datagram.capacity(),
                    MSG_TRUNC | MSG_DONTWAIT,
                    senderPointer,
                    senderLengthPointer);
            if (length >= 0) {
                if (scratch.getInt(SENDER + SOCKADDR_PORT) != 0) {
                    continue;
                }
                // MSG_TRUNC makes the kernel return the real length of what it cut off
                datagram.clear().limit((int) Math.min(length, datagram.capacity()));
                return length > datagram.capacity() ? Receipt.TRUNCATED : Receipt.DATAGRAM;
            }
            int errno = Libc.errno();
            if (errno == ENOBUFS) {
                return Receipt.OVERRUN;
            }
            if (errno != EAGAIN && errno != EINTR) {
                throw NetlinkException.failed("receive from netlink", errno);
            }
            if (errno == EAGAIN) {
                Receipt idle = await(timeoutMillis);
                if (idle != Receipt.DATAGRAM) {
                    return idle;
                }
            }
        }
    }

    /** DATAGRAM when there is something to receive. */
    private Receipt await(int timeoutMillis) {
        int ready = Libc.C.poll(pollFdsPointer, 2, timeoutMillis);
        if (ready == 0) {
            return Receipt.TIMEOUT;
        }
        if (ready < 0) {
            int errno = Libc.errno();
            if (errno != EINTR) {
                throw NetlinkException.failed("wait for netlink", errno);
            }
            return Receipt.DATAGRAM;
        }
        if (scratch.getShort(POLLFDS + POLLFD_BYTES + 6) != 0) {
            Libc.C.read(wakeFd, scratchPointer.slice(WAKE_COUNT), Long.BYTES);
            return Receipt.WOKEN;
        }
        return Receipt.DATAGRAM;
    }

    @Override
    public ByteBuffer datagram() {
        return datagram;
    }

    /** Makes a {@link #receive} that waits, or the next one that would, return WOKEN. */
    void wakeUp() {
        if (!closed.get()) {
            Libc.C.write(wakeFd, scratchPointer.slice(WAKE_SIGNAL), Long.BYTES);
        }
    }

    /** Nobody may be receiving: the number of the descriptor may belong to another file at once. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            Libc.C.close(fd);
            Libc.C.close(wakeFd);
        }
    }

    private static void setOption(int fd, int level, int option, int value, String operation) {
        byte[] bytes = bytesOf(value);
        if (Libc.C.setsockopt(fd, level, option, bytes, bytes.length) < 0) {
            throw NetlinkException.failed(operation, Libc.errno());
        }
    }

    private long readOption(int option, int bytes, String operation) {
        byte[] value = new byte[Long.BYTES];
        if (Libc.C.getsockopt(fd, SOL_SOCKET, option, value, new int[] {bytes}) < 0) {
            throw NetlinkException.failed(operation, Libc.errno());
        }
        ByteBuffer read = ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
        return bytes == Integer.BYTES ? read.getInt() : read.getLong();
    }

    private static byte[] bytesOf(int value) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array();
    }
}
