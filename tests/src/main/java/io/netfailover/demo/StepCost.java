package io.netfailover.demo;

import io.netfailover.lab.ProbeReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A step, and what the client lost from its beginning until the next step began: a step's effect may show after it was verified.
 *
 * @param fromNs where its probes begin, {@link System#nanoTime}; windows follow one another without a gap
 */
public record StepCost(StepTime step, long fromNs, long toNs, ProbeReport probe) {
    /** Of the probes sent in [fromNs, toNs). */
    public interface Probes {
        ProbeReport report(long fromNs, long toNs);
    }

    /**
     * Every probe in [fromNs, toNs) belongs to exactly one step: what was sent before the first began to the first, and what was sent
     * after the last ended to the last.
     */
    public static List<StepCost> attribute(List<StepTime> timeline, long fromNs, long toNs, Probes probes) {
        List<StepTime> steps = timeline.stream()
                .sorted(Comparator.comparingLong(StepTime::begunNs))
                .toList();
        List<StepCost> costs = new ArrayList<>();
        long windowNs = fromNs;
        for (int i = 0; i < steps.size(); i++) {
            long endNs =
                    i + 1 < steps.size() ? Math.max(windowNs, steps.get(i + 1).begunNs()) : toNs;
            costs.add(new StepCost(steps.get(i), windowNs, endNs, probes.report(windowNs, endNs)));
            windowNs = endNs;
        }
        return List.copyOf(costs);
    }
}
