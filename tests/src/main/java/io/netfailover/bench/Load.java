package io.netfailover.bench;

import java.io.IOException;

/** Work over one arm in one direction, done by the calling thread alone: sender and receiver in turn, so that only the CPU limits it. */
interface Load extends AutoCloseable {
    /** Sends one window and receives it again; the units that arrived (packets or bytes). */
    long window() throws IOException;

    @Override
    void close() throws IOException;

    /** How long a window may take before the way is taken to be broken. */
    long PATIENCE_NS = 2_000_000_000L;

    /** @return units per second */
    default double measure(long durationNs) throws IOException {
        long startNs = System.nanoTime();
        long units = 0;
        long nowNs = startNs;
        while (nowNs - startNs < durationNs) {
            units += window();
            nowNs = System.nanoTime();
        }
        return units * 1e9 / (nowNs - startNs);
    }
}
