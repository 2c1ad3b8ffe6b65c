package io.netfailover.actors;

/** An effect did not end within its deadline; its outcome is not known yet (exit code 5). */
public final class OverdueException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public OverdueException(String message) {
        super(message, null, false, false);
    }
}
