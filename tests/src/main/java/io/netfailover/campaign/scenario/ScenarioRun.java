package io.netfailover.campaign.scenario;

import io.netfailover.lab.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Takes both masters through a scenario, and objects to whatever they do not have alike and no row of the table allows. */
final class ScenarioRun {
    /** Address lists and modes follow within a second: who looks sooner may find alike what is about to differ. */
    private static final Duration FIRST_LOOK = Duration.ofMillis(1_500);
    /** On a machine that emulates and is busy. */
    private static final Duration SETTLED = Duration.ofSeconds(15);

    /** Our statistics are read every second, by a JVM that is emulated. */
    private static final Duration TALLIED = Duration.ofMillis(2_500);

    private final Scene scene;
    private final Scenario scenario;
    private final Events events = new Events();
    private final SortedMap<String, Long> counts = new TreeMap<>();
    private final List<String> objections = new ArrayList<>();
    /** At the last look, without any difference that a row allows. */
    private boolean alike = true;

    private final Map<Arm, Tally> tallies = new EnumMap<>(Arm.class);

    ScenarioRun(Scene scene, Scenario scenario) {
        this.scene = scene;
        this.scenario = scenario;
    }

    SortedMap<String, Long> counts() {
        return counts;
    }

    List<String> objections() {
        return objections;
    }

    /** Ends in the base state. */
    void run() {
        count("scenarios");
        Scene.Seen before = look();
        for (Step step : scenario.steps()) {
            count("steps");
            events.beginStep();
            Map<Arm, String> said = scene.perform(step);
            before = settle(step, said, before);
        }
        if (alike) {
            compareTallies(scenario.steps().get(scenario.steps().size() - 1));
        }
    }

    /**
     * Looks until both are alike, or long enough.
     *
     * @return what was seen last
     */
    private Scene.Seen settle(Step step, Map<Arm, String> said, Scene.Seen before) {
        long deadlineNs = System.nanoTime() + SETTLED.toNanos();
        Wait.pass(FIRST_LOOK);
        while (true) {
            Scene.Seen seen = look();
            said.forEach((arm, word) -> seen.of(arm).put(Allowance.SAID, word));
            List<Facts.Difference> differences = Facts.differences(seen.of(Arm.KERNEL), seen.of(Arm.OURS));
            List<Facts.Difference> wrong = Allowance.reject(differences, step, before, seen);
            alike = differences.isEmpty();
            if (wrong.isEmpty() || System.nanoTime() > deadlineNs) {
                object(step, wrong);
                count("differences that a row allows", differences.size() - wrong.size());
                object(step, Allowance.reject(orders(), step, before, seen));
                return seen;
            }
        }
    }

    /** The kernel's own begin anew at times: with Linux 6.1 when a slave goes, for one. */
    private void ranBackwards(Arm arm, Tally before, Tally now) {
        if (arm == Arm.OURS) {
            objections.add(scenario.name() + ": our counters ran backwards: " + before + ", then " + now);
        } else {
            count("times that the kernel's counters ran backwards");
        }
    }

    /** What the same frames add to the counters of both. */
    private void compareTallies(Step last) {
        Scene.Seen before = readWhenCounted();
        look();
        long deadlineNs = System.nanoTime() + SETTLED.toNanos();
        while (true) {
            Scene.Seen after = scene.read();
            List<Facts.Difference> differences = Tally.differences(
                    after.tally(Arm.KERNEL).since(before.tally(Arm.KERNEL)),
                    after.tally(Arm.OURS).since(before.tally(Arm.OURS)));
            List<Facts.Difference> wrong = Allowance.reject(differences, last, before, after);
            if (wrong.isEmpty() || System.nanoTime() > deadlineNs) {
                object(last, wrong);
                count("differences that a row allows", differences.size() - wrong.size());
                return;
            }
        }
    }

    /** When ours has counted all that was sent so far: it reads the slaves' counters once a second. */
    private Scene.Seen readWhenCounted() {
        long deadlineNs = System.nanoTime() + SETTLED.toNanos();
        Scene.Seen last = scene.read();
        while (true) {
            Wait.pass(TALLIED);
            Scene.Seen now = scene.read();
            if (now.tally(Arm.OURS).equals(last.tally(Arm.OURS)) || System.nanoTime() > deadlineNs) {
                return now;
            }
            last = now;
        }
    }

    private List<Facts.Difference> orders() {
        String kernel = events.order(Arm.KERNEL);
        String ours = events.order(Arm.OURS);
        return kernel.equals(ours) ? List.of() : List.of(new Facts.Difference(Facts.ORDER, kernel, ours));
    }

    private Scene.Seen look() {
        Scene.Seen seen = scene.see();
        count("looks");
        events.learn(seen.links());
        events.add(seen.events());
        for (Arm arm : Arm.values()) {
            Tally now = seen.tally(arm);
            Tally before = tallies.put(arm, now);
            if (before != null && now.isBehind(before)) {
                ranBackwards(arm, before, now);
            }
        }
        return seen;
    }

    private void object(Step step, List<Facts.Difference> differences) {
        differences.forEach(difference -> objections.add(scenario.name() + ", " + step + ": " + difference));
    }

    private void count(String what) {
        count(what, 1);
    }

    private void count(String what, long more) {
        counts.merge(what, more, Long::sum);
    }
}
