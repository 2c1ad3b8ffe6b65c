package io.netfailover.journal;

import java.util.Locale;

/** How a step, or its undo, ended. */
public enum StepOutcome {
    /** Done, and read back. */
    DONE,
    /** A precondition does not hold; nothing was changed. */
    REFUSED,
    FAILED,
    /** The deadline passed. */
    TIMED_OUT,
    CANCELLED,
    /** The host's daemon ended in the middle: ask again. */
    UNKNOWN,
    /** The host has promised itself to a later incarnation of this migration. */
    FENCED;

    /** For people. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
