package io.netfailover.hypervisor;

/** Why a hypervisor did not do as asked, in words for people. */
public final class HypervisorException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Reason reason;
    private final String advice;

    /** What follows from it. */
    public enum Reason {
        /** A precondition does not hold; nothing was changed. */
        REFUSED,
        /** A job of the domain is in the way: later again. */
        BUSY,
        /** The connection is down; whether it was done is unknown. */
        NOT_REACHABLE,
        /** The deadline passed; whether it will be done is unknown. */
        TIMED_OUT,
        CANCELLED,
        FAILED
    }

    /** @param advice what to do, or empty */
    public HypervisorException(Reason reason, String message, String advice) {
        super(message);
        this.reason = reason;
        this.advice = advice;
    }

    public Reason reason() {
        return reason;
    }

    public String advice() {
        return advice;
    }
}
