package io.netfailover.bench;

import io.netfailover.demo.Promise;
import io.netfailover.demo.Stage;
import io.netfailover.demo.StageResult;
import io.netfailover.demo.Story;
import io.netfailover.lab.Churn;
import io.netfailover.lab.Daemon;
import io.netfailover.lab.Lab;
import io.netfailover.lab.LabException;
import io.netfailover.lab.Program;
import io.netfailover.types.Steering;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Packets lost when the primary or the daemon goes, with each steering: at 1,000 a second, and at 10,000 by {@link HostOutage}; and in a
 * guest beside the kernel's masters, by {@link GuestOutage}. Each half also goes alone.
 */
final class OutageBench implements Benchmark {
    private static final int ROUNDS = 5;
    private static final int DEATHS = 20;

    /** What of it is run. */
    enum Part {
        ALL("outage", "packets lost when the primary or the daemon goes: both of the following"),
        HOST("outage-host", "packets lost at 1,000/s and 10,000/s when the primary or the daemon goes; the reflex"),
        GUEST("outage-guest", "frames lost at 1,000/s in a guest when the primary goes: ours, bonding, net_failover");

        private final String word;
        private final String description;

        Part(String word, String description) {
            this.word = word;
            this.description = description;
        }
    }

    private final Part part;
    private final int guestRounds;

    OutageBench(Part part) {
        this(part, GuestOutage.ROUNDS);
    }

    private OutageBench(Part part, int guestRounds) {
        this.part = part;
        this.guestRounds = guestRounds;
    }

    /** Of the guest; those of the host are no matter of choice. */
    @Override
    public Optional<Benchmark> withRounds(int rounds) {
        return part == Part.HOST ? Optional.empty() : Optional.of(new OutageBench(part, rounds));
    }

    @Override
    public String name() {
        return part.word;
    }

    @Override
    public String description() {
        return part.description;
    }

    @Override
    public List<Figure> run(Consumer<String> progress) {
        List<Figure> figures = new ArrayList<>();
        if (part != Part.GUEST) {
            figures.addAll(host(progress));
        }
        if (part != Part.HOST) {
            figures.addAll(new GuestOutage(guestRounds, progress).figures());
        }
        return figures;
    }

    private static List<Figure> host(Consumer<String> progress) {
        List<Figure> figures = new ArrayList<>(new HostOutage(progress).figures());
        for (Steering steering : List.of(Steering.BPF_PROBE, Steering.BPF_FLIP)) {
            figures.addAll(figures(steering, rounds(steering, progress)));
        }
        try {
            figures.add(deaths(progress));
        } catch (LabException e) {
            // The figures above took minutes and stand for themselves.
            progress.accept(String.valueOf(e.getMessage()));
            figures.add(Figure.atMost(0, "series of " + DEATHS + " unplugs while dead broken off", "", List.of(1.0)));
        }
        return figures;
    }

    private static List<StageResult> rounds(Steering steering, Consumer<String> progress) {
        try (Lab lab = Lab.build()) {
            Story story = begin(lab, steering);
            for (int round = 1; round <= ROUNDS; round++) {
                story.round(round);
                progress.accept(steering.word() + ": round " + round + " of " + ROUNDS);
            }
            story.destroy();
            return story.results();
        }
    }

    private static Story begin(Lab lab, Steering steering) {
        Daemon daemon = new Daemon(lab, Program.netfailover());
        daemon.start();
        return new Story(lab, daemon, steering, result -> {});
    }

    private static List<Figure> figures(Steering steering, List<StageResult> results) {
        Map<Stage, List<StageResult>> byStage = results.stream().collect(Collectors.groupingBy(StageResult::stage));
        List<Figure> figures = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            Promise promise = Promise.of(stage, steering);
            if (stage != Stage.CREATED && stage != Stage.DESTROYED) {
                String metric = steering.word() + ", " + stage.title() + ", lost";
                List<Double> lost = lost(byStage.getOrDefault(stage, List.of()));
                figures.add(
                        promise.mostLost() == Promise.ANY
                                ? Figure.told(metric, "packets", lost)
                                : Figure.atMost((double) promise.mostLost(), metric, "packets", lost));
            }
        }
        double broken = results.stream()
                .mapToDouble(result -> result.objections().size())
                .sum();
        figures.add(Figure.atMost(0, steering.word() + ", other promises broken", "", List.of(broken)));
        return figures;
    }

    private static List<Double> lost(List<StageResult> results) {
        return results.stream().map(result -> (double) result.probe().lost()).toList();
    }

    /** Each of them counts here, not their median: the memory of the link that went is taken by others at once. */
    private static Figure deaths(Consumer<String> progress) {
        try (Lab lab = Lab.build()) {
            Story story = begin(lab, Steering.BPF_PROBE);
            try (Churn churn = Churn.start(lab)) {
                for (int death = 1; death <= DEATHS; death++) {
                    story.death(death);
                    progress.accept("unplugged while dead: " + death + " of " + DEATHS + ", " + churn.links()
                            + " other links came and went");
                }
            }
            story.destroy();
            double most = story.results().stream()
                    .filter(result -> result.stage() == Stage.UNPLUGGED_WHILE_DEAD)
                    .mapToDouble(result -> result.probe().lost())
                    .max()
                    .orElse(Double.NaN);
            return new Figure(
                    "most lost of " + DEATHS + " unplugs while dead, other links coming and going",
                    "packets",
                    List.of(most),
                    Optional.of(new Figure.Target(
                            Promise.of(Stage.UNPLUGGED_WHILE_DEAD, Steering.BPF_PROBE)
                                    .mostLost(),
                            false)));
        }
    }
}
