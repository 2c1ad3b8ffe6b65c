package io.netfailover.campaign;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a round tried and found.
 *
 * @param counts how much was tried, by what; the report adds them up
 * @param peaks figures of which the report keeps the greatest
 * @param objections what did not hold; empty is what one wants
 */
record Round(Map<String, Long> counts, Map<String, Double> peaks, List<String> objections) {
    Round {
        counts = Map.copyOf(counts);
        peaks = Map.copyOf(peaks);
        objections = List.copyOf(objections);
    }

    boolean holds() {
        return objections.isEmpty();
    }

    /** Counted apart from what other places bring. */
    Round within(String place) {
        Map<String, Long> placed = new TreeMap<>();
        counts.forEach((what, count) -> placed.put(place + ": " + what, count));
        return new Round(placed, peaks, objections);
    }
}
