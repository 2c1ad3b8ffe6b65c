package io.netfailover.journal;

/** How a migration ended. */
public enum MigrationResult {
    /** The VM runs on the destination with its VF. */
    COMPLETED,
    /** A precondition does not hold; nothing was changed. */
    REFUSED,
    /** The VM runs on the source as before. */
    ROLLED_BACK,
    /** The VM runs nowhere: it ended while it was moved. */
    LOST
}
