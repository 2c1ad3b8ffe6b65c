package io.netfailover.bench;

import io.netfailover.lab.ProbeReport;
import io.netfailover.lab.Span;
import java.util.Locale;
import java.util.function.Function;

/**
 * What one migration of a VM cost a client that probes it.
 *
 * @param lost of the probes sent while the VM ran somewhere
 * @param lostBefore of these, those before the stop-and-copy
 * @param lostAtAttach of those after it, the ones since the first change for the VF on the destination
 * @param duplicates surplus packets at either end
 * @param strayDuplicates of these, those outside of detach and attach
 */
record MoveCost(
        long lost,
        long lostBefore,
        long lostAtAttach,
        long duplicates,
        long strayDuplicates,
        double stoppedMs,
        double seconds) {

    /**
     * When what happened.
     *
     * @param whole from the command to its end
     * @param stopped the VM ran nowhere
     * @param detach both ways may have been fed, since the VF was about to go
     * @param attach from the first change for the VF on the destination to the end
     */
    record Course(Span whole, Span stopped, Span detach, Span attach) {}

    /**
     * @param probe what was seen of the packets sent in a span
     * @param watched the course, with the time after it in which its consequences count
     */
    static MoveCost of(Function<Span, ProbeReport> probe, Course course, Span watched) {
        Span stopped = course.stopped();
        ProbeReport before = probe.apply(new Span(watched.fromNs(), stopped.fromNs()));
        ProbeReport after = probe.apply(new Span(stopped.toNs(), watched.toNs()));
        long duplicates = probe.apply(watched).duplicates();
        Span attach = new Span(course.attach().fromNs(), watched.toNs());
        // A source calls itself done before its destination runs, so the attach may begin within the stop-and-copy.
        Span attachOfTheRunning = new Span(Math.max(attach.fromNs(), stopped.toNs()), watched.toNs());
        return new MoveCost(
                before.lost() + after.lost(),
                before.lost(),
                probe.apply(attachOfTheRunning).lost(),
                duplicates,
                duplicates
                        - probe.apply(course.detach()).duplicates()
                        - probe.apply(attach).duplicates(),
                stopped.millis(),
                course.whole().millis() / 1e3);
    }

    /** In a line. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "lost %d (%d before the stop, %d at attach), %d duplicates (%d elsewhere), stopped %.0f ms, %.1f s",
                lost,
                lostBefore,
                lostAtAttach,
                duplicates,
                strayDuplicates,
                stoppedMs,
                seconds);
    }
}
