package io.netfailover.campaign;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whether something grows from round to round. */
final class Growth {
    /** The first round loads classes and grows maps. */
    private static final int FIRST_JUDGED = 1;

    private final String what;
    private final String unit;
    private final double allowed;
    private final List<Double> values = new ArrayList<>();

    /**
     * @param unit empty for a number of things
     * @param allowed what may come with time and is no leak
     */
    Growth(String what, String unit, double allowed) {
        this.what = what;
        this.unit = unit.isEmpty() ? "" : " " + unit;
        this.allowed = allowed;
    }

    /** At the end of a round. */
    void add(double value) {
        values.add(value);
    }

    /** The least of the last third against the least of the first: a moment's garbage moves neither. */
    List<String> objections() {
        List<Double> judged = values.subList(Math.min(FIRST_JUDGED, values.size()), values.size());
        if (judged.size() < 2) {
            return List.of();
        }
        int third = Math.max(1, judged.size() / 3);
        double early = least(judged.subList(0, third));
        double late = least(judged.subList(judged.size() - third, judged.size()));
        return late - early <= allowed
                ? List.of()
                : List.of(String.format(
                        Locale.ROOT,
                        "%s grew from %.1f%s to %.1f%s in %d rounds",
                        what,
                        early,
                        unit,
                        late,
                        unit,
                        judged.size()));
    }

    private static double least(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    }
}
