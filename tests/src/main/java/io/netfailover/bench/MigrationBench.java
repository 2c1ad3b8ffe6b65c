package io.netfailover.bench;

import io.netfailover.bench.DocumentScript.Variant;
import io.netfailover.lab.QemuLabSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What a client of a VM loses while it is migrated, one way, with its VF taken out before and plugged in behind. Scripts on one VM and
 * {@code netfailover} on another of the same kind take turns within each round; so does a third VM, which has native hotplug, where
 * taking a VF out takes 5 s.
 */
final class MigrationBench implements Benchmark {
    static final int PROBES_PER_SECOND = 100;
    /** After its last command a migration still counts that long: a NIC that was plugged in has carrier later. */
    static final Duration SETTLE = Duration.ofMillis(1500);

    private static final int ROUNDS = 10;

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

    /** One of the ways that are compared. */
    private record Lane(MoveFigures figures, Supplier<MoveCost> move) {
        Lane(String way, Supplier<MoveCost> move) {
            this(new MoveFigures(way, new ArrayList<>()), move);
        }
    }

    @Override
    public List<Figure> run(Consumer<String> progress) {
        Set<String> complaints = new TreeSet<>();
        try (ScriptedVm scripted = ScriptedVm.boot(progress, complaints::add);
                FleetVm fleet = FleetVm.boot(QemuLabSpec.usual());
                FleetVm nativeFleet = FleetVm.boot(QemuLabSpec.usual().withNativeHotplug())) {
            Lane asWritten = new Lane("document as written", () -> scripted.migrate(Variant.AS_WRITTEN));
            Lane mended = new Lane("document mended", () -> scripted.migrate(Variant.MENDED));
            Lane teaming = new Lane("QEMU's teaming", () -> scripted.migrate(Variant.TEAMING));
            Lane ours = new Lane("ours", fleet::migrate);
            Lane ourNative = new Lane("ours, native hotplug", nativeFleet::migrate);
            List<Lane> lanes = List.of(asWritten, mended, teaming, ours, ourNative);
            for (int round = 0; round < rounds; round++) {
                race(lanes, round, progress);
            }
            complaints.forEach(complaint -> progress.accept("a script was told: " + complaint));
            return Stream.of(
                            asWritten.figures().told(),
                            mended.figures().told(),
                            teaming.figures().told(),
                            ours.figures().judged(),
                            List.of(ours.figures().shareOf(mended.figures())),
                            ourNative.figures().judged(),
                            List.of(ourNative.figures().noWorseThan(ours.figures())))
                    .flatMap(List::stream)
                    .toList();
        }
    }

    /** The order rotates, so that no lane always follows the same one. */
    private static void race(List<Lane> lanes, int round, Consumer<String> progress) {
        for (int turn = 0; turn < lanes.size(); turn++) {
            Lane lane = lanes.get((round + turn) % lanes.size());
            MoveCost cost = lane.move().get();
            lane.figures().costs().add(cost);
            progress.accept("round " + (round + 1) + ", " + lane.figures().way() + ": " + cost);
        }
    }
}
