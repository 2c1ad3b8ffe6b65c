package io.netfailover.os;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;

/**
 * The program's end of a TAP link, linux/if_tun.h: what it writes the link receives, what the link sends it reads. The link has carrier
 * while this is open, and goes with it unless it is persistent. Not for two threads at once.
 */
public final class Tap implements AutoCloseable {
    private static final int O_RDWR = 2;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    private static final long TUNSETIFF = 0x400454ca;
    private static final long TUNSETPERSIST = 0x400454cb;
    private static final long TUNSETCARRIER = 0x400454e2;
    private static final long TUNSETOFFLOAD = 0x400454d0;
    private static final short IFF_TAP = 0x0002;
    private static final short IFF_NO_PI = 0x1000;
    private static final short IFF_VNET_HDR = 0x4000;

    /** TUN_F_CSUM, TSO4, TSO6 and TSO_ECN: what a packet socket can take and give (virtio_net_hdr_to_skb). */
    private static final int OFFLOADS = 0x01 | 0x02 | 0x04 | 0x08;

    private static final short POLLIN = 1;

    /** {@code struct ifreq}: a name of 16 bytes with its zero, then a union, of which the flags are 16 bits. */
    private static final int IFREQ_BYTES = 40;

    private static final int IFNAMSIZ = 16;
    private static final int MAX_FRAME_BYTES = 65_600;

    private final int fd;
    private final String name;
    private final Pointer sent = Memory.allocateDirect(Libc.RUNTIME, MAX_FRAME_BYTES, true);
    private final Pointer received = Memory.allocateDirect(Libc.RUNTIME, MAX_FRAME_BYTES, true);

    private Tap(int fd, String name) {
        this.fd = fd;
        this.name = name;
    }

    /**
     * Makes the link, or takes the persistent one that nobody holds, in the network namespace of the calling thread.
     *
     * @param name at most 15 bytes
     * @throws OsException also when the name is taken by another kind of link (EINVAL) or the TAP is held by another program (EBUSY)
     */
    public static Tap open(String name) {
        return open(name, 0, (short) 0);
    }

    /**
     * As {@link #open}, for a {@link FramePump}: frames have a virtio-net header before them, large segments pass whole and checksums may be
     * missing, and nothing waits.
     *
     * @throws OsException as {@link #open}
     */
    static Tap openForPump(String name) {
        Tap tap = open(name, O_NONBLOCK, IFF_VNET_HDR);
        if (Libc.C.ioctl(tap.fd, TUNSETOFFLOAD, Pointer.wrap(Libc.RUNTIME, OFFLOADS)) < 0) {
            int errno = Libc.errno();
            tap.close();
            throw new OsException("have TAP " + name + " take large segments", errno);
        }
        return tap;
    }

    private static Tap open(String name, int openFlags, short linkFlags) {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        if (nameBytes.length == 0 || nameBytes.length >= IFNAMSIZ) {
            throw new IllegalArgumentException("not the name of a link: '" + name + "'");
        }
        int fd = Libc.C.open("/dev/net/tun", O_RDWR | O_CLOEXEC | openFlags);
        if (fd < 0) {
            throw new OsException("open /dev/net/tun", Libc.errno());
        }
        ByteBuffer request = ByteBuffer.allocateDirect(IFREQ_BYTES).order(ByteOrder.nativeOrder());
        request.put(0, nameBytes).putShort(IFNAMSIZ, (short) (IFF_TAP | IFF_NO_PI | linkFlags));
        if (Libc.C.ioctl(fd, TUNSETIFF, Pointer.wrap(Libc.RUNTIME, request)) < 0) {
            int errno = Libc.errno();
            Libc.C.close(fd);
            throw new OsException("open TAP " + name, errno);
        }
        return new Tap(fd, name);
    }

    int fd() {
        return fd;
    }

    /** Makes a TAP that stays, for another program to open; one that is there is kept. */
    public static void createPersistent(String name) {
        try (Tap tap = open(name)) {
            tap.setPersistent(true);
        }
    }

    /** Whether the link stays when this is closed. */
    public void setPersistent(boolean persistent) {
        Pointer value = Pointer.wrap(Libc.RUNTIME, persistent ? 1 : 0); // a number in the pointer's place
        if (Libc.C.ioctl(fd, TUNSETPERSIST, value) < 0) {
            throw new OsException("make TAP " + name + (persistent ? " persistent" : " transient"), Libc.errno());
        }
    }

    /** As if a cable were plugged in or out; its news is not urgent to the kernel, up to a second late. */
    public void setCarrier(boolean carrier) {
        ByteBuffer value = ByteBuffer.allocateDirect(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(0, carrier ? 1 : 0);
        if (Libc.C.ioctl(fd, TUNSETCARRIER, Pointer.wrap(Libc.RUNTIME, value)) < 0) {
            throw new OsException("set carrier of TAP " + name, Libc.errno());
        }
    }

    /**
     * Lets the link receive a frame.
     *
     * @param frame from the Ethernet header on
     * @throws OsException also when the link is down (EIO)
     */
    public void send(byte[] frame) {
        sent.put(0, frame, 0, frame.length);
        if (Libc.C.write(fd, sent, frame.length) < 0) {
            throw new OsException("send a frame into TAP " + name, Libc.errno());
        }
    }

    /** The next frame that the link sends, or empty when none came in time. */
    public Optional<byte[]> receive(Duration atMost) {
        // struct pollfd: fd, events, revents
        Pointer poll = Memory.allocateDirect(Libc.RUNTIME, 8, true);
        poll.putInt(0, fd);
        poll.putShort(4, POLLIN);
        if (Libc.C.poll(poll, 1, (int) atMost.toMillis()) <= 0) {
            return Optional.empty();
        }
        int length = (int) Libc.C.read(fd, received, MAX_FRAME_BYTES);
        if (length < 0) {
            return Optional.empty();
        }
        byte[] frame = new byte[length];
        received.get(0, frame, 0, length);
        return Optional.of(frame);
    }

    @Override
    public void close() {
        Libc.C.close(fd);
    }
}
