package io.netfailover.lab;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What guests boot from, made by {@code tests/guest/build} when it is missing or older than its inputs. */
final class GuestImages {
    /** The first time, packages are downloaded and a driver is compiled; mostly it takes some 50 ms. */
    private static final Duration LIMIT = Duration.ofMinutes(15);

    private GuestImages() {}

    static Path directory() {
        return Program.root().resolve("tests/target/guest");
    }

    static Path kernel() {
        return directory().resolve("vmlinux");
    }

    static Path jvm() {
        return directory().resolve("jvm.ext4");
    }

    static void prepare(List<String> parts) {
        List<String> command = new ArrayList<>();
        command.add(Program.root().resolve("tests/guest/build").toString());
        command.addAll(parts);
        Command.run(new ProcessBuilder(command), LIMIT).orFail();
    }

    /** Makes one initramfs of the parts that are archives: the kernel unpacks what follows one another in one file. */
    static void concatenate(List<String> parts, Path initramfs) throws IOException {
        try (OutputStream out = Files.newOutputStream(initramfs)) {
            for (String part : parts) {
                Path archive = directory().resolve(part + ".cpio");
                if (Files.exists(archive)) {
                    Files.copy(archive, out);
                }
            }
        }
    }
}
