package io.netfailover.demo;

import io.netfailover.types.Path;
import java.util.Locale;

/** How the demo writes what it shows. */
final class Words {
    private Words() {}

    static String of(Path path) {
        return path.name().toLowerCase(Locale.ROOT);
    }

    static Path path(String word) {
        for (Path path : Path.values()) {
            if (of(path).equals(word)) {
                return path;
            }
        }
        return Path.NONE;
    }

    /** A median of packets, which may lie between two numbers. */
    static String packets(double median) {
        return String.format(Locale.ROOT, median == Math.rint(median) ? "%.0f" : "%.1f", median);
    }

    /** Two digits where they mean something. */
    static String millis(double millis) {
        return String.format(Locale.ROOT, millis < 100 ? "%.1f" : "%.0f", millis);
    }
}
