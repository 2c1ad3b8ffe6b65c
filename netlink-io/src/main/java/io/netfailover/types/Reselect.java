package io.netfailover.types;

/** When the path goes back to a primary that became usable again (bonding's {@code primary_reselect}). */
public enum Reselect {
    /** As soon as it is usable, as net_failover does. */
    ALWAYS,
    /** Only when its link speed is higher than the standby's. */
    BETTER,
    /** Only when the standby fails. */
    FAILURE;

    /** As the command line and the JSON write it. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** @throws IllegalArgumentException naming the words that exist */
    public static Reselect parse(String word) {
        for (Reselect reselect : values()) {
            if (reselect.word().equals(word)) {
                return reselect;
            }
        }
        throw new IllegalArgumentException("unknown reselect rule '" + word + "' (always, better, failure)");
    }
}
