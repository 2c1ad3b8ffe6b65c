package io.netfailover.netlink;

import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Multicast addresses that somebody gave a link by hand, as {@code ip maddress} shows ({@code static}) and changes them, in the network
 * namespace of the thread that opened it. They stand beside the memberships of the protocols ({@link Fdb} lists both): a link takes frames
 * for an address as long as either wants it. Not for two threads at once.
 */
public final class MulticastAddresses implements AutoCloseable {
    private static final Path LIST = Path.of("/proc/thread-self/net/dev_mcast");

    private static final int ADDRESS_DIGITS = 12;

    private final DeviceSocket socket = new DeviceSocket();

    /**
     * The static ones, from lines as {@code 3    ens10   1     1     333300000077}: index, name, users, whether it is static, address
     * (dev_mc_seq_show in net/core/dev_addr_lists.c).
     */
    public Set<MacAddress> staticOnes(IfIndex link) {
        try (Stream<String> lines = Files.lines(LIST)) {
            return lines.map(line -> line.strip().split(" +"))
                    .filter(words -> words.length == 5
                            && words[0].equals(link.toString())
                            && words[3].equals("1")
                            && words[4].length() == ADDRESS_DIGITS)
                    .map(words -> new MacAddress(Long.parseUnsignedLong(words[4], 16)))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException("read " + LIST, e);
        }
    }

    /** No error when it is there already. */
    public void add(IfIndex link, MacAddress address) {
        change(link, address, true);
    }

    /** No error when it, or the link, is gone already. */
    public void remove(IfIndex link, MacAddress address) {
        change(link, address, false);
    }

    private void change(IfIndex link, MacAddress address, boolean add) {
        String operation = (add ? "add" : "remove") + " multicast address " + address;
        byte[] name = socket.nameOf(link).orElse(new byte[0]);
        if (name.length == 0) {
            if (add) {
                throw NetlinkException.failed(operation + " to link " + link, DeviceSocket.ENODEV);
            }
            return;
        }
        int errno = socket.multicast(name, address, add);
        boolean tolerated = !add && (errno == DeviceSocket.ENOENT || errno == DeviceSocket.ENODEV);
        if (errno != 0 && !tolerated) {
            throw NetlinkException.failed(operation + (add ? " to " : " of ") + DeviceSocket.text(name), errno);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
