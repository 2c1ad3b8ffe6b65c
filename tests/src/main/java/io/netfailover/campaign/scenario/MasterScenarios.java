package io.netfailover.campaign.scenario;

import io.netfailover.lab.LabException;
import io.netfailover.lab.Wait;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's master and ours in one guest, and scenarios for both. The guest is booted when it is needed and serves as long as both
 * masters come back to the state that they began in.
 */
public final class MasterScenarios implements AutoCloseable {
    /** Our receive rule is the default one instead of the kernel's. */
    public static final String RX_OPEN = "rx-open";
    /** Our daemon sleeps: what its programs in the kernel do not do by themselves is left undone. */
    public static final String SLEEPING_DAEMON = "sleeping-daemon";

    private static final Duration RESTORED = Duration.ofSeconds(20);
    /** A link that was plugged or came back is put right by the second. */
    private static final int RESTORATIONS = 3;

    private static final int RANDOM_STEPS = 20;

    private final String plant;
    private final Consumer<String> progress;
    private @Nullable Scene scene;
    private String base = "";

    /**
     * What a scenario tried and found.
     *
     * @param objections differences that no row of the table allows
     */
    public record Outcome(SortedMap<String, Long> counts, List<String> objections) {}

    /** @param plant one of the faults above, or none of them */
    public MasterScenarios(String plant, Consumer<String> progress) {
        this.plant = plant;
        this.progress = progress;
    }

    /** Those that were thought out, in their order. */
    public static List<Scenario> written() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(MasterScenarios.class.getResourceAsStream("scenarios")),
                StandardCharsets.UTF_8))) {
            return Scenario.parse(lines.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The written ones are first, from number 1 on; after them come random ones. */
    public Outcome run(long number) {
        List<Scenario> written = written();
        return run(
                number >= 1 && number <= written.size()
                        ? written.get((int) number - 1)
                        : RandomScenario.of(number, RANDOM_STEPS));
    }

    public Outcome run(Scenario scenario) {
        Scene here = scene();
        try {
            ScenarioRun run = new ScenarioRun(here, scenario);
            run.run();
            List<String> objections = new ArrayList<>(run.objections());
            String notRestored = restore(here);
            if (!notRestored.isEmpty()) {
                objections.add(scenario.name() + ", afterwards: " + notRestored);
                close();
            }
            return new Outcome(run.counts(), objections);
        } catch (LabException e) {
            close();
            throw e;
        }
    }

    private Scene scene() {
        Scene here = scene;
        if (here == null) {
            progress.accept("booting a guest with both masters");
            here = new Scene(plant.equals(RX_OPEN) ? "open" : "strict");
            scene = here;
            base = alike(here);
            if (plant.equals(SLEEPING_DAEMON)) {
                here.stopDaemon();
            }
        }
        return here;
    }

    /** @return what both have alike */
    private static String alike(Scene scene) {
        Scene.Seen[] seen = {scene.see()};
        boolean alike = Wait.until(
                () -> {
                    seen[0] = scene.see();
                    return seen[0].of(Arm.KERNEL)
                            .toString()
                            .equals(seen[0].of(Arm.OURS).toString());
                },
                RESTORED);
        if (!alike) {
            throw new LabException("the two masters do not begin alike: "
                    + Facts.differences(seen[0].of(Arm.KERNEL), seen[0].of(Arm.OURS)));
        }
        return seen[0].of(Arm.KERNEL).toString();
    }

    /** @return how far it is from the base state; empty is what one wants */
    private String restore(Scene here) {
        Scene.Seen[] last = new Scene.Seen[1];
        for (int attempt = 0; attempt < RESTORATIONS; attempt++) {
            here.restore();
            boolean restored = Wait.until(
                    () -> {
                        last[0] = here.see();
                        return last[0].of(Arm.KERNEL).toString().equals(base)
                                && last[0].of(Arm.OURS).toString().equals(base);
                    },
                    RESTORED);
            if (restored) {
                here.isRestored();
                return "";
            }
        }
        return "kernel " + last[0].of(Arm.KERNEL) + ", ours " + last[0].of(Arm.OURS);
    }

    @Override
    public void close() {
        Scene here = scene;
        if (here != null) {
            here.close();
            scene = null;
        }
    }
}
