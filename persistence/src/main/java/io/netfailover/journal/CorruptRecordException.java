package io.netfailover.journal;

/** A record on disk is not what was written there. */
public final class CorruptRecordException extends JournalException {
    public CorruptRecordException(RecordPlace place, String what) {
        super(place + ": " + what);
    }

    public CorruptRecordException(RecordPlace place, String what, Throwable cause) {
        super(place + ": " + what, cause);
    }
}
