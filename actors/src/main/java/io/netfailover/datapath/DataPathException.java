package io.netfailover.datapath;

/** The kernel refused a step of a master's data path; the message says which and why, in the kernel's words. */
public final class DataPathException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String advice;

    public DataPathException(String message, Throwable cause) {
        super(message, cause);
        this.advice = cause instanceof DataPathException refusal ? refusal.advice : "";
    }

    public DataPathException(String message) {
        this(message, "");
    }

    private DataPathException(String message, String advice) {
        super(message);
        this.advice = advice;
    }

    /** A precondition does not hold: nothing was changed, and {@code advice} says what to do. */
    static DataPathException refusal(String message, String advice) {
        return new DataPathException(message, advice);
    }

    /** What to do, when it is a refusal; else empty. */
    public String advice() {
        return advice;
    }
}
