package io.netfailover.os;

import io.netfailover.types.IfIndex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A packet socket of any process that is bound to one link, as {@code /proc/net/packet} shows it (packet_seq_show,
 * net/packet/af_packet.c).
 *
 * @param protocol the ether type that it takes, {@link #ETH_P_IP}, or 3 for all (linux/if_ether.h)
 * @param inode what its owner's file descriptor is called
 */
public record BoundPacketSocket(IfIndex link, int protocol, long inode) {
    /** IPv4, linux/if_ether.h. */
    public static final int ETH_P_IP = 0x0800;

    private static final Path TABLE = Path.of("/proc/thread-self/net/packet");
    private static final Path PROCESSES = Path.of("/proc");

    /** @param name {@code /proc/PID/comm}: at most 15 bytes */
    public record Owner(long pid, String name) {}

    /** Those of the calling thread's network namespace. */
    public static List<BoundPacketSocket> all() {
        try {
            return parse(Files.readAllLines(TABLE));
        } catch (IOException e) {
            throw new UncheckedIOException("read " + TABLE, e);
        }
    }

    /** @param lines {@code sk RefCnt Type Proto Iface R Rmem User Inode} and a line for each socket */
    static List<BoundPacketSocket> parse(List<String> lines) {
        return lines.stream()
                .skip(1)
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length >= 9 && !words[4].equals("0"))
                .map(words -> new BoundPacketSocket(
                        new IfIndex(Integer.parseInt(words[4])),
                        Integer.parseInt(words[3], 16),
                        Long.parseLong(words[8])))
                .toList();
    }

    /** Who has it open, as far as we may look: empty for processes of other users and other pid namespaces, and for the dead. */
    public Optional<Owner> owner() {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path process : processes) {
                if (hasOpen(process)) {
                    return Optional.of(new Owner(
                            Long.parseLong(process.getFileName().toString()),
                            Files.readString(process.resolve("comm")).strip()));
                }
            }
        } catch (IOException e) {
            return Optional.empty(); // it ended while we looked
        }
        return Optional.empty();
    }

    private boolean hasOpen(Path process) {
        Path wanted = Path.of("socket:[" + inode + "]");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path file : files) {
                if (wanted.equals(readLink(file))) {
                    return true;
                }
            }
        } catch (IOException e) {
            return false; // it ended, or is not ours to look into
        }
        return false;
    }

    private static Path readLink(Path file) {
        try {
            return Files.readSymbolicLink(file);
        } catch (IOException e) {
            return file; // closed while we looked
        }
    }
}
