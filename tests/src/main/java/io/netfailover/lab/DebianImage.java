package io.netfailover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The disk of a Debian guest whose network one daemon configures: {@code tests/guest/parts/debian}, prepared by {@code tests/guest/debian}. */
public final class DebianImage {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    /** A sparse file: what is in it takes half of that. */
    private static final String SIZE = "900M";

    private DebianImage() {}

    /** What happens to the file system in between. */
    public interface Change {
        void apply(Path tree) throws Exception;
    }

    /**
     * @param arm a file of {@code tests/guest/debian}
     * @param disk made or overwritten
     */
    public static void make(String arm, Path disk, Change change) {
        GuestImages.prepare(List.of("base", "debian"));
        Path tree = disk.resolveSibling(disk.getFileName() + ".tree");
        try {
            try {
                Files.createDirectories(tree);
                run("tar", "-C", tree.toString(), "-xf", archive().toString());
                run(script("prepare"), tree.toString(), arm);
                change.apply(tree);
                Files.deleteIfExists(disk);
                Files.deleteIfExists(initramfs(disk));
                run(script("finish"), tree.toString(), arm, initramfs(disk).toString());
                run("truncate", "-s", SIZE, disk.toString());
                run(
                        "mke2fs",
                        "-q",
                        "-t",
                        "ext4",
                        "-O",
                        "^has_journal,^metadata_csum",
                        "-m",
                        "0",
                        "-d",
                        tree.toString(),
                        disk.toString());
            } finally {
                Trees.delete(tree);
            }
        } catch (LabException e) {
            throw e;
        } catch (Exception e) {
            throw new LabException("cannot make the disk of " + arm + ": " + e.getMessage(), e);
        }
    }

    private static Path archive() {
        return GuestImages.directory().resolve("debian.tar");
    }

    private static String script(String name) {
        return Program.root().resolve("tests/guest/debian").resolve(name).toString();
    }

    /** One of its own, which has the disk's daemon configure the network. */
    static Path initramfs(Path disk) {
        return disk.resolveSibling(disk.getFileName() + ".initramfs");
    }

    /** One that only mounts the disk. */
    static Path initramfs() {
        return GuestImages.directory().resolve("debian-boot.cpio");
    }

    private static void run(String... command) throws IOException {
        Command.run(new ProcessBuilder(command), LIMIT).orFail();
    }
}
