package io.netfailover.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfailover.lab.Command;
import io.netfailover.lab.FleetLab;
import io.netfailover.lab.GuestProbe;
import io.netfailover.lab.HostDaemon;
import io.netfailover.lab.LabException;
import io.netfailover.lab.QemuLab;
import io.netfailover.lab.QemuLabSpec;
import io.netfailover.lab.Span;
import io.netfailover.lab.StopAndCopy;
import io.netfailover.lab.Wait;
import io.netfailover.lab.WallClock;
import java.time.Duration;
import java.time.Instant;

/** A VM that {@code netfailover migrate} moves to and fro between two daemons. */
final class FleetVm implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration CALM = Duration.ofMillis(300);

    private final FleetLab fleet;
    private final GuestProbe probe;
    private int at;
    private int migrations;

    private FleetVm(FleetLab fleet) {
        this.fleet = fleet;
        this.probe = fleet.lab().probe(MigrationBench.PROBES_PER_SECOND);
    }

    static FleetVm boot(QemuLabSpec spec) {
        return new FleetVm(FleetLab.build(spec));
    }

    /** From where it is to the other host, as a person at its host orders it. */
    MoveCost migrate() {
        QemuLab lab = fleet.lab();
        HostDaemon daemon = fleet.daemon(at);
        Wait.pass(CALM);
        WallClock clock = WallClock.read();
        try (StopAndCopy stopAndCopy =
                StopAndCopy.watch(lab, lab.hosts().get(at), lab.hosts().get(1 - at))) {
            long beginNs = System.nanoTime();
            Command.Outcome outcome = daemon.run(LIMIT, "migrate", QemuLab.DOMAIN.value(), "--to", "hv" + (2 - at));
            Span whole = new Span(beginNs, System.nanoTime());
            migrations++;
            if (outcome.exit() != 0) {
                throw new LabException("netfailover migrate ended with " + outcome.exit() + ": " + outcome.said());
            }
            at = 1 - at;
            Wait.pass(MigrationBench.SETTLE);
            JsonNode timeline = timeline(daemon);
            MoveCost.Course course = new MoveCost.Course(
                    whole,
                    stopAndCopy.span(),
                    new Span(time(clock, timeline, "feed-both", "begun"), time(clock, timeline, "clear-vf", "ended")),
                    new Span(time(clock, timeline, "apply-vf", "begun"), whole.toNs()));
            return MoveCost.of(probe::report, course, whole.andThen(MigrationBench.SETTLE));
        }
    }

    private JsonNode timeline(HostDaemon daemon) {
        String id = QemuLab.DOMAIN + "-" + migrations;
        return daemon.get("/v1/migrations/" + id)
                .map(migration -> migration.path("timeline"))
                .orElseThrow(() -> new LabException("the daemon does not tell of migration " + id));
    }

    private static long time(WallClock clock, JsonNode timeline, String step, String when) {
        for (JsonNode line : timeline) {
            if (line.path("step").asText().equals(step) && line.hasNonNull(when)) {
                return clock.nanoTime(Instant.parse(line.path(when).asText()));
            }
        }
        throw new LabException("the timeline has no step " + step + " that has " + when + ": " + timeline);
    }

    @Override
    public void close() {
        fleet.close();
    }
}
