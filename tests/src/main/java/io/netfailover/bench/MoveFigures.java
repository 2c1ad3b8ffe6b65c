package io.netfailover.bench;

import io.netfailover.lab.Median;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one way of migrating has cost, as figures.
 *
 * @param way its name
 * @param costs one for each migration
 */
record MoveFigures(String way, List<MoveCost> costs) {
    private static final double MOST_LOST = 5;
    private static final double MOST_DUPLICATES = 25;
    private static final double SHARE_OF_PEER = 0.2;
    /** A window's edge cuts one probe to either side. */
    private static final double RESOLUTION = 1;

    private static final String LOST = "lost but in stop-and-copy";
    private static final String PROBES = "probes";

    /** Of a peer: told, not judged. */
    List<Figure> told() {
        return List.of(told(LOST, PROBES, MoveCost::lost), before(), duration(), stopped());
    }

    /** Against the targets that every migration of ours has. */
    List<Figure> judged() {
        return List.of(
                atMost(MOST_LOST, LOST, MoveCost::lost),
                atMost(0, "lost at attach", MoveCost::lostAtAttach),
                atMost(MOST_DUPLICATES, "duplicates", MoveCost::duplicates),
                atMost(0, "duplicates but at detach and attach", MoveCost::strayDuplicates),
                before(),
                duration(),
                stopped());
    }

    /** How much of what a peer's way loses is lost by this one; nothing can be said of a peer that loses nothing. */
    Figure shareOf(MoveFigures peer) {
        return Figure.atMost(SHARE_OF_PEER, way + " to " + peer.way + ", lost", "", List.of(lost() / peer.lost()));
    }

    /** What this way loses more than another of ours. */
    Figure noWorseThan(MoveFigures other) {
        return Figure.atMost(RESOLUTION, way + " less " + other.way + ", lost", PROBES, List.of(lost() - other.lost()));
    }

    private double lost() {
        return Median.of(costs.stream().mapToDouble(MoveCost::lost));
    }

    private Figure before() {
        return told("lost before the stop-and-copy", PROBES, MoveCost::lostBefore);
    }

    private Figure duration() {
        return told("duration", "s", MoveCost::seconds);
    }

    private Figure stopped() {
        return told("stop-and-copy", "ms", MoveCost::stoppedMs);
    }

    private Figure told(String what, String unit, ToDoubleFunction<MoveCost> of) {
        return Figure.told(way + ", " + what, unit, samples(of));
    }

    private Figure atMost(double bound, String what, ToDoubleFunction<MoveCost> of) {
        return Figure.atMost(bound, way + ", " + what, PROBES, samples(of));
    }

    private List<Double> samples(ToDoubleFunction<MoveCost> of) {
        return costs.stream().map(of::applyAsDouble).toList();
    }
}
