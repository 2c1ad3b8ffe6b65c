package io.netfailover.bench;

import io.netfailover.lab.Daemon;
import io.netfailover.lab.Lab;
import io.netfailover.lab.LabException;
import io.netfailover.lab.Program;
import io.netfailover.lab.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * What masters cost. Equal cables join guest and peer: each master has one as its primary, two are used without a master ({@link Race}).
 */
final class DatapathBench implements Benchmark {
    private static final int ROUNDS = 150;

    /** A kind of master, the CLI's options that make it, and whether the targets are for it. */
    private record Kind(String name, boolean judged, List<String> options) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("direct", true, List.of()),
            new Kind("direct, map flip", false, List.of("--steering", "bpf-flip")),
            new Kind("visible", false, List.of("--layout", "visible")),
            new Kind("hidden", false, List.of("--layout", "hidden")),
            new Kind("mirred", false, List.of("--steering", "mirred")),
            new Kind("tap", false, List.of("--steering", "tap")));

    private static final List<Arm> MASTERS = IntStream.range(0, KINDS.size())
            .mapToObj(i -> new Arm(KINDS.get(i).name(), "10.78.1" + i + ".1", "10.78.1" + i + ".2"))
            .toList();

    private final int rounds;

    DatapathBench() {
        this(ROUNDS);
    }

    private DatapathBench(int rounds) {
        this.rounds = rounds;
    }

    @Override
    public String name() {
        return "datapath";
    }

    @Override
    public String description() {
        return "throughput and round trips of masters of every steering against the same kind of slave without one";
    }

    @Override
    public Optional<Benchmark> withRounds(int wanted) {
        return Optional.of(new DatapathBench(wanted));
    }

    @Override
    public List<Figure> run(Consumer<String> progress) throws Exception {
        try (Lab lab = Lab.build()) {
            lay(lab, progress);
            List<Race> races = Race.over(lab, MASTERS);
            Race.run(races, rounds);
            List<Arm> judged = IntStream.range(0, KINDS.size())
                    .filter(i -> KINDS.get(i).judged())
                    .mapToObj(MASTERS::get)
                    .toList();
            return races.stream().flatMap(race -> race.figures(judged).stream()).toList();
        }
    }

    private static void lay(Lab lab, Consumer<String> progress) {
        Daemon daemon = new Daemon(lab, Program.netfailover());
        daemon.start();
        for (int i = 0; i < KINDS.size(); i++) {
            String master = "m" + i;
            lab.cable(master, "s" + i, lab.id().mac(30 + i), lab.id().mac(70 + i));
            lab.cable("v" + i, "q" + i, lab.id().mac(30 + i), lab.id().mac(90 + i));
            create(daemon, master, KINDS.get(i).options());
            lab.peer().ip("link", "set", "s" + i, "up").orFail();
            MASTERS.get(i).join(lab, master, "q" + i);
            if (!Wait.until(
                    () -> daemon.master(master).path("path").asText().equals("primary"), Duration.ofSeconds(10))) {
                throw new LabException("the master does not come to use its primary: " + daemon.master(master));
            }
            progress.accept(KINDS.get(i).name() + ": "
                    + daemon.master(master).path("steering").asText() + ", "
                    + daemon.master(master).path("why").asText());
        }
    }

    private static void create(Daemon daemon, String master, List<String> options) {
        List<String> words = new ArrayList<>(List.of("master", "create", master, "--standby", master));
        words.addAll(options);
        daemon.run(words.toArray(String[]::new)).orFail();
    }
}
