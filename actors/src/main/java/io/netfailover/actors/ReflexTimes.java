package io.netfailover.actors;

/**
 * How long reflexes took, in buckets that are an eighth of a power of two wide, so that a percentile is at most 12.5 % too high. Owned by one
 * thread; adding takes no memory.
 */
final class ReflexTimes {
    private static final int BITS = 3;
    private static final int PER_OCTAVE = 1 << BITS;
    private static final double NANOS_PER_MICRO = 1e3;

    private final long[] counts = new long[(Long.SIZE - BITS) * PER_OCTAVE];
    private long added;
    private double lastMicros;
    private double maxMicros;

    /** @param nanos 0 or more */
    void add(long nanos) {
        counts[bucket(nanos)]++;
        added++;
        lastMicros = nanos / NANOS_PER_MICRO;
        maxMicros = Math.max(maxMicros, lastMicros);
    }

    long added() {
        return added;
    }

    double lastMicros() {
        return lastMicros;
    }

    double maxMicros() {
        return maxMicros;
    }

    /**
     * What so many of them did not exceed; 0 when there was none.
     *
     * @param share above 0, at most 1
     */
    double percentileMicros(double share) {
        long rank = (long) Math.ceil(share * added);
        long seen = 0;
        for (int bucket = 0; bucket < counts.length && rank > 0; bucket++) {
            seen += counts[bucket];
            if (seen >= rank) {
                return Math.min(maxMicros, end(bucket) / NANOS_PER_MICRO);
            }
        }
        return 0;
    }

    /** Below 8 each number has its own; above, the highest four bits count. */
    private static int bucket(long nanos) {
        if (nanos < PER_OCTAVE) {
            return (int) nanos;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - BITS;
        return shift * PER_OCTAVE + (int) (nanos >>> shift);
    }

    private static double end(int bucket) {
        if (bucket < PER_OCTAVE) {
            return bucket;
        }
        int shift = bucket / PER_OCTAVE - 1;
        return Math.scalb((double) (bucket - shift * PER_OCTAVE + 1), shift);
    }
}
