package io.netfailover.lab;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** The class path of this JVM as a disk of the guest. */
final class GuestClasses {
    /** Where init mounts the disk of this serial number. */
    static final String SERIAL = "classes";

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final String PREFIX = SERIAL + "-";

    private final List<Path> entries;

    private GuestClasses(List<Path> entries) {
        this.entries = entries;
    }

    static GuestClasses ofThisJvm() {
        return new GuestClasses(
                Stream.of(System.getProperty("java.class.path", "").split(File.pathSeparator))
                        .map(Path::of)
                        .filter(Files::exists)
                        .toList());
    }

    /** What runs a class of theirs in the guest, in words of a shell; the class follows. */
    String javaCommand() {
        return "env LD_LIBRARY_PATH=/jvm/system /jvm/bin/java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -cp "
                + classPath();
    }

    private String classPath() {
        List<String> places = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            places.add("/" + SERIAL + "/" + place(i));
        }
        return String.join(":", places);
    }

    private String place(int i) {
        return i + "-" + entries.get(i).getFileName();
    }

    /** The disk, from the cache when no class and no jar has changed. */
    Path image() {
        try {
            Path image = GuestImages.directory().resolve(PREFIX + fingerprint() + ".ext4");
            if (!Files.exists(image)) {
                removeOlder();
                make(image);
            }
            return image;
        } catch (IOException e) {
            throw new LabException("cannot make a disk of the class path: " + e.getMessage(), e);
        }
    }

    private void make(Path image) throws IOException {
        Path folder = Files.createTempDirectory(GuestImages.directory(), SERIAL);
        try {
            for (int i = 0; i < entries.size(); i++) {
                Command.run(
                                "cp",
                                "-rL",
                                "--reflink=auto",
                                entries.get(i).toString(),
                                folder.resolve(place(i)).toString())
                        .orFail();
            }
            // Under a name of its own until it is whole: another JVM may make the same.
            Path draft = Path.of(folder + ".ext4");
            String disk = Program.root().resolve("tests/guest/disk").toString();
            Command.run(new ProcessBuilder(disk, folder.toString(), draft.toString()), LIMIT)
                    .orFail();
            Files.move(draft, image, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Trees.delete(folder);
        }
    }

    /** Not those that another JVM may be about to boot from; a guest that runs on one keeps it open. */
    private static void removeOlder() throws IOException {
        Instant before = Instant.now().minus(KEPT);
        try (Stream<Path> files = Files.list(GuestImages.directory())) {
            for (Path file : files.filter(path -> path.getFileName().toString().matches(PREFIX + ".*\\.ext4"))
                    .toList()) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Of names, sizes and times, as make(1) would. */
    private String fingerprint() throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path entry : entries) {
                try (Stream<Path> files = Files.walk(entry)) {
                    files.sorted()
                            .map(GuestClasses::line)
                            .forEach(line -> digest.update(line.getBytes(StandardCharsets.UTF_8)));
                }
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new LabException("every JVM has SHA-256", e);
        }
    }

    private static String line(Path file) {
        try {
            return Files.isDirectory(file)
                    ? file + "\n"
                    : file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
