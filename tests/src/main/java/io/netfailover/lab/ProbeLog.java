package io.netfailover.lab;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/** What became of every packet of a probe, by sequence number; written by its three threads, read by anyone. */
final class ProbeLog {
    /** An answer that comes later than this is no answer. */
    static final long LOST_AFTER_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final AtomicLongArray sentNs;
    private final AtomicLongArray answeredNs;
    private final AtomicIntegerArray seenByPeer;
    private final AtomicIntegerArray answers;
    private final AtomicLong next = new AtomicLong();

    ProbeLog(int capacity) {
        sentNs = new AtomicLongArray(capacity);
        answeredNs = new AtomicLongArray(capacity);
        seenByPeer = new AtomicIntegerArray(capacity);
        answers = new AtomicIntegerArray(capacity);
    }

    int capacity() {
        return sentNs.length();
    }

    void sent(int sequence, long nowNs) {
        sentNs.set(sequence, nowNs);
        next.set(sequence + 1L);
    }

    /** A number that was never sent belongs to another run and is passed over. */
    void seenByPeer(long sequence) {
        if (sequence >= 0 && sequence < next.get()) {
            seenByPeer.incrementAndGet((int) sequence);
        }
    }

    void answered(long sequence, long nowNs) {
        if (sequence >= 0 && sequence < next.get() && answers.incrementAndGet((int) sequence) == 1) {
            answeredNs.set((int) sequence, nowNs);
        }
    }

    /** {@link #report}, as soon as the last of these packets can be judged. */
    ProbeReport awaitReport(long fromNs, long toNs) {
        long judgedNs = toNs + LOST_AFTER_NS;
        for (long left = judgedNs - System.nanoTime(); left > 0; left = judgedNs - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        return report(fromNs, toNs);
    }

    /** The packets sent in [fromNs, toNs), each of which is old enough to be judged. */
    ProbeReport report(long fromNs, long toNs) {
        int end = (int) next.get();
        int first = firstNotBefore(fromNs, end);
        ProbeReport.Builder report = new ProbeReport.Builder(fromNs, first == 0 ? 0 : answeredNs.get(first - 1));
        for (int sequence = first; sequence < end && sentNs.get(sequence) < toNs; sequence++) {
            long sent = sentNs.get(sequence);
            long answered = answeredNs.get(sequence);
            boolean inTime = answers.get(sequence) > 0 && answered - sent <= LOST_AFTER_NS;
            report.add(sent, answered, inTime, seenByPeer.get(sequence), answers.get(sequence));
        }
        return report.build();
    }

    private int firstNotBefore(long fromNs, int end) {
        int low = 0;
        int high = end;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sentNs.get(middle) < fromNs) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
