package io.netfailover.os.announce;

import io.netfailover.types.IfIndex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The IP groups that a link hears, without those that are never reported (RFC 3376, 5 and RFC 3810, 6: all hosts, all nodes, and what does
 * not leave the interface).
 *
 * @param version3 whether the link's IGMP speaks version 3: no querier made it speak an older one
 */
public record MulticastGroups(List<Inet4Address> inet, boolean version3, List<Inet6Address> inet6) {
    private static final Path OF_CALLING_THREAD = Path.of("/proc/thread-self/net");
    private static final String ALL_HOSTS = "224.0.0.1";
    private static final String ALL_NODES = "ff020000000000000000000000000001";
    private static final String INTERFACE_LOCAL = "ff01";

    /** In the network namespace of the calling thread. */
    public static MulticastGroups of(IfIndex link) {
        return read(link, lines("igmp"), lines("igmp6"));
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(OF_CALLING_THREAD.resolve(file));
        } catch (NoSuchFileException e) {
            return List.of(); // a kernel without IPv6, or without multicast
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param igmp of a link a line with its number first and its version last, then a line for each group, indented */
    static MulticastGroups read(IfIndex link, List<String> igmp, List<String> igmp6) {
        String number = Integer.toString(link.value());
        List<Inet4Address> inet = new ArrayList<>();
        boolean version3 = true;
        boolean ours = false;
        for (String line : igmp) {
            String[] words = line.strip().split("\\s+", -1);
            if (!line.startsWith("\t")) {
                ours = words[0].equals(number);
                version3 &= !ours || words[words.length - 1].equals("V3");
            } else if (ours) {
                // the four octets as they lie in memory, printed as a number of the machine
                byte[] octets = ByteBuffer.allocate(4)
                        .order(ByteOrder.nativeOrder())
                        .putInt(HexFormat.fromHexDigits(words[0]))
                        .array();
                inet.add((Inet4Address) address(octets));
            }
        }
        inet.removeIf(group -> group.getHostAddress().equals(ALL_HOSTS));
        List<Inet6Address> inet6 = igmp6.stream()
                .map(line -> line.strip().split("\\s+", -1))
                .filter(words -> words[0].equals(number))
                .map(words -> words[2])
                .filter(group -> !group.equals(ALL_NODES) && !group.startsWith(INTERFACE_LOCAL))
                .map(group -> (Inet6Address) address(HexFormat.of().parseHex(group)))
                .toList();
        return new MulticastGroups(List.copyOf(inet), version3, inet6);
    }

    private static InetAddress address(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 and 16 octets are addresses", e);
        }
    }
}
