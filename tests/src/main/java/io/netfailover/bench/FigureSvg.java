package io.netfailover.bench;

import java.util.List;
import java.util.Locale;

/** Draws figures, a row each: every sample as a dot, the median as a bar, the target as a line. */
final class FigureSvg {
    private static final int LABELS = 400;
    private static final int PLOT = 480;
    private static final int WIDTH = LABELS + PLOT + 170;
    private static final int TOP = 74;
    private static final int ROW = 34;
    private static final String KEPT = "#2f7ebc";
    private static final String MISSED = "#c62828";

    private final StringBuilder svg = new StringBuilder();

    private FigureSvg() {}

    static String draw(Benchmark benchmark, List<Figure> figures) {
        return new FigureSvg().picture(benchmark, figures);
    }

    private String picture(Benchmark benchmark, List<Figure> figures) {
        int height = TOP + ROW * figures.size() + 20;
        add(
                "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' font-family='DejaVu Sans, Helvetica, Arial,"
                        + " sans-serif' font-size='12' fill='#333'>",
                WIDTH, height);
        add("<rect width='100%%' height='100%%' fill='white'/>");
        add("<text x='24' y='32' font-size='18' font-weight='bold'>%s</text>", escape(benchmark.name()));
        add("<text x='24' y='52' fill='#666'>%s</text>", escape(benchmark.description()));
        for (int i = 0; i < figures.size(); i++) {
            row(figures.get(i), TOP + ROW * i);
        }
        add("</svg>");
        return svg.toString();
    }

    private void row(Figure figure, int y) {
        double bound = figure.target().map(Figure.Target::bound).orElse(0.0);
        double scale = PLOT / Math.max(Math.max(nearlyGreatest(figure), bound) * 1.1, 1e-9);
        String colour = figure.holds() ? KEPT : MISSED;
        add("<text x='%d' y='%d' text-anchor='end'>%s</text>", LABELS - 14, y + 15, escape(figure.metric()));
        add("<rect x='%d' y='%d' width='%d' height='22' fill='#f4f6f8'/>", LABELS, y, PLOT);
        add(
                "<rect x='%d' y='%d' width='%.1f' height='22' fill='%s' fill-opacity='0.35'/>",
                LABELS, y, Math.max(0, figure.samples().isEmpty() ? 0 : figure.value() * scale), colour);
        for (double sample : shown(figure, scale)) {
            add(
                    "<circle cx='%.1f' cy='%d' r='2.5' fill='%s' fill-opacity='0.6'/>",
                    LABELS + sample * scale, y + 11, colour);
        }
        figure.target()
                .ifPresent(target -> add(
                        "<line x1='%.1f' x2='%.1f' y1='%d' y2='%d' stroke='#333' stroke-width='2'><title>%s</title></line>",
                        LABELS + target.bound() * scale,
                        LABELS + target.bound() * scale,
                        y - 3,
                        y + 25,
                        escape(target.toString())));
        add(
                "<text x='%d' y='%d' fill='%s'>%s</text>",
                LABELS + PLOT + 12,
                y + 15,
                figure.holds() ? "#333" : MISSED,
                escape(Figure.number(figure.value()) + " " + figure.unit()
                        + figure.target().map(target -> " (" + target + ")").orElse("")));
    }

    /** One round in twenty may lie outside the picture, lest it hide all others. */
    private static double nearlyGreatest(Figure figure) {
        List<Double> sorted = figure.samples().stream().sorted().toList();
        return sorted.isEmpty() ? 1 : sorted.get((sorted.size() - 1) - sorted.size() / 20);
    }

    private static List<Double> shown(Figure figure, double scale) {
        return figure.samples().stream()
                .filter(sample -> sample >= 0 && sample * scale <= PLOT)
                .toList();
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
