package io.netfailover.bpf;

import io.netfailover.bpf.BpfCall.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/** Names in a bpffs that keep maps and programs alive without a process (BPF_OBJ_PIN, BPF_OBJ_GET). */
final class Pins {
    private static final int ENOENT = 2;

    private Pins() {}

    static void pin(int fd, Path path) {
        new BpfCall(Command.OBJ_PIN).path(0, path).word(8, fd).runOrThrow("pin " + path);
    }

    /** A descriptor of what is pinned there. */
    static OptionalInt open(Path path) {
        int fd = new BpfCall(Command.OBJ_GET).path(0, path).run();
        if (fd == -ENOENT) {
            return OptionalInt.empty();
        } else if (fd < 0) {
            throw new BpfException("open pin " + path, -fd, "");
        }
        return OptionalInt.of(fd);
    }

    /** Takes the name away; the object lives on while a link, a filter or a descriptor holds it. */
    static void unpin(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException("unpin " + path, e);
        }
    }
}
