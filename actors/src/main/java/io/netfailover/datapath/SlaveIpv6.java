package io.netfailover.datapath;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * IPv6 of one slave, by {@code net.ipv6.conf.NAME.disable_ipv6} (Documentation/networking/ip-sysctl.rst) of the calling thread's network
 * namespace. A slave that speaks for itself does harm: its multicast reports and solicitations carry the master's MAC address, so that the
 * switch sends the master's frames to the idle path, and its link-local address is the master's, whose duplicate address detection then
 * fails. Newer kernels do the same for their own driver (NF-31).
 */
final class SlaveIpv6 {
    private final Path switchFile;

    SlaveIpv6(String link) {
        this.switchFile = Path.of("/proc/sys/net/ipv6/conf", link, "disable_ipv6");
    }

    /** False also on a kernel without IPv6. */
    boolean isOn() {
        try {
            return Files.exists(switchFile)
                    && Files.readString(switchFile).strip().equals("0");
        } catch (IOException e) {
            throw new UncheckedIOException("read " + switchFile, e);
        }
    }

    /** Off removes the link's IPv6 addresses; on brings back its link-local one. */
    Path turn(boolean on) {
        try {
            return Files.writeString(switchFile, on ? "0" : "1");
        } catch (IOException e) {
            throw new UncheckedIOException("write " + switchFile, e);
        }
    }
}
