package io.netfailover.datapath;

/** The kernel refused a step of a master's data path; the message says which and why, in the kernel's words. */
public final class DataPathException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DataPathException(String message, Throwable cause) {
        super(message, cause);
    }

    public DataPathException(String message) {
        super(message);
    }
}
