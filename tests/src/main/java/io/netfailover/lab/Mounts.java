package io.netfailover.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** Mount points of this process, proc(5) {@code mountinfo}. */
final class Mounts {
    private static final int MOUNT_POINT = 4;

    private Mounts() {}

    /** Mount points at or below {@code directory}, the deepest first, as they must be unmounted. */
    static List<String> under(Path directory) {
        try {
            return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                    .map(line -> line.split(" ", -1)[MOUNT_POINT])
                    .filter(point -> Path.of(point).startsWith(directory))
                    .sorted(Comparator.comparing(String::length).reversed())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
