package io.netfailover.demo;

import io.netfailover.lab.ProbeReport;
import io.netfailover.types.Path;
import java.util.List;

/**
 * How one stage went.
 *
 * @param round counted from 1
 * @param before the path when it began, by the daemon's word (by the kernel's counters while there is none)
 * @param actedNs when what makes the stage had been done
 * @param fromNs where the stage's packets begin, {@link System#nanoTime}; stages follow one another without a gap
 * @param objections what was not kept apart from the number of packets, which a median may judge
 */
public record StageResult(
        Stage stage,
        int round,
        Path before,
        Path after,
        long actedNs,
        long fromNs,
        long toNs,
        ProbeReport probe,
        Promise promise,
        List<String> objections) {

    public boolean kept() {
        return objections.isEmpty() && probe.lost() <= promise.mostLost();
    }
}
