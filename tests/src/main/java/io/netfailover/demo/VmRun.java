package io.netfailover.demo;

import io.netfailover.lab.ProbeReport;
import java.util.List;
import java.util.Optional;

/**
 * One migration of the demo.
 *
 * @param fromNs when it was ordered, {@link System#nanoTime}
 * @param toNs when it was over, and what is lost late had been lost
 * @param probe over all of it
 * @param stoppedMillis how long the hypervisor says to have stopped the VM
 * @param absence when the source had no daemon
 * @param objections what was not kept
 */
public record VmRun(
        String title,
        String id,
        String from,
        String to,
        long fromNs,
        long toNs,
        List<StepCost> costs,
        ProbeReport probe,
        long stoppedMillis,
        Optional<Absence> absence,
        List<String> objections) {

    /**
     * @param during the step that was under way
     * @param words who went on, and when
     */
    public record Absence(long killedNs, long readyNs, String during, String words) {}

    public boolean kept() {
        return objections.isEmpty();
    }

    long lost(MovePhase phase) {
        return costs.stream()
                .filter(cost -> MovePhase.of(cost.step().step()) == phase)
                .mapToLong(cost -> cost.probe().lost())
                .sum();
    }

    /** What may be lost in a phase; a stopped VM answers nothing. */
    long mostLost(MovePhase phase) {
        return phase.mostLost() + (phase == MovePhase.MOVE ? stoppedMillis * VmStory.PER_SECOND / 1000 : 0);
    }
}
