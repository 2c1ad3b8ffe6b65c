package io.netfailover.lab;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the repository and its launch scripts. */
public final class Program {
    private Program() {}

    /** The directory with the launch script, here or above. */
    public static Path root() {
        String property = System.getProperty("netfailover.root", "");
        if (!property.isEmpty()) {
            return Path.of(property).toAbsolutePath();
        }
        Path start = Path.of("").toAbsolutePath();
        for (Path candidate = start; candidate != null; candidate = candidate.getParent()) {
            if (Files.exists(candidate.resolve("pom.xml")) && Files.isDirectory(candidate.resolve("netlink-io"))) {
                return candidate;
            }
        }
        throw new LabException("not inside the repository of netfailover: " + start);
    }

    /** {@code ./netfailover}; another program that understands the same commands may stand in for it. */
    public static Path netfailover() {
        String property = System.getProperty("netfailover.program", "");
        Path program = property.isEmpty() ? root().resolve("netfailover") : Path.of(property);
        if (!Files.isExecutable(program)) {
            throw new LabException(program + " is not there or not executable");
        }
        return program;
    }
}
