package io.netfailover.lab;

import java.util.ArrayList;
import java.util.List;

/**
 * What the probe saw in a window of time, by the time at which the packets were sent.
 *
 * @param lostOutward not seen by the peer
 * @param lostReturning seen by the peer, but not answered in time
 * @param longestGapMillis the longest time between two answers
 * @param duplicates packets that an end received more than once, counted for each surplus
 * @param lostAtNs when the lost packets were sent, {@link System#nanoTime}
 */
public record ProbeReport(
        long sent,
        long lostOutward,
        long lostReturning,
        double longestGapMillis,
        long duplicates,
        List<Long> lostAtNs) {

    public long lost() {
        return lostOutward + lostReturning;
    }

    /** Fed with the packets of a window in the order of their numbers. */
    static final class Builder {
        private final List<Long> lostAtNs = new ArrayList<>();
        private long lastAnswerNs;
        private long sent;
        private long lostOutward;
        private long longestGapNs;
        private long duplicates;

        /** @param answerBeforeNs the answer just before the window, or 0 when there is none: a gap may begin there */
        Builder(long fromNs, long answerBeforeNs) {
            lastAnswerNs = answerBeforeNs == 0 ? fromNs : answerBeforeNs;
        }

        void add(long sentNs, long answeredNs, boolean inTime, int seenByPeer, int answers) {
            sent++;
            duplicates += Math.max(0, seenByPeer - 1) + Math.max(0, answers - Math.max(1, seenByPeer));
            if (inTime) {
                longestGapNs = Math.max(longestGapNs, answeredNs - lastAnswerNs);
                lastAnswerNs = Math.max(lastAnswerNs, answeredNs);
            } else {
                lostAtNs.add(sentNs);
                lostOutward += seenByPeer == 0 ? 1 : 0;
                longestGapNs = Math.max(longestGapNs, sentNs - lastAnswerNs);
            }
        }

        ProbeReport build() {
            return new ProbeReport(
                    sent,
                    lostOutward,
                    lostAtNs.size() - lostOutward,
                    longestGapNs / 1e6,
                    duplicates,
                    List.copyOf(lostAtNs));
        }
    }
}
