package io.netfailover.guest;

import java.util.Locale;

/**
 * What became of a file.
 *
 * @param path in the guest
 * @param note for people; empty where the outcome says it all
 */
public record FileChange(String path, Outcome outcome, String note) {
    /** In the past tense. */
    public enum Outcome {
        WRITTEN,
        UPDATED,
        UNCHANGED,
        REMOVED,
        RESTORED,
        /** Somebody else has changed it since. */
        LEFT;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    FileChange(String path, Outcome outcome) {
        this(path, outcome, "");
    }
}
