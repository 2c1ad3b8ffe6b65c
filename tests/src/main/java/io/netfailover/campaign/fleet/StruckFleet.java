package io.netfailover.campaign.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfailover.lab.FleetLab;
import io.netfailover.lab.HostDaemon;
import io.netfailover.lab.QemuHost;
import io.netfailover.lab.QemuLabSpec;
import io.netfailover.lab.Wait;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Two hosts with a VM between them; it is ordered from one to the other, and somebody is struck meanwhile. */
public final class StruckFleet implements AutoCloseable {
    private static final Duration UP_LIMIT = Duration.ofMinutes(2);
    private static final Duration MOMENT_LIMIT = Duration.ofSeconds(30);
    private static final int PROBES_PER_SECOND = 20;

    private final FleetLab lab = FleetLab.build(QemuLabSpec.usual());
    private final MovedFleet moved = new MovedFleet(lab, PROBES_PER_SECOND, Map.of("timeout", "PT60S"));

    /**
     * What a round showed.
     *
     * @param result how the migration ended; empty when it did not
     * @param seconds from the order to the end
     * @param longestGapSeconds without an answer of the guest
     */
    public record Outcome(Optional<String> result, double seconds, double longestGapSeconds, List<String> objections) {}

    /** @param plant a fault, empty for none */
    public Outcome strike(Blow blow, String plant) {
        long startNs = System.nanoTime();
        int source = moved.home();
        String id = moved.order(Map.of("bandwidthMiBps", blow.bandwidthMiBps()));
        if (awaitMoment(source, id, blow)) {
            Wait.pass(blow.after());
            fall(source, blow);
        }
        Optional<JsonNode> end = moved.awaitEnd(id);
        long endNs = System.nanoTime();
        List<String> objections = new ArrayList<>();
        if (end.isEmpty()) {
            objections.add("it does not end");
        }
        if (!Wait.until(() -> lab.isUp(0) && lab.isUp(1), UP_LIMIT)) {
            objections.add("the fleet has not come together again");
        }
        end.ifPresent(migration -> objections.addAll(moved.judge(migration, plant)));
        double gap = moved.seen(startNs, System.nanoTime()).longestGapSeconds();
        if (!objections.isEmpty()) {
            objections.add("its story: " + moved.story(id));
        }
        return new Outcome(
                end.map(migration -> migration.path("result").asText()), (endNs - startNs) / 1e9, gap, objections);
    }

    /** @return false when it is over without that moment */
    private boolean awaitMoment(int source, String id, Blow blow) {
        String step = FleetStory.word(blow.at());
        boolean[] seen = new boolean[1];
        Wait.until(
                () -> {
                    Optional<JsonNode> now = lab.daemon(source).get("/v1/migrations/" + id);
                    now.ifPresent(migration -> seen[0] = IntStream.range(
                                    0, migration.path("timeline").size())
                            .mapToObj(migration.path("timeline")::path)
                            .anyMatch(line -> line.path("step").asText().equals(step)
                                    && (!blow.ended() || line.hasNonNull("ended"))));
                    return seen[0]
                            || now.filter(migration -> migration.hasNonNull("result"))
                                    .isPresent();
                },
                MOMENT_LIMIT);
        return seen[0];
    }

    private void fall(int source, Blow blow) {
        switch (blow.victim()) {
            case INCOMING_QEMU -> lab.lab().qemus(lab.host(1 - source)).forEach(ProcessHandle::destroyForcibly);
            case DATABASE -> {
                lab.database().stop();
                Wait.pass(blow.away());
                lab.database().start();
            }
            case NETWORK -> {
                lab.lab().setLink(lab.host(1), QemuHost.MIGRATION_LINK, false);
                Wait.pass(blow.away());
                lab.lab().setLink(lab.host(1), QemuHost.MIGRATION_LINK, true);
            }
            case SOURCE -> fall(List.of(lab.daemon(source)), blow);
            case DESTINATION -> fall(List.of(lab.daemon(1 - source)), blow);
            case BOTH -> fall(List.of(lab.daemon(0), lab.daemon(1)), blow);
        }
    }

    private static void fall(List<HostDaemon> daemons, Blow blow) {
        if (blow.how() == Blow.How.KILLED) {
            daemons.forEach(HostDaemon::kill);
            Wait.pass(blow.away());
            daemons.forEach(HostDaemon::launch);
        } else {
            daemons.forEach(daemon -> daemon.signal("STOP"));
            Wait.pass(blow.away());
            daemons.forEach(daemon -> daemon.signal("CONT"));
        }
    }

    /** For whoever has to find out why. */
    public void keepLogs(Path directory, String prefix) {
        moved.keepLogs(directory, prefix);
    }

    @Override
    public void close() {
        moved.close();
    }
}
