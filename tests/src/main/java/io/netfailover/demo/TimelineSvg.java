package io.netfailover.demo;

import io.netfailover.lab.PathSampler;
import io.netfailover.types.Path;
import java.util.List;

/** Draws a run: its stages as bands, the daemon's life, the path in use, every lost packet as a tick, and the table below. */
public final class TimelineSvg {
    private static final int BANDS_TOP = 84;
    private static final int DAEMON_TOP = 124;
    private static final int PATH_TOP = 164;
    private static final int LOST_TOP = 204;
    private static final int AXIS = 244;
    private static final int MARK = 10;
    private static final int LEGEND_TOP = 296;
    private static final int LEGEND_ROW = 22;

    private static final String PRIMARY = "#2f7ebc";
    private static final String STANDBY = "#e8a33d";
    private static final String ALIVE = "#5aa469";

    private final StringBuilder svg = new StringBuilder();
    private final TimelinePlot plot;
    private final List<StageResult> stages;
    private final List<Stage> numbers;
    private final long fromNs;
    private final long toNs;

    private TimelineSvg(List<StageResult> stages) {
        this.stages = stages;
        this.numbers = stages.stream().map(StageResult::stage).distinct().toList();
        this.fromNs = stages.get(0).fromNs();
        this.toNs = stages.get(stages.size() - 1).toNs();
        this.plot = new TimelinePlot(svg, fromNs, toNs);
    }

    /** @param stages at least one, in order */
    public static String draw(String title, String subtitle, List<StageResult> stages, List<PathSampler.Change> paths) {
        return new TimelineSvg(stages).draw(title, subtitle, paths);
    }

    private String draw(String title, String subtitle, List<PathSampler.Change> paths) {
        int height = LEGEND_TOP + LEGEND_ROW * (numbers.size() + 2);
        plot.head(height, title, subtitle);
        bands();
        plot.lane("daemon", DAEMON_TOP);
        daemon();
        plot.lane("path in use", PATH_TOP);
        paths(paths);
        plot.lane("packets lost", LOST_TOP);
        stages.forEach(stage -> plot.lost(stage.probe().lostAtNs(), LOST_TOP));
        plot.axis(AXIS);
        legend();
        plot.add("</svg>");
        return svg.toString();
    }

    private void bands() {
        for (int i = 0; i < stages.size(); i++) {
            StageResult stage = stages.get(i);
            double x = plot.x(stage.fromNs());
            double width = plot.x(stage.toNs()) - x;
            plot.add(
                    "<rect x='%.1f' y='%d' width='%.1f' height='%d' fill='%s'><title>%s</title></rect>",
                    x,
                    BANDS_TOP - 14,
                    width,
                    AXIS - BANDS_TOP + 14,
                    i % 2 == 0 ? "#f4f6f8" : "#e6eaee",
                    TimelinePlot.escape(stage.stage().title()));
            if (width >= 2 * MARK) {
                plot.add(
                        "<circle cx='%.1f' cy='%d' r='%d' fill='%s'/>",
                        x + width / 2, BANDS_TOP + 8, MARK, stage.kept() ? "#555" : TimelinePlot.LOST);
                plot.add(
                        "<text x='%.1f' y='%d' text-anchor='middle' fill='white' font-weight='bold'>%d</text>",
                        x + width / 2, BANDS_TOP + 12, numbers.indexOf(stage.stage()) + 1);
            }
        }
    }

    /** Running, but for the time from each kill until it was ready again. */
    private void daemon() {
        long aliveSinceNs = fromNs;
        for (StageResult stage : stages) {
            if (stage.stage() == Stage.KILLED) {
                plot.bar(aliveSinceNs, stage.actedNs(), DAEMON_TOP, ALIVE, "running");
                aliveSinceNs = Long.MAX_VALUE;
            } else if (stage.stage() == Stage.RESTARTED) {
                aliveSinceNs = stage.actedNs();
            }
        }
        if (aliveSinceNs != Long.MAX_VALUE) {
            plot.bar(aliveSinceNs, toNs, DAEMON_TOP, ALIVE, "running");
        }
    }

    private void paths(List<PathSampler.Change> changes) {
        for (int i = 0; i < changes.size(); i++) {
            long end = i + 1 < changes.size() ? changes.get(i + 1).atNs() : toNs;
            Path path = changes.get(i).path();
            String colour = path == Path.PRIMARY ? PRIMARY : path == Path.STANDBY ? STANDBY : TimelinePlot.NONE;
            plot.bar(changes.get(i).atNs(), end, PATH_TOP, colour, Words.of(path));
        }
    }

    private void legend() {
        int[] columns = {
            TimelinePlot.LEFT,
            TimelinePlot.LEFT + 30,
            TimelinePlot.LEFT + 290,
            TimelinePlot.LEFT + 450,
            TimelinePlot.LEFT + 540,
            TimelinePlot.LEFT + 650,
            TimelinePlot.LEFT + 830
        };
        row(columns, LEGEND_TOP, "#666", "", "stage", "path", "lost", "longest gap", "promise", "kept");
        int number = 0;
        for (Summary summary : Summary.of(stages)) {
            number++;
            StageResult first = summary.first();
            boolean last = first.stage() == Stage.DESTROYED;
            row(
                    columns,
                    LEGEND_TOP + LEGEND_ROW * number,
                    summary.kept() ? "#333" : TimelinePlot.LOST,
                    Integer.toString(number),
                    first.stage().title(),
                    last ? "" : Words.of(first.before()) + " \u2192 " + Words.of(first.after()),
                    last ? "" : Words.packets(summary.lost()),
                    last ? "" : Words.millis(summary.gapMillis()) + " ms",
                    first.promise().words(),
                    StageTable.verdict(summary.kept()));
        }
    }

    private void row(int[] columns, int y, String colour, String... cells) {
        for (int i = 0; i < cells.length; i++) {
            plot.add("<text x='%d' y='%d' fill='%s'>%s</text>", columns[i], y, colour, TimelinePlot.escape(cells[i]));
        }
    }
}
