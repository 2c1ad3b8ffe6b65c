package io.netfailover.migration;

/** Why the host's network did not become what was asked for, in words for people. */
public final class HostNetworkException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String advice;

    /** @param advice what to do, or empty */
    public HostNetworkException(String message, String advice, Throwable cause) {
        super(message, cause);
        this.advice = advice;
    }

    /** @param advice what to do, or empty */
    public HostNetworkException(String message, String advice) {
        super(message);
        this.advice = advice;
    }

    public String advice() {
        return advice;
    }
}
