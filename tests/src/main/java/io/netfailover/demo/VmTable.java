package io.netfailover.demo;

import io.netfailover.lab.ProbeReport;
import java.util.List;
import java.util.Locale;

/** What {@code ./demo --vm} prints of a migration: a line for each step, and the judgement of each phase. */
final class VmTable {
    private static final String STEPS = "  %-18s %-5s %9s %8s %6s %8s  %s";
    private static final String PHASES = "  %-34s %6s %9s  %s";

    private VmTable() {}

    static String of(VmRun run) {
        StringBuilder text = new StringBuilder();
        line(text, STEPS, "STEP", "HOST", "TOOK ms", "LOST out", "back", "GAP ms", "");
        for (StepCost cost : run.costs()) {
            StepTime step = cost.step();
            boolean plain = step.outcome().equals("done") || step.outcome().isEmpty();
            step(
                    text,
                    step.title(),
                    step.host(),
                    step.endedNs().isPresent()
                            ? Words.millis((step.endedNs().getAsLong() - step.begunNs()) / 1e6)
                            : "-",
                    cost.probe(),
                    (plain ? "" : step.outcome() + " ") + step.words());
        }
        step(text, "in all", "", Words.millis((run.toNs() - run.fromNs()) / 1e6), run.probe(), "");
        run.absence()
                .ifPresent(absence -> text.append("  the daemon of ")
                        .append(run.from())
                        .append(" was killed during ")
                        .append(absence.during())
                        .append(String.format(
                                Locale.ROOT,
                                ", and ready again %.1f s later; ",
                                (absence.readyNs() - absence.killedNs()) / 1e9))
                        .append(absence.words())
                        .append('\n'));
        line(text, "%s", "");
        line(text, PHASES, "PHASE", "LOST", "PROMISED", "KEPT");
        for (MovePhase phase : MovePhase.values()) {
            line(
                    text,
                    PHASES,
                    phase.title(),
                    run.lost(phase),
                    "<= " + run.mostLost(phase),
                    StageTable.verdict(run.lost(phase) <= run.mostLost(phase)));
        }
        run.objections().forEach(objection -> line(text, "  NOT KEPT: %s", objection));
        return text.toString();
    }

    static String totals(List<VmRun> runs) {
        StringBuilder text = new StringBuilder();
        String format = "%-46s %8s %8s %6s %6s %8s %10s  %s";
        line(text, format, "MIGRATION", "TOOK s", "STEPS", "SENT", "LOST", "GAP ms", "STOPPED ms", "KEPT");
        for (VmRun run : runs) {
            line(
                    text,
                    format,
                    run.title(),
                    String.format(Locale.ROOT, "%.1f", (run.toNs() - run.fromNs()) / 1e9),
                    run.costs().size(),
                    run.probe().sent(),
                    run.probe().lost(),
                    Words.millis(run.probe().longestGapMillis()),
                    run.stoppedMillis(),
                    StageTable.verdict(run.kept()));
        }
        return text.toString();
    }

    private static void step(
            StringBuilder text, String title, String host, String took, ProbeReport probe, String words) {
        line(
                text,
                STEPS,
                title,
                host,
                took,
                probe.lostOutward(),
                probe.lostReturning(),
                Words.millis(probe.longestGapMillis()),
                words);
    }

    private static void line(StringBuilder text, String format, Object... cells) {
        text.append(String.format(Locale.ROOT, format, cells).stripTrailing()).append('\n');
    }
}
