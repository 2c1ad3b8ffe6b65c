package io.netfailover.guest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A file of sections with {@code Key=Value} lines, as systemd and NetworkManager have.
 *
 * @param path in the guest
 */
record IniFile(String path, List<Entry> entries) {
    /** @param line counted from 1 */
    record Entry(String section, String key, String value, int line) {
        boolean is(String otherSection, String otherKey) {
            return section.equalsIgnoreCase(otherSection) && key.equalsIgnoreCase(otherKey);
        }

        List<String> words() {
            return Arrays.stream(value.replace("\"", "").split("[\\s,;]+", -1))
                    .filter(word -> !word.isEmpty())
                    .toList();
        }

        /** Systemd's truth. */
        boolean isYes() {
            return List.of("1", "yes", "y", "true", "t", "on").contains(value.toLowerCase(Locale.ROOT));
        }
    }

    static IniFile parse(String path, String text) {
        List<Entry> entries = new ArrayList<>();
        String section = "";
        int number = 0;
        for (String raw : text.split("\n", -1)) {
            number++;
            String line = raw.strip();
            int equals = line.indexOf('=');
            if (line.startsWith("[") && line.endsWith("]")) {
                section = line.substring(1, line.length() - 1);
                entries.add(new Entry(section, "", "", number));
            } else if (equals > 0 && !line.startsWith("#") && !line.startsWith(";")) {
                entries.add(new Entry(
                        section,
                        line.substring(0, equals).strip(),
                        line.substring(equals + 1).strip(),
                        number));
            }
        }
        return new IniFile(path, entries);
    }

    Optional<Entry> first(String section, String key) {
        return entries.stream().filter(entry -> entry.is(section, key)).findFirst();
    }

    boolean hasSection(String section) {
        return entries.stream().anyMatch(entry -> entry.section().equalsIgnoreCase(section));
    }
}
