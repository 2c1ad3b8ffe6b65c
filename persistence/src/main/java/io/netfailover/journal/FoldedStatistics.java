package io.netfailover.journal;

import io.netfailover.types.LinkKey;
import java.util.HashMap;
import java.util.Map;

/**
 * A master's statistics: what its slaves have counted since they were taken, added up (NF-26). Counters go by the names of
 * rtnl_link_stats64 and are unsigned; what has counted nothing is left out.
 *
 * @param totals never less than before
 * @param seen what each present slave showed last
 */
public record FoldedStatistics(Map<String, Long> totals, Map<LinkKey, Map<String, Long>> seen) {
    public static final FoldedStatistics NONE = new FoldedStatistics(Map.of(), Map.of());

    public FoldedStatistics {
        totals = Map.copyOf(totals);
        seen = Map.copyOf(seen);
    }

    /**
     * Adds what each slave counted since it was seen last. A slave that is new brings nothing yet: what it counted before is not the
     * master's. One that is missing is forgotten, and what it brought stays.
     *
     * @param now the counters of all present slaves
     */
    public FoldedStatistics fold(Map<LinkKey, Map<String, Long>> now) {
        Map<String, Long> sums = new HashMap<>(totals);
        now.forEach((slave, counters) -> {
            Map<String, Long> before = seen.getOrDefault(slave, counters);
            counters.forEach((name, value) -> {
                long delta = delta(before.getOrDefault(name, 0L), value);
                if (delta > 0) {
                    sums.merge(name, delta, Long::sum);
                }
            });
        });
        return new FoldedStatistics(sums, now);
    }

    /** Whether other slaves are seen than in {@code other}. */
    public boolean hasOtherSlavesThan(FoldedStatistics other) {
        return !seen.keySet().equals(other.seen.keySet());
    }

    /**
     * As net_failover_fold_stats: where neither value needs more than 32 bits the driver may count in 32 and have wrapped; one that went
     * backwards otherwise was reset, as some drivers do when the link goes down, and says nothing.
     */
    private static long delta(long before, long now) {
        long difference = now - before;
        return (before | now) >>> 32 == 0 ? (int) difference : difference;
    }
}
