package io.netfailover.bench;

import io.netfailover.lab.GuestMaster;
import io.netfailover.lab.OutageGuest;
import io.netfailover.lab.PulseReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What masters in a guest have lost by one kind of event. Ours is held against the two bonds: no more than the one that looks every 10 ms
 * and half of what the one loses that looks every 100 ms, by the median and by the 99th percentile.
 */
record GuestOutageFigures(OutageGuest.Event event, Map<GuestMaster, List<PulseReport>> reports) {
    private static final String FRAMES = "frames";
    private static final double HALF = 0.5;

    List<Figure> all() {
        List<Figure> figures = new ArrayList<>();
        for (GuestMaster master : GuestMaster.values()) {
            figures.add(Figure.told(metric(master, "lost"), FRAMES, lost(master)));
            figures.add(Figure.told(metric(master, "lost, p99"), FRAMES, List.of(p99(lost(master)))));
            figures.add(Figure.told(
                    metric(master, "lost on the way out"), FRAMES, samples(master, PulseReport::lostOutward)));
        }
        figures.addAll(against(GuestMaster.BOND_10, 1));
        figures.addAll(against(GuestMaster.BOND_100, HALF));
        return figures;
    }

    /** The bound is a share of what the peer lost beside it: where that is nothing, ours may lose nothing. */
    private List<Figure> against(GuestMaster peer, double share) {
        List<Double> ours = lost(GuestMaster.OURS);
        List<Double> theirs = lost(peer);
        String to = " against " + peer.words() + (share < 1 ? ", half" : "");
        return List.of(
                Figure.atMost(share * median(theirs), metric(GuestMaster.OURS, "p50" + to), FRAMES, ours),
                Figure.atMost(share * p99(theirs), metric(GuestMaster.OURS, "p99" + to), FRAMES, List.of(p99(ours))));
    }

    private String metric(GuestMaster master, String what) {
        return "guest, " + event.words() + ", " + master.words() + ", " + what;
    }

    private List<Double> lost(GuestMaster master) {
        return samples(master, PulseReport::lost);
    }

    private List<Double> samples(GuestMaster master, ToLongFunction<PulseReport> of) {
        return reports.getOrDefault(master, List.of()).stream()
                .map(report -> (double) of.applyAsLong(report))
                .toList();
    }

    private static double median(List<Double> samples) {
        return Figure.told("", "", samples).value();
    }

    /** By the nearest rank: of fewer than 100 samples the greatest. */
    static double p99(List<Double> samples) {
        int rank = (int) Math.ceil(0.99 * samples.size());
        return rank == 0 ? Double.NaN : samples.stream().sorted().toList().get(rank - 1);
    }
}
