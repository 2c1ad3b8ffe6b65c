package io.netfailover.lab;

/** The lab could not be made or used; the message says what resisted, in the words of the program that refused. */
public final class LabException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public LabException(String message) {
        super(message);
    }

    public LabException(String message, Throwable cause) {
        super(message, cause);
    }
}
