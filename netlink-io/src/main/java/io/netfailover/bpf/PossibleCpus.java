package io.netfailover.bpf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many values a per-CPU map has: one for each CPU that could ever appear, also an absent one. */
final class PossibleCpus {
    static final int COUNT = read();

    private PossibleCpus() {}

    private static int read() {
        try {
            return count(Files.readString(Path.of("/sys/devices/system/cpu/possible")));
        } catch (IOException e) {
            throw new UncheckedIOException("read the possible CPUs", e);
        }
    }

    /** @param ranges a cpulist (Documentation/admin-guide/cputopology.rst): {@code 0-3,8} */
    static int count(String ranges) {
        int count = 0;
        for (String range : ranges.strip().split(",", -1)) {
            String[] ends = range.split("-", 2);
            count += Integer.parseInt(ends[ends.length - 1]) - Integer.parseInt(ends[0]) + 1;
        }
        return count;
    }
}
