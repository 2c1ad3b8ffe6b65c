package io.netfailover.lab;

import java.util.List;

/**
 * What became of the frames of a stream in which something happened.
 *
 * @param lostBefore it happened; these have another reason
 * @param lostOutward of those after it, the ones that did not reach the station
 * @param lost of those after it, the ones that were not answered
 * @param lateMillis how late the latest frame was sent
 */
public record PulseReport(long lostBefore, long lostOutward, long lost, double lateMillis) {
    /**
     * @param unanswered numbers, as the guest tells
     * @param mark the last number that had come when it happened
     */
    static PulseReport of(PulseStation.Heard heard, List<Integer> unanswered, int mark, double lateMillis) {
        long before = unanswered.stream().filter(number -> number <= mark).count();
        long outward = unanswered.stream()
                .filter(number -> number > mark && heard.way(number) == null)
                .count();
        return new PulseReport(before, outward, unanswered.size() - before, lateMillis);
    }
}
