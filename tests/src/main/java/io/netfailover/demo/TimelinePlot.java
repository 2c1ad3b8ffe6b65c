package io.netfailover.demo;

import java.util.List;
import java.util.Locale;

/** A picture's lanes over time: bars, ticks and the axis, at the places that the caller names. */
final class TimelinePlot {
    static final int LEFT = 110;
    static final int RIGHT = 30;
    static final int PLOT_WIDTH = 1060;
    static final int WIDTH = LEFT + PLOT_WIDTH + RIGHT;
    static final int LANE = 24;
    static final String NONE = "#d9d9d9";
    static final String LOST = "#c62828";

    private static final int LETTER = 8;

    private final StringBuilder svg;
    private final long fromNs;
    private final long toNs;

    TimelinePlot(StringBuilder svg, long fromNs, long toNs) {
        this.svg = svg;
        this.fromNs = fromNs;
        this.toNs = toNs;
    }

    /** The picture's frame and heading; {@code </svg>} is the caller's. */
    void head(int height, String title, String subtitle) {
        add(
                "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' viewBox='0 0 %d %d' font-family='DejaVu Sans, Helvetica, Arial, sans-serif' font-size='12' fill='#333'>",
                WIDTH, height, WIDTH, height);
        add("<rect width='100%%' height='100%%' fill='white'/>");
        add("<text x='24' y='32' font-size='18' font-weight='bold'>%s</text>", escape(title));
        add("<text x='24' y='54' fill='#666'>%s</text>", escape(subtitle));
    }

    void lane(String name, int top) {
        add("<text x='%d' y='%d' text-anchor='end'>%s</text>", LEFT - 12, top + LANE / 2 + 4, escape(name));
        add("<rect x='%d' y='%d' width='%d' height='%d' fill='white' stroke='#ccc'/>", LEFT, top, PLOT_WIDTH, LANE);
    }

    /** The word is left out where it does not fit. */
    void bar(long startNs, long endNs, int top, String colour, String word) {
        double x = x(Math.max(startNs, fromNs));
        double width = x(Math.min(endNs, toNs)) - x;
        if (width <= 0) {
            return;
        }
        add(
                "<rect x='%.1f' y='%d' width='%.1f' height='%d' fill='%s'><title>%s</title></rect>",
                x, top, width, LANE, colour, escape(word));
        if (width > word.length() * LETTER) {
            add(
                    "<text x='%.1f' y='%d' text-anchor='middle' fill='%s'>%s</text>",
                    x + width / 2, top + LANE / 2 + 4, colour.equals(NONE) ? "#333" : "white", escape(word));
        }
    }

    void lost(List<Long> atNs, int top) {
        for (long lostNs : atNs) {
            add(
                    "<line x1='%.1f' x2='%.1f' y1='%d' y2='%d' stroke='%s' stroke-width='1'/>",
                    x(lostNs), x(lostNs), top + 1, top + LANE - 1, LOST);
        }
    }

    void axis(int y) {
        double seconds = (toNs - fromNs) / 1e9;
        int step = seconds > 120 ? 20 : seconds > 60 ? 10 : seconds > 15 ? 2 : 1;
        for (int second = 0; second <= seconds; second += step) {
            double x = LEFT + second / seconds * PLOT_WIDTH;
            add("<line x1='%.1f' x2='%.1f' y1='%d' y2='%d' stroke='#888'/>", x, x, y, y + 5);
            add("<text x='%.1f' y='%d' text-anchor='middle' fill='#666'>%d s</text>", x, y + 20, second);
        }
        add("<line x1='%d' x2='%d' y1='%d' y2='%d' stroke='#888'/>", LEFT, LEFT + PLOT_WIDTH, y, y);
    }

    double x(long ns) {
        return LEFT + (double) (ns - fromNs) / (toNs - fromNs) * PLOT_WIDTH;
    }

    void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&apos;");
    }
}
