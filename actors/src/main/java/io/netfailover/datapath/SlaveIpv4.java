package io.netfailover.datapath;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * IPv4 of one slave whose frames are copied to its master, by {@code net.ipv4.conf.NAME} (Documentation/networking/ip-sysctl.rst) of the
 * calling thread's network namespace. This host hears them too, and must not take them for its own: no address is answered for here, and
 * strict reverse path filtering refuses packets whose sender is reached over another link, as all are while routes name the master alone.
 */
final class SlaveIpv4 {
    private static final Path SETTINGS = Path.of("/proc/sys/net/ipv4/conf");
    private static final String RP_FILTER = "rp_filter";
    private static final String ARP_IGNORE = "arp_ignore";
    private static final int STRICT = 1;
    private static final int LOOSE = 2;

    /** For no address of this host. */
    private static final int IGNORE_ALL = 8;

    private final Path directory;

    SlaveIpv4(String link) {
        this.directory = SETTINGS.resolve(link);
    }

    /** What a slave had before, by the names of the settings. */
    record Settings(int rpFilter, int arpIgnore) {}

    /** The larger one of a link's own setting and that of all counts, and loose is larger. */
    static boolean isOverruled() {
        return read(SETTINGS.resolve("all"), RP_FILTER) == LOOSE;
    }

    Settings read() {
        return new Settings(read(directory, RP_FILTER), read(directory, ARP_IGNORE));
    }

    void silence() {
        write(new Settings(STRICT, IGNORE_ALL));
    }

    boolean isSilent() {
        return read().equals(new Settings(STRICT, IGNORE_ALL));
    }

    void write(Settings settings) {
        write(RP_FILTER, settings.rpFilter());
        write(ARP_IGNORE, settings.arpIgnore());
    }

    private static int read(Path directory, String name) {
        Path file = directory.resolve(name);
        try {
            return Integer.parseInt(Files.readString(file).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("read " + file, e);
        }
    }

    private void write(String name, int value) {
        Path file = directory.resolve(name);
        try {
            Files.writeString(file, Integer.toString(value));
        } catch (IOException e) {
            throw new UncheckedIOException("write " + file, e);
        }
    }
}
