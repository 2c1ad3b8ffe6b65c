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

    /** Two digits where they mean something. */
    static String millis(double millis) {
        return String.format(Locale.ROOT, millis < 100 ? "%.1f" : "%.0f", millis);
    }
}
