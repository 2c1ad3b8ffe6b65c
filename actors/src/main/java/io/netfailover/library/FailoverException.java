package io.netfailover.library;

/** Something resisted; the message says what and why. What was begun is undone, unless it says otherwise. */
public final class FailoverException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String advice;

    /** A precondition does not hold. */
    FailoverException(String message, String advice) {
        super(message);
        this.advice = advice;
    }

    FailoverException(String message, String advice, Throwable cause) {
        super(message, cause);
        this.advice = advice;
    }

    /** What to do; empty unless a precondition did not hold, and then nothing was changed. */
    public String advice() {
        return advice;
    }
}
