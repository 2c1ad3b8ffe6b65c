package io.netfailover.netlink;

import io.netfailover.os.Libc;
import io.netfailover.os.OsException;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import jnr.ffi.Pointer;

/**
 * A socket for the ioctls of netdevice(7), in the network namespace of the thread that opened it. They name links, and a name may pass from
 * one link to another between two calls. Not for two threads at once.
 */
final class DeviceSocket implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final long SIOCGIFNAME = 0x8910;
    private static final long SIOCETHTOOL = 0x8946;
    private static final long SIOCADDMULTI = 0x8931;
    private static final long SIOCDELMULTI = 0x8932;
    static final int ENOENT = 2;
    static final int ENODEV = 19;

    /** {@code struct ifreq}: a name of 16 bytes, then an index or an address. */
    private static final int IFREQ_BYTES = 40;

    private static final int IFNAMSIZ = 16;

    private final int fd;
    private final ByteBuffer ifreq = ByteBuffer.allocateDirect(IFREQ_BYTES).order(ByteOrder.nativeOrder());
    private final Pointer ifreqPointer = Pointer.wrap(Libc.RUNTIME, ifreq);

    DeviceSocket() {
        fd = Libc.C.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (fd < 0) {
            throw new OsException("open a socket", Libc.errno());
        }
    }

    /** The link's name as the kernel takes it, padded with zeros; empty when there is no such link. */
    Optional<byte[]> nameOf(IfIndex link) {
        ifreq.clear();
        ifreq.putInt(IFNAMSIZ, link.value());
        if (Libc.C.ioctl(fd, SIOCGIFNAME, ifreqPointer) < 0) {
            int errno = Libc.errno();
            if (errno == ENODEV) {
                return Optional.empty();
            }
            throw new OsException("read the name of link " + link, errno);
        }
        byte[] name = new byte[IFNAMSIZ];
        ifreq.get(0, name);
        return Optional.of(name);
    }

    /**
     * SIOCETHTOOL.
     *
     * @param command a struct of linux/ethtool.h, which the kernel changes
     * @return 0, or the number of the error
     */
    int ethtool(byte[] name, Pointer command) {
        ifreq.put(0, name).putLong(IFNAMSIZ, command.address());
        return ethtool(ifreqPointer);
    }

    /** As above, with a {@link #ifreq} that is kept. */
    int ethtool(Pointer request) {
        return Libc.C.ioctl(fd, SIOCETHTOOL, request) < 0 ? Libc.errno() : 0;
    }

    /** SIOCADDMULTI, SIOCDELMULTI: the number of the error, or 0. */
    int multicast(byte[] name, MacAddress address, boolean add) {
        ifreq.clear();
        // struct sockaddr with AF_UNSPEC, which the kernel insists on, and the address
        ifreq.put(0, name).putLong(IFNAMSIZ, 0).put(IFNAMSIZ + 2, address.toBytes());
        return Libc.C.ioctl(fd, add ? SIOCADDMULTI : SIOCDELMULTI, ifreqPointer) < 0 ? Libc.errno() : 0;
    }

    /** {@code struct ifreq} that says which command to run for which link; the command's memory must outlive it. */
    static ByteBuffer ifreq(byte[] name, Pointer command) {
        return ByteBuffer.allocateDirect(IFREQ_BYTES)
                .order(ByteOrder.nativeOrder())
                .put(0, name)
                .putLong(IFNAMSIZ, command.address());
    }

    static String text(byte[] name) {
        int end = 0;
        while (end < name.length && name[end] != 0) {
            end++;
        }
        return new String(name, 0, end, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        Libc.C.close(fd);
    }
}
