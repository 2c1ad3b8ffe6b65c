package io.netfailover.journal;

/**
 * The journal in numbers.
 *
 * @param entityCount entities with at least one event
 * @param bytesOnDisk of the database's file, including what it can use again
 */
public record JournalStatistics(long eventCount, long entityCount, long bytesOnDisk, int schemaVersion) {}
