package io.netfailover.demo;

import io.netfailover.lab.PathSampler;
import io.netfailover.types.Path;
import java.util.List;
import java.util.Locale;

/** Draws a run: its stages as bands, the daemon's life, the path in use, every lost packet as a tick, and the table below. */
public final class TimelineSvg {
    private static final int LEFT = 110;
    private static final int RIGHT = 30;
    private static final int PLOT_WIDTH = 1060;
    private static final int WIDTH = LEFT + PLOT_WIDTH + RIGHT;
    private static final int BANDS_TOP = 84;
    private static final int DAEMON_TOP = 124;
    private static final int PATH_TOP = 164;
    private static final int LOST_TOP = 204;
    private static final int LANE = 24;
    private static final int AXIS = 244;
    private static final int MARK = 10;
    private static final int LEGEND_TOP = 296;
    private static final int LEGEND_ROW = 22;

    private static final String PRIMARY = "#2f7ebc";
    private static final String STANDBY = "#e8a33d";
    private static final String NONE = "#d9d9d9";
    private static final String ALIVE = "#5aa469";
    private static final String LOST = "#c62828";

    private final StringBuilder svg = new StringBuilder();
    private final List<StageResult> stages;
    private final List<Stage> numbers;
    private final long fromNs;
    private final long toNs;

    private TimelineSvg(List<StageResult> stages) {
        this.stages = stages;
        this.numbers = stages.stream().map(StageResult::stage).distinct().toList();
        this.fromNs = stages.get(0).fromNs();
        this.toNs = stages.get(stages.size() - 1).toNs();
    }

    /** @param stages at least one, in order */
    public static String draw(String title, String subtitle, List<StageResult> stages, List<PathSampler.Change> paths) {
        return new TimelineSvg(stages).draw(title, subtitle, paths);
    }

    private String draw(String title, String subtitle, List<PathSampler.Change> paths) {
        int height = LEGEND_TOP + LEGEND_ROW * (numbers.size() + 2);
        add(
                "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' viewBox='0 0 %d %d' font-family='DejaVu Sans, Helvetica, Arial, sans-serif' font-size='12' fill='#333'>",
                WIDTH, height, WIDTH, height);
        add("<rect width='100%%' height='100%%' fill='white'/>");
        add("<text x='24' y='32' font-size='18' font-weight='bold'>%s</text>", escape(title));
        add("<text x='24' y='54' fill='#666'>%s</text>", escape(subtitle));
        bands();
        lane("daemon", DAEMON_TOP);
        daemon();
        lane("path in use", PATH_TOP);
        paths(paths);
        lane("packets lost", LOST_TOP);
        lost();
        axis();
        legend();
        add("</svg>");
        return svg.toString();
    }

    private void bands() {
        for (int i = 0; i < stages.size(); i++) {
            StageResult stage = stages.get(i);
            double x = x(stage.fromNs());
            double width = x(stage.toNs()) - x;
            add(
                    "<rect x='%.1f' y='%d' width='%.1f' height='%d' fill='%s'><title>%s</title></rect>",
                    x,
                    BANDS_TOP - 14,
                    width,
                    AXIS - BANDS_TOP + 14,
                    i % 2 == 0 ? "#f4f6f8" : "#e6eaee",
                    escape(stage.stage().title()));
            if (width >= 2 * MARK) {
                add(
                        "<circle cx='%.1f' cy='%d' r='%d' fill='%s'/>",
                        x + width / 2, BANDS_TOP + 8, MARK, stage.kept() ? "#555" : LOST);
                add(
                        "<text x='%.1f' y='%d' text-anchor='middle' fill='white' font-weight='bold'>%d</text>",
                        x + width / 2, BANDS_TOP + 12, numbers.indexOf(stage.stage()) + 1);
            }
        }
    }

    private void lane(String name, int top) {
        add("<text x='%d' y='%d' text-anchor='end'>%s</text>", LEFT - 12, top + LANE / 2 + 4, name);
        add("<rect x='%d' y='%d' width='%d' height='%d' fill='white' stroke='#ccc'/>", LEFT, top, PLOT_WIDTH, LANE);
    }

