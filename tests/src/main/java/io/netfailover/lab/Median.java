package io.netfailover.lab;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** The middle value, which one bad round does not move. */
public final class Median {
    private Median() {}

    /** Of an even number of values the mean of the two in the middle; not a number of none. */
    public static double of(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        int middle = sorted.length / 2;
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** How far the values lie apart: the range of their middle half. */
    public static double spread(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int quarter = sorted.length / 4;
        double[] middleHalf = Arrays.copyOfRange(sorted, quarter, sorted.length - quarter);
        return middleHalf[middleHalf.length - 1] - middleHalf[0];
    }
}
