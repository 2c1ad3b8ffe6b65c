package io.netfailover.demo;

import io.netfailover.lab.ProbeReport;
import io.netfailover.types.Path;
import io.netfailover.types.Steering;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Results as a run would have them. */
final class Stages {
    private static final long SECOND = 1_000_000_000L;

    private Stages() {}

    static StageResult with(Stage stage, int round, Steering steering, long lost, String... objections) {
        long fromNs = Arrays.asList(Stage.values()).indexOf(stage) * SECOND;
        List<Long> lostAtNs = LongStream.range(0, lost)
                .map(n -> fromNs + n * 1_000_000)
                .boxed()
                .toList();
        Promise promise = Promise.of(stage, steering);
        return new StageResult(
                stage,
                round,
                Path.PRIMARY,
                promise.after(),
                fromNs + SECOND / 10,
                fromNs,
                fromNs + SECOND,
                new ProbeReport(1000, lost, 0, lost + 1.25, 0, lostAtNs),
                promise,
                List.of(objections));
    }
}
