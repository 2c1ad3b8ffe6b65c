package io.netfailover.config;

import io.netfailover.types.HostName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code netfailover.host}: what this host is called in the fleet. */
final class HostSettings {
    /** As {@code hostname} prints it, without asking a name server. */
    private static final Path KERNELS_NAME = Path.of("/proc/sys/kernel/hostname");

    private HostSettings() {}

    static HostName read(SettingReader reader) {
        String key = "host.name";
        return reader.optionalText(key).isPresent()
                ? reader.parsed(key, "1 to 63 letters, digits, dots and hyphens", HostName::new)
                : ofMachine(KERNELS_NAME);
    }

    /** A machine may be called anything; whoever needs its fleet name exact sets it. */
    static HostName ofMachine(Path file) {
        String name;
        try {
            name = Files.readString(file);
        } catch (IOException e) {
            name = "";
        }
        String allowed = name.strip().replaceAll("[^A-Za-z0-9.-]", "-");
        String cut = allowed.substring(0, Math.min(63, allowed.length())).replaceAll("^[.-]+|[.-]+$", "");
        return new HostName(cut.isEmpty() ? "localhost" : cut);
    }
}
