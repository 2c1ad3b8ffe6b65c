package io.netfailover.config;

import java.util.regex.Pattern;

/** Names of links as the kernel allows them: dev_valid_name() in net/core/dev.c, IFNAMSIZ in linux/if.h. */
final class LinkNames {
    private static final Pattern ALLOWED = Pattern.compile("[^/:\\s]{1,15}");

    private LinkNames() {}

    static String read(SettingReader reader, String key) {
        return reader.parsed(key, "the name of a link, 1 to 15 characters without / and :", text -> {
            if (!ALLOWED.matcher(text).matches() || text.equals(".") || text.equals("..")) {
                throw new IllegalArgumentException(text);
            }
            return text;
        });
    }
}
