package io.netfailover.journal;

/** Another process has the journal open; one process at a time may. */
public final class JournalInUseException extends JournalException {
    public JournalInUseException(String message, Throwable cause) {
        super(message, cause);
    }
}
