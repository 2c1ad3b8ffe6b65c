package io.netfailover.journal;

/**
 * Where a record lies in the journal; it is sealed to that place, so that a record that was moved or copied is noticed.
 *
 * @param sequenceNumber from 1
 */
public record RecordPlace(Kind kind, String persistenceId, long sequenceNumber) {
    /** An event and a snapshot may have the same id and number. */
    public enum Kind {
        EVENT,
        SNAPSHOT
    }

    static RecordPlace event(String persistenceId, long sequenceNumber) {
        return new RecordPlace(Kind.EVENT, persistenceId, sequenceNumber);
    }

    static RecordPlace snapshot(String persistenceId, long sequenceNumber) {
        return new RecordPlace(Kind.SNAPSHOT, persistenceId, sequenceNumber);
    }

    @Override
    public String toString() {
        String what = kind == Kind.EVENT ? "event " : "snapshot at ";
        return what + sequenceNumber + " of '" + persistenceId + "'";
    }
}
