package io.netfailover.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfailover.lab.FleetLab;
import io.netfailover.lab.GuestProbe;
import io.netfailover.lab.HostDaemon;
import io.netfailover.lab.LabException;
import io.netfailover.lab.ProbeReport;
import io.netfailover.lab.QemuLab;
import io.netfailover.lab.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The VM's journeys in {@code ./demo --vm}: makes each happen, waits until the hosts are as promised, and judges it. */
final class VmStory {
    static final int PER_SECOND = 100;

    private static final Duration MIGRATION_LIMIT = Duration.ofSeconds(100);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    /** What a supervisor such as systemd waits before it starts a service that died again. */
    private static final Duration DEAD = Duration.ofSeconds(3);
    /** Between migrations; what is lost late belongs to the one before. */
    private static final Duration SETTLING = Duration.ofMillis(600);

    private static final String MIGRATIONS = "/v1/migrations/";
    private static final Pattern STOPPED = Pattern.compile("stopped for (\\d+) ms");

    private final FleetLab fleet;
    private final GuestProbe probe;
    private final HostPromises promises;
    private final HostClock clock = HostClock.now();
    private int migrations;

    VmStory(FleetLab fleet) {
        this.fleet = fleet;
        this.probe = fleet.lab().probe(PER_SECOND);
        this.promises = new HostPromises(fleet);
    }

    /** Before the first migration, all must be as it is after each. */
    List<String> objectionsBefore() {
        Wait.pass(SETTLING);
        return settled(() -> promises.objections(0));
    }

    /** @param from 0 for hv1 */
    VmRun migrate(String title, int from) {
        Order order = order(from);
        JsonNode ended = end(order);
        return judge(title, order, ended, Optional.empty());
    }

    /** The daemon of the source is killed as soon as the memory begins to move, and is started again later. */
    VmRun migrateWithoutSourceDaemon(String title, int from) {
        Order order = order(from);
        HostDaemon source = fleet.daemon(from);
        boolean begun = Wait.until(
                () -> source.get(MIGRATIONS + order.id())
                        .filter(now -> lines(now)
                                .anyMatch(line -> line.path("step").asText().equals("migrate")))
                        .isPresent(),
                KILL_LIMIT);
        if (!begun) {
            throw new LabException(
                    "step migrate of " + order.id() + " did not begin; the log ends:\n" + source.logTail());
        }
        Instant killed = Instant.now();
        long killedNs = System.nanoTime();
        source.signal("KILL"); // the daemon alone: a QEMU that it launched lives on
        if (!Wait.until(() -> !source.isAlive(), PATIENCE)) {
            throw new LabException("the killed daemon does not end");
        }
        Wait.pass(DEAD);
        source.start();
        long readyNs = System.nanoTime();
        JsonNode ended = end(order);
        String during = lines(ended)
                .filter(line -> Instant.parse(line.path("begun").asText()).isBefore(killed))
                .reduce((first, second) -> second)
                .map(line -> line.path("step").asText())
                .orElse("nothing");
        return judge(
                title,
                order,
                ended,
                Optional.of(new VmRun.Absence(killedNs, readyNs, during, heir(order.to(), killed, killedNs))));
    }

    private record Order(String id, int from, int to, long fromNs) {}

    private Order order(int from) {
        int to = 1 - from;
        long fromNs = System.nanoTime();
        migrations++;
        String id = QemuLab.DOMAIN + "-" + migrations;
        fleet.daemon(from)
                .begin(
                        fleet.daemon(from).home().resolve("migrate-" + migrations),
                        "migrate",
                        QemuLab.DOMAIN.toString(),
                        "--to",
                        name(to));
        boolean taken = Wait.until(() -> fleet.daemon(from).get(MIGRATIONS + id).isPresent(), KILL_LIMIT);
        if (!taken) {
            throw new LabException("migration " + id + " was not taken; the log ends:\n"
                    + fleet.daemon(from).logTail());
        }
        return new Order(id, from, to, fromNs);
    }

    /** Asked of the destination, which has a daemon all the time. */
    private JsonNode end(Order order) {
        HostDaemon witness = fleet.daemon(order.to());
        Wait.until(() -> shown(witness, order).filter(VmStory::ended).isPresent(), MIGRATION_LIMIT);
        return shown(witness, order)
                .orElseThrow(() -> new LabException(name(order.to()) + " does not show " + order.id()));
    }

    private static Optional<JsonNode> shown(HostDaemon witness, Order order) {
        return witness.get(MIGRATIONS + order.id());
    }

    private static boolean ended(JsonNode migration) {
        return migration.path("endedAt").isTextual();
    }

    private VmRun judge(String title, Order order, JsonNode ended, Optional<VmRun.Absence> absence) {
        List<String> objections = new ArrayList<>();
        if (!ended.path("result").asText().equals("completed")) {
            objections.add("the migration is " + ended.path("phase").asText() + ": "
                    + ended.path("words").asText());
        }
        Wait.pass(SETTLING);
        long toNs = System.nanoTime();
        objections.addAll(settled(() -> promises.objections(order.to())));
        objections.addAll(settled(() -> promises.reservationObjections(order.to())));
        List<StepTime> steps =
                lines(ended).map(line -> StepTime.of(line, clock)).toList();
        ProbeReport all = probe.report(order.fromNs(), toNs);
        VmRun run = new VmRun(
                title,
                order.id(),
                name(order.from()),
                name(order.to()),
                order.fromNs(),
                toNs,
                StepCost.attribute(steps, order.fromNs(), toNs, probe::report),
                all,
                stoppedMillis(steps),
                absence,
                objections);
        for (MovePhase phase : MovePhase.values()) {
            if (run.lost(phase) > run.mostLost(phase)) {
                objections.add(phase.title() + ": " + run.lost(phase) + " lost, promised <= " + run.mostLost(phase));
            }
        }
        return run;
    }

    private static List<String> settled(Supplier<List<String>> objections) {
        Wait.until(() -> objections.get().isEmpty(), PATIENCE);
        return objections.get();
    }

    /** In the words of the step that moved the memory; 0 when nobody could say, as after a crash. */
    private static long stoppedMillis(List<StepTime> steps) {
        OptionalLong told = steps.stream()
                .map(step -> STOPPED.matcher(step.words()))
                .filter(Matcher::find)
                .mapToLong(match -> Long.parseLong(match.group(1)))
                .max();
        return told.orElse(0);
    }

    /** Which daemon took the migration over, by the cluster's journal. */
    private String heir(int witness, Instant killed, long killedNs) {
        Optional<JsonNode> events =
                fleet.daemon(witness).get("/v1/journal/events?entity=migration/" + QemuLab.DOMAIN + "&since=" + killed);
        if (events.isEmpty()) {
            return "who went on is not known: " + name(witness) + " cannot read the fleet's journal";
        }
        return StreamSupport.stream(events.get().path("events").spliterator(), false)
                .filter(event -> event.path("event").asText().equals("migration-incarnation-begun"))
                .reduce((first, second) -> second)
                .map(event -> String.format(
                        Locale.ROOT,
                        "%s took the migration over %.1f s after the kill",
                        event.path("data").path("node").asText(),
                        (clock.nanos(Instant.parse(event.path("at").asText())) - killedNs) / 1e9))
                .orElse(name(witness) + " had the migration all the time, and waited for the source");
    }

    private static Stream<JsonNode> lines(JsonNode migration) {
        return StreamSupport.stream(migration.path("timeline").spliterator(), false);
    }

    static String name(int host) {
        return "hv" + (host + 1);
    }
}
