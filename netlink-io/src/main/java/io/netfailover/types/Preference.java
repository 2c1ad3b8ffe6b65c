package io.netfailover.types;

/** Which slave a user wants, as long as it is usable. */
public enum Preference {
    /** The primary, as net_failover does (NF-20), moderated by the policy's delays and {@link Reselect}. */
    AUTO,
    /** The primary at once whenever it is usable: neither delays nor damping nor {@link Reselect} keep it away. */
    PRIMARY,
    /** The standby; the primary only while the standby is not usable. */
    STANDBY;

    /** As the command line and the JSON write it. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** @throws IllegalArgumentException naming the words that exist */
    public static Preference parse(String word) {
        for (Preference preference : values()) {
            if (preference.word().equals(word)) {
                return preference;
            }
        }
        throw new IllegalArgumentException("unknown preference '" + word + "' (auto, primary, standby)");
    }
}
