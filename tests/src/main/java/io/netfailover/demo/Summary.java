package io.netfailover.demo;

import io.netfailover.lab.Median;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A stage over all rounds.
 *
 * @param lost median over the rounds, as are the gaps
 */
public record Summary(
        StageResult first,
        int rounds,
        double lost,
        long mostLost,
        double gapMillis,
        double longestGapMillis,
        List<String> objections) {

    /** In the order in which the stages first happened. */
    public static List<Summary> of(List<StageResult> results) {
        Map<Stage, List<StageResult>> byStage = results.stream()
                .collect(Collectors.groupingBy(StageResult::stage, LinkedHashMap::new, Collectors.toList()));
        return byStage.values().stream().map(Summary::ofStage).toList();
    }

    private static Summary ofStage(List<StageResult> results) {
        StageResult first = results.get(0);
        double lost =
                Median.of(results.stream().mapToDouble(result -> result.probe().lost()));
        List<String> objections = new ArrayList<>();
        results.forEach(result -> objections.addAll(result.objections()));
        if (lost > first.promise().mostLost()) {
            objections.add("median of packets lost is " + lost + ", promised "
                    + first.promise().words());
        }
        return new Summary(
                first,
                results.size(),
                lost,
                results.stream()
                        .mapToLong(result -> result.probe().lost())
                        .max()
                        .orElse(0),
                Median.of(results.stream().mapToDouble(result -> result.probe().longestGapMillis())),
                results.stream()
                        .mapToDouble(result -> result.probe().longestGapMillis())
                        .max()
                        .orElse(0),
                List.copyOf(objections));
    }

    public boolean kept() {
        return objections.isEmpty();
    }
}
