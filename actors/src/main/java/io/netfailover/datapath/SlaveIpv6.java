package io.netfailover.datapath;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * IPv6 of one slave, by {@code net.ipv6.conf.NAME.disable_ipv6} (Documentation/networking/ip-sysctl.rst) of the calling thread's network
 * namespace. A slave that speaks for itself does harm: its multicast reports and solicitations carry the master's MAC address, so that the
 * switch sends the master's frames to the idle path, and its link-local address is the master's, whose duplicate address detection then
 * fails. Newer kernels do the same for their own driver (NF-31).
 */
final class SlaveIpv6 {
    private static final int MOST_NAMES = 5;

    private final Supplier<String> name;

    SlaveIpv6(String link) {
        this(() -> link);
    }

    /** @param name asked for again behind each look: udev renames a link that has just appeared, whatever is being done to it */
    SlaveIpv6(Supplier<String> name) {
        this.name = name;
    }

    /** False also on a kernel without IPv6. */
    boolean isOn() {
        return at(
                "read",
                file -> Files.exists(file) && Files.readString(file).strip().equals("0"));
    }

    /** Off removes the link's IPv6 addresses; on brings back its link-local one. */
    Path turn(boolean on) {
        return at("write", file -> Files.writeString(file, on ? "0" : "1"));
    }

    private interface Look<T> {
        T at(Path switchFile) throws IOException;
    }

    private <T> T at(String what, Look<T> look) {
        String called = name.get();
        for (int names = 1; ; names++) {
            Path file = Path.of("/proc/sys/net/ipv6/conf", called, "disable_ipv6");
            try {
                T seen = look.at(file);
                String now = name.get();
                if (now.equals(called) || names == MOST_NAMES) {
                    return seen;
                }
                called = now;
            } catch (IOException e) {
                String now = name.get();
                if (now.equals(called) || names == MOST_NAMES) {
                    throw new UncheckedIOException(what + " " + file, e);
                }
                called = now;
            }
        }
    }
}
