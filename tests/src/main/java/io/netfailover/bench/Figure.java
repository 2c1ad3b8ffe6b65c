package io.netfailover.bench;

import io.netfailover.lab.Median;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One measured figure.
 *
 * @param metric what, in words
 * @param unit empty for a ratio
 * @param samples one for each round
 * @param target what the median must be, if anything is asked of it
 */
record Figure(String metric, String unit, List<Double> samples, Optional<Target> target) {

    /** @param atLeast whether the bound is the smallest value allowed, else it is the greatest */
    record Target(double bound, boolean atLeast) {
        boolean isMetBy(double value) {
            return atLeast ? value >= bound : value <= bound;
        }

        @Override
        public String toString() {
            return (atLeast ? ">= " : "<= ") + number(bound);
        }
    }

    static Figure atLeast(double bound, String metric, String unit, List<Double> samples) {
        return new Figure(metric, unit, samples, Optional.of(new Target(bound, true)));
    }

    static Figure atMost(double bound, String metric, String unit, List<Double> samples) {
        return new Figure(metric, unit, samples, Optional.of(new Target(bound, false)));
    }

    /** Told, not judged. */
    static Figure told(String metric, String unit, List<Double> samples) {
        return new Figure(metric, unit, samples, Optional.empty());
    }

    double value() {
        return Median.of(samples.stream().mapToDouble(Double::doubleValue));
    }

    /** Range of the middle half of the samples. */
    double spread() {
        return Median.spread(samples.stream().mapToDouble(Double::doubleValue));
    }

    /** A figure that could not be measured holds nothing. */
    boolean holds() {
        return target.map(wanted -> wanted.isMetBy(value())).orElse(true);
    }

    /** Three significant digits, no exponent. */
    static String number(double value) {
        double size = Math.abs(value);
        if (value == Math.rint(value) && size < 1e15) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(
                Locale.ROOT, size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f", value);
    }
}
