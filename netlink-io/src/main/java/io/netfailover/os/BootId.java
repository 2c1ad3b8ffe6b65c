package io.netfailover.os;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kernel's name for this boot, a random UUID (random(4)): interface indexes and cookies mean nothing under another one. */
public final class BootId {
    private static final Path KERNEL = Path.of("/proc/sys/kernel/random/boot_id");

    private BootId() {}

    public static String read() {
        return read(KERNEL);
    }

    /**
     * The boot id in {@code file}, so that a reboot can be played.
     *
     * @throws UncheckedIOException when it cannot be read or holds anything but one word
     */
    public static String read(Path file) {
        try {
            // not readString: it reads one byte first, after which files of /proc/sys may say that they have ended
            String id = String.join("\n", Files.readAllLines(file)).strip();
            if (id.isEmpty() || id.contains("/") || id.chars().anyMatch(Character::isWhitespace)) {
                throw new IOException("no boot id in " + file + ": '" + id + "'");
            }
            return id;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the boot id: " + e.getMessage(), e);
        }
    }
}
