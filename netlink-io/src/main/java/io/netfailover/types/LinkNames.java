package io.netfailover.types;

import java.util.Optional;

/** What the kernel takes as the name of a link: {@code dev_valid_name} in net/core/dev.c. */
public final class LinkNames {
    /** IFNAMSIZ without the terminating zero. */
    public static final int MAX_LENGTH = 15;

    private LinkNames() {}

    /** The rule that {@code name} breaks, or empty when the kernel takes it. */
    public static Optional<String> objection(String name) {
        if (name.isEmpty()) {
            return Optional.of("a link name may not be empty");
        }
        if (name.length() > MAX_LENGTH) {
            return Optional.of(
                    "a link name has at most " + MAX_LENGTH + " characters, '" + name + "' has " + name.length());
        }
        if (name.equals(".") || name.equals("..")) {
            return Optional.of("'" + name + "' is no link name");
        }
        boolean printable = name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '/' && c != ':' && c != '%');
        return printable
                ? Optional.empty()
                : Optional.of("'" + name
                        + "' has a character that a link name may not have (blank, '/', ':', '%', or beyond ASCII)");
    }
}
