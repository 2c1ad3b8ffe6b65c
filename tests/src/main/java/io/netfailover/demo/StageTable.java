package io.netfailover.demo;

import java.util.List;
import java.util.Locale;

/** The table that the demo prints: a line for each stage as it ends, and the medians of several rounds at the end. */
final class StageTable {
    private static final String STAGES = "%-30s %-8s %-8s %6s %6s %8s  %-18s %s";
    private static final String MEDIANS = "%-30s %8s %8s %8s %8s  %-18s %s";

    private StageTable() {}

    static String head() {
        return line(STAGES, "STAGE", "BEFORE", "AFTER", "SENT", "LOST", "GAP ms", "PROMISE", "KEPT");
    }

    static String row(StageResult result) {
        boolean counted = result.stage() != Stage.DESTROYED;
        return line(
                STAGES,
                result.stage().title(),
                result.stage() == Stage.CREATED ? "-" : Words.of(result.before()),
                counted ? Words.of(result.after()) : "-",
                counted ? Long.toString(result.probe().sent()) : "-",
                counted ? Long.toString(result.probe().lost()) : "-",
                counted ? Words.millis(result.probe().longestGapMillis()) : "-",
                result.promise().words(),
                verdict(result.kept()));
    }

    static String medians(List<Summary> summaries) {
        StringBuilder text = new StringBuilder();
        int rounds = summaries.stream().mapToInt(Summary::rounds).max().orElse(0);
        text.append(line(MEDIANS, "MEDIANS OF " + rounds, "LOST", "(WORST)", "GAP ms", "(WORST)", "PROMISE", "KEPT"))
                .append('\n');
        for (Summary summary : summaries) {
            text.append(line(
                            MEDIANS,
                            summary.first().stage().title(),
                            Words.packets(summary.lost()),
                            summary.mostLost(),
                            Words.millis(summary.gapMillis()),
                            Words.millis(summary.longestGapMillis()),
                            summary.first().promise().words(),
                            verdict(summary.kept())))
                    .append('\n');
        }
        return text.toString();
    }

    static String verdict(boolean kept) {
        return kept ? "yes" : "NO";
    }

    private static String line(String format, Object... cells) {
        return String.format(Locale.ROOT, format, cells).stripTrailing();
    }
}