    /** Running, but for the time from each kill until it was ready again. */
    private void daemon() {
        long aliveSinceNs = fromNs;
        for (StageResult stage : stages) {
            if (stage.stage() == Stage.KILLED) {
                bar(aliveSinceNs, stage.actedNs(), DAEMON_TOP, ALIVE, "running");
                aliveSinceNs = Long.MAX_VALUE;
            } else if (stage.stage() == Stage.RESTARTED) {
                aliveSinceNs = stage.actedNs();
            }
        }
        if (aliveSinceNs != Long.MAX_VALUE) {
            bar(aliveSinceNs, toNs, DAEMON_TOP, ALIVE, "running");
        }
    }

    private void paths(List<PathSampler.Change> changes) {
        for (int i = 0; i < changes.size(); i++) {
            long end = i + 1 < changes.size() ? changes.get(i + 1).atNs() : toNs;
            Path path = changes.get(i).path();
            String colour = path == Path.PRIMARY ? PRIMARY : path == Path.STANDBY ? STANDBY : NONE;
            bar(changes.get(i).atNs(), end, PATH_TOP, colour, Words.of(path));
        }
    }

    private void lost() {
        for (StageResult stage : stages) {
            for (long atNs : stage.probe().lostAtNs()) {
                add(
                        "<line x1='%.1f' x2='%.1f' y1='%d' y2='%d' stroke='%s' stroke-width='1'/>",
                        x(atNs), x(atNs), LOST_TOP + 1, LOST_TOP + LANE - 1, LOST);
            }
        }
    }

    private void bar(long startNs, long endNs, int top, String colour, String word) {
        double x = x(Math.max(startNs, fromNs));
        double width = x(Math.min(endNs, toNs)) - x;
        if (width <= 0) {
            return;
        }
        add("<rect x='%.1f' y='%d' width='%.1f' height='%d' fill='%s'/>", x, top, width, LANE, colour);
        if (width > word.length() * 8) {
            add(
                    "<text x='%.1f' y='%d' text-anchor='middle' fill='%s'>%s</text>",
                    x + width / 2, top + LANE / 2 + 4, colour.equals(NONE) ? "#333" : "white", word);
        }
    }

    private void axis() {
        double seconds = (toNs - fromNs) / 1e9;
        int step = seconds > 120 ? 20 : seconds > 60 ? 10 : seconds > 15 ? 2 : 1;
        for (int second = 0; second <= seconds; second += step) {
            double x = LEFT + second / seconds * PLOT_WIDTH;
            add("<line x1='%.1f' x2='%.1f' y1='%d' y2='%d' stroke='#888'/>", x, x, AXIS, AXIS + 5);
            add("<text x='%.1f' y='%d' text-anchor='middle' fill='#666'>%d s</text>", x, AXIS + 20, second);
        }
        add("<line x1='%d' x2='%d' y1='%d' y2='%d' stroke='#888'/>", LEFT, LEFT + PLOT_WIDTH, AXIS, AXIS);
    }

    private void legend() {
        int[] columns = {LEFT, LEFT + 30, LEFT + 290, LEFT + 450, LEFT + 540, LEFT + 650, LEFT + 830};
        row(columns, LEGEND_TOP, "#666", "", "stage", "path", "lost", "longest gap", "promise", "kept");
        int number = 0;
        for (Summary summary : Summary.of(stages)) {
            number++;
            StageResult first = summary.first();
            boolean last = first.stage() == Stage.DESTROYED;
            row(
                    columns,
                    LEGEND_TOP + LEGEND_ROW * number,
                    summary.kept() ? "#333" : LOST,
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
            add("<text x='%d' y='%d' fill='%s'>%s</text>", columns[i], y, colour, escape(cells[i]));
        }
    }

    private double x(long ns) {
        return LEFT + (double) (ns - fromNs) / (toNs - fromNs) * PLOT_WIDTH;
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&apos;");
    }
}
