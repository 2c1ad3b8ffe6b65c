package io.netfailover.bench;

import io.netfailover.bench.DocumentScript.Variant;
import io.netfailover.lab.Median;
import io.netfailover.lab.QemuLabSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * What a client of a VM loses while it is migrated, one way, with its VF taken out before and plugged in behind. Scripts on one VM and
 * {@code netfailover} on another of the same kind take turns within each round; a third VM has native hotplug, where taking a VF out
 * takes 5 s, and takes every second turn.
 */
final class MigrationBench implements Benchmark {
    static final int PROBES_PER_SECOND = 100;
    /** After its last command a migration still counts that long: a NIC that was plugged in has carrier later. */
    static final Duration SETTLE = Duration.ofMillis(1500);

    private static final int ROUNDS = 12;
    private static final double MOST_LOST = 5;
    private static final double SHARE_OF_MENDED = 0.2;
    private static final double MOST_DUPLICATES = 25;
    /** A window's edge cuts one probe to either side. */
    private static final double RESOLUTION = 1;

    private static final String LOST = "lost but in stop-and-copy";
    private static final String PROBES = "probes";

    private final int rounds;

    MigrationBench() {
        this(ROUNDS);
    }

    private MigrationBench(int rounds) {
        this.rounds = rounds;
    }

    @Override
    public Optional<Benchmark> withRounds(int wanted) {
        return Optional.of(new MigrationBench(wanted));
    }

    @Override
    public String name() {
        return "migration";
    }

    @Override
    public String description() {
        return "10 ms probes lost while a VM with a VF is migrated, by scripts and by netfailover";
    }

    /** One of the ways that are compared, and what it has cost; its turn comes every so many rounds. */
    private record Lane(String name, int every, Supplier<MoveCost> move, List<MoveCost> costs) {
        Lane(String name, int every, Supplier<MoveCost> move) {
            this(name, every, move, new ArrayList<>());
        }

        List<Double> samples(ToDoubleFunction<MoveCost> of) {
            return costs.stream().map(of::applyAsDouble).toList();
        }

        double median(ToDoubleFunction<MoveCost> of) {
            return Median.of(costs.stream().mapToDouble(of));
        }

        Figure told(String what, String unit, ToDoubleFunction<MoveCost> of) {
            return Figure.told(name + ", " + what, unit, samples(of));
        }

        Figure atMost(double bound, String what, String unit, ToDoubleFunction<MoveCost> of) {
            return Figure.atMost(bound, name + ", " + what, unit, samples(of));
        }
    }

    @Override
    public List<Figure> run(Consumer<String> progress) {
        Set<String> complaints = new TreeSet<>();
        try (ScriptedVm scripted = ScriptedVm.boot(progress, complaints::add);
                FleetVm fleet = FleetVm.boot(QemuLabSpec.usual());
                FleetVm nativeFleet = FleetVm.boot(QemuLabSpec.usual().withNativeHotplug())) {
            Lane asWritten = new Lane("document as written", 1, () -> scripted.migrate(Variant.AS_WRITTEN));
            Lane mended = new Lane("document mended", 1, () -> scripted.migrate(Variant.MENDED));
            Lane teaming = new Lane("QEMU's teaming", 1, () -> scripted.migrate(Variant.TEAMING));
            Lane ours = new Lane("ours", 1, fleet::migrate);
            Lane ourNative = new Lane("ours, native hotplug", 2, nativeFleet::migrate);
            List<Lane> lanes = List.of(asWritten, mended, teaming, ours, ourNative);
            for (int round = 0; round < rounds; round++) {
                race(lanes, round, progress);
            }
            complaints.forEach(complaint -> progress.accept("a script was told: " + complaint));
            List<Figure> figures = new ArrayList<>();
            for (Lane script : List.of(asWritten, mended, teaming)) {
                figures.add(script.told(LOST, PROBES, MoveCost::lost));
                figures.addAll(told(script));
            }
            figures.addAll(judged(ours));
            double share = ours.median(MoveCost::lost) / mended.median(MoveCost::lost);
            figures.add(Figure.atMost(SHARE_OF_MENDED, "ours to document mended, lost", "", List.of(share)));
            figures.addAll(judged(ourNative));
            double more = ourNative.median(MoveCost::lost) - ours.median(MoveCost::lost);
            figures.add(Figure.atMost(RESOLUTION, "ours, native hotplug less ACPI, lost", PROBES, List.of(more)));
            return figures;
        }
    }

    /** The order rotates, so that no lane always follows the same one. */
    private static void race(List<Lane> lanes, int round, Consumer<String> progress) {
        for (int turn = 0; turn < lanes.size(); turn++) {
            Lane lane = lanes.get((round + turn) % lanes.size());
            if (round % lane.every() == 0) {
                MoveCost cost = lane.move().get();
                lane.costs().add(cost);
                progress.accept("round " + (round + 1) + ", " + lane.name() + ": " + cost);
            }
        }
    }

    private static List<Figure> told(Lane lane) {
        return List.of(
                lane.told("lost before the stop-and-copy", PROBES, MoveCost::lostBefore),
                lane.told("duration", "s", MoveCost::seconds),
                lane.told("stop-and-copy", "ms", MoveCost::stoppedMs));
    }

    private static List<Figure> judged(Lane ours) {
        List<Figure> figures = new ArrayList<>();
        figures.add(ours.atMost(MOST_LOST, LOST, PROBES, MoveCost::lost));
        figures.add(ours.atMost(0, "lost at attach", PROBES, MoveCost::lostAtAttach));
        figures.add(ours.atMost(MOST_DUPLICATES, "duplicates", PROBES, MoveCost::duplicates));
        figures.add(ours.atMost(0, "duplicates but at detach and attach", PROBES, MoveCost::strayDuplicates));
        figures.addAll(told(ours));
        return figures;
    }
}
