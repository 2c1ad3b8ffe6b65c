package io.netfailover.bench;

/** A reader whose socket fills with messages while it waits; released, it reads and decodes them as fast as it can. */
interface Drain extends AutoCloseable {
    String name();

    /** From now on the kernel queues for it. */
    void subscribe();

    /** Reads all that is queued. */
    Drained release();

    @Override
    void close();

    /**
     * What a release brought.
     *
     * @param checksum over fields of all messages; equal for all readers, or they did not decode the same
     * @param allocatedBytes by the reading thread, 0 where nobody counts
     */
    record Drained(long messages, long nanos, long checksum, long bytes, long overruns, long allocatedBytes) {
        double messagesPerSecond() {
            return messages * 1e9 / nanos;
        }
    }
}
