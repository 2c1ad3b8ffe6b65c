package io.netfailover.campaign.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfailover.lab.Command;
import io.netfailover.lab.Fleet;
import io.netfailover.lab.HostDaemon;
import io.netfailover.lab.LabException;
import io.netfailover.lab.LibvirtHost;
import io.netfailover.lab.Wait;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Two hosts with a VM between them; it is ordered from one to the other, and somebody is struck meanwhile. */
public final class StruckFleet implements AutoCloseable {
    private static final Duration UP_LIMIT = Duration.ofMinutes(2);
    private static final Duration MOMENT_LIMIT = Duration.ofMinutes(1);
    /** Until one is struck. */
    private static final int MOST_MIGRATIONS = 6;

    private static final int PROBES_PER_SECOND = 20;

    private final Fleet lab;
    private final MovedFleet moved;

    /**
     * What a round showed.
     *
     * @param fellAt the step that was under way when the blow fell, in words
     * @param missed migrations before it that had ended when the blow was to fall
     * @param result how the migration ended; empty when it did not
     * @param seconds from the order to the end
     * @param longestGapSeconds without an answer of the guest
     */
    public record Outcome(
            String fellAt,
            int missed,
            Optional<String> result,
            double seconds,
            double longestGapSeconds,
            List<String> objections) {}

    /** @param lab closed with this one */
    public StruckFleet(Fleet lab) {
        this.lab = lab;
        this.moved = new MovedFleet(lab, PROBES_PER_SECOND, Map.of("timeout", "PT60S"));
    }

    /**
     * Orders migrations until the blow has fallen into one.
     *
     * @param plant a fault, empty for none
     * @throws LabException when a migration that was not struck is not whole, or when none could be struck
     */
    public Outcome strike(Blow blow, String plant) {
        moved.learnCleanEnds();
        Blow next = blow;
        for (int missed = 0; missed < MOST_MIGRATIONS; missed++) {
            long startNs = System.nanoTime();
            int source = moved.home();
            String id = moved.order(Map.of("bandwidthMiBps", next.bandwidthMiBps()));
            Optional<String> fellAt = awaitMoment(source, id, next);
            if (fellAt.isPresent()) {
                fall(source, next);
                return judged(id, startNs, fellAt.get(), missed, plant);
            }
            Outcome unstruck = judged(id, startNs, "", missed, "");
            if (!unstruck.objections().isEmpty()) {
                throw new LabException("without a blow: " + String.join("; ", unstruck.objections()));
            }
            next = next.sooner();
        }
        throw new LabException("each of " + MOST_MIGRATIONS + " migrations ended before the blow: " + blow);
    }

    private Outcome judged(String id, long startNs, String fellAt, int missed, String plant) {
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
                fellAt,
                missed,
                end.map(migration -> migration.path("result").asText()),
                (endNs - startNs) / 1e9,
                gap,
                objections);
    }

    /** @return the step that is under way at that moment; empty when it is over before */
    private Optional<String> awaitMoment(int source, String id, Blow blow) {
        Wait.until(
                () -> seen(source, id)
                        .filter(migration -> hasCome(migration, blow) || MovedFleet.hasEnded(migration))
                        .isPresent(),
                MOMENT_LIMIT);
        Wait.pass(blow.after());
        return seen(source, id)
                .filter(migration -> hasCome(migration, blow) && !MovedFleet.hasEnded(migration))
                .map(FleetStory::lastStep)
                // later it would be the VM itself, and nobody promises to survive that
                .filter(step -> blow.victim() != Blow.Victim.INCOMING_QEMU || step.equals(FleetStory.word(blow.at())));
    }

    private Optional<JsonNode> seen(int source, String id) {
        return lab.daemon(source).get("/v1/migrations/" + id);
    }

    private static boolean hasCome(JsonNode migration, Blow blow) {
        return FleetStory.has(migration, blow.at(), blow.ended());
    }

    private void fall(int source, Blow blow) {
        switch (blow.victim()) {
            case INCOMING_QEMU -> lab.qemus(1 - source).forEach(qemu -> signal(qemu, blow.how()));
            case DATABASE -> {
                lab.database().stop();
                Wait.pass(blow.away());
                lab.database().start();
            }
            case NETWORK -> {
                lab.setNetwork(false);
                Wait.pass(blow.away());
                lab.setNetwork(true);
            }
            case LIBVIRTD_OF_SOURCE -> fall(lab.libvirtd(source).orElseThrow(), blow);
            case LIBVIRTD_OF_DESTINATION -> fall(lab.libvirtd(1 - source).orElseThrow(), blow);
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

    private static void fall(LibvirtHost libvirtd, Blow blow) {
        if (blow.how() == Blow.How.KILLED) {
            libvirtd.kill();
            Wait.pass(blow.away());
            libvirtd.start();
        } else {
            libvirtd.signal("STOP");
            Wait.pass(blow.away());
            libvirtd.signal("CONT");
        }
    }

    private static void signal(ProcessHandle process, Blow.How how) {
        String name = how == Blow.How.KILLED ? "KILL" : "STOP";
        Command.run("kill", "-" + name, Long.toString(process.pid())).orFail();
    }

    /** As {@link MovedFleet#damage}. */
    public Optional<String> damage() {
        return moved.damage();
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
