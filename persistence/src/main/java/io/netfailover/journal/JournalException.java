package io.netfailover.journal;

/** The journal cannot be used as asked; the message says what, why and what to do. */
public class JournalException extends RuntimeException {
    public JournalException(String message) {
        super(message);
    }

    public JournalException(String message, Throwable cause) {
        super(message, cause);
    }
}
