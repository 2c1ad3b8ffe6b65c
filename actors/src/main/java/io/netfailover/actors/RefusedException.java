package io.netfailover.actors;

/** A precondition does not hold; nothing was changed (exit code 3). */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String advice;

    /**
     * @param message what and why
     * @param advice what to do about it
     */
    public RefusedException(String message, String advice) {
        super(message, null, false, false);
        this.advice = advice;
    }

    public String advice() {
        return advice;
    }
}
