package io.netfailover.guest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The file system of a guest: that of this machine, or an unpacked image in a directory. Paths are the guest's, absolute.
 *
 * @param directory {@code /} on the guest itself
 */
public record GuestRoot(Path directory) {
    private static final Set<PosixFilePermission> PLAIN = PosixFilePermissions.fromString("rw-r--r--");
    private static final Set<PosixFilePermission> EXECUTABLE = PosixFilePermissions.fromString("rwxr-xr-x");

    /** Whether the guest runs, and this is it. */
    public boolean isRunning() {
        return directory.equals(Path.of("/"));
    }

    Path at(String path) {
        return directory.resolve(path.substring(1));
    }

    boolean exists(String path) {
        return Files.exists(at(path), LinkOption.NOFOLLOW_LINKS);
    }

    /** A file's text; bytes that are no UTF-8 come back as they were, since a file of the guest may be put back. */
    Optional<String> text(String path) {
        Path file = at(path);
        try {
            return Files.isRegularFile(file)
                    ? Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Names in a directory, sorted; none where there is no directory. */
    List<String> names(String path) {
        if (!Files.isDirectory(at(path))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(at(path))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + at(path) + ": " + e.getMessage(), e);
        }
    }

    /** In one step, and on the disk when this returns. An existing file keeps its owner and its permissions. */
    void write(String path, String text, boolean executable) {
        Path file = at(path);
        Path folder = file.getParent() == null ? directory : file.getParent();
        try {
            Files.createDirectories(folder);
            // Hidden, so that no daemon takes the draft for one of its files.
            Path draft = Files.createTempFile(folder, ".netfailover-", ".tmp");
            try {
                sync(draft, text.getBytes(StandardCharsets.ISO_8859_1));
                if (Files.exists(file)) {
                    Files.setPosixFilePermissions(draft, Files.getPosixFilePermissions(file));
                    Files.setAttribute(draft, "unix:uid", Files.getAttribute(file, "unix:uid"));
                    Files.setAttribute(draft, "unix:gid", Files.getAttribute(file, "unix:gid"));
                } else {
                    Files.setPosixFilePermissions(draft, executable ? EXECUTABLE : PLAIN);
                }
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(draft);
            }
            try (FileChannel channel = FileChannel.open(folder)) {
                channel.force(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static void sync(Path draft, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    void delete(String path) {
        try {
            Files.deleteIfExists(at(path));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + at(path) + ": " + e.getMessage(), e);
        }
    }

    /** The directories that {@link #write} would have to make, the outermost first. */
    List<String> missingDirectories(String path) {
        Deque<String> missing = new ArrayDeque<>();
        for (String folder = parent(path); !exists(folder); folder = parent(folder)) {
            missing.push(folder);
        }
        return List.copyOf(missing);
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(1, path.lastIndexOf('/')));
    }

    /** An image may hold links that lead out of it. */
    boolean isWithin(String path) {
        try {
            Path existing = at(path);
            while (existing.getParent() != null && !Files.exists(existing)) {
                existing = existing.getParent();
            }
            return existing.toRealPath().startsWith(directory.toRealPath());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot resolve " + at(path) + ": " + e.getMessage(), e);
        }
    }
}
