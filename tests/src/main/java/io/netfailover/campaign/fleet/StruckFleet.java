package io.netfailover.campaign.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfailover.lab.Command;
import io.netfailover.lab.FleetLab;
import io.netfailover.lab.GuestConsole;
import io.netfailover.lab.GuestProbe;
import io.netfailover.lab.HostDaemon;
import io.netfailover.lab.HostPicture;
import io.netfailover.lab.LabException;
import io.netfailover.lab.ProbeReport;
import io.netfailover.lab.QemuHost;
import io.netfailover.lab.QemuLabSpec;
import io.netfailover.lab.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Two hosts with a VM between them; it is ordered from one to the other, and somebody is struck meanwhile. */
public final class StruckFleet implements AutoCloseable {
    /** Fault: an FDB entry comes back after the end. */
    public static final String STALE_ENTRY = "stale-entry";
    /** Fault: the VF that the VM has left claims its MAC again. */
    public static final String STALE_MAC = "stale-mac";
    /** Fault: a VF of the host without the VM is reserved for nobody. */
    public static final String KEPT_VF = "kept-vf";

    private static final Duration END_LIMIT = Duration.ofMinutes(3);
    private static final Duration UP_LIMIT = Duration.ofMinutes(2);
    private static final Duration MOMENT_LIMIT = Duration.ofSeconds(30);
    private static final Duration SETTLE = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration COMMAND = Duration.ofSeconds(60);
    private static final Duration GUEST = Duration.ofSeconds(5);
    private static final int PROBES_PER_SECOND = 20;

    private final FleetLab lab = FleetLab.build(QemuLabSpec.usual());
    private final GuestProbe probe = lab.lab().probe(PROBES_PER_SECOND);
    private final Map<Integer, HostPicture> withVm = new HashMap<>();
    private final Map<Integer, HostPicture> withoutVm = new HashMap<>();
    private int home;

    /**
     * What a round showed.
     *
     * @param result how the migration ended; empty when it did not
     * @param seconds from the order to the end
     * @param longestGapSeconds without an answer of the guest
     */
    public record Outcome(Optional<String> result, double seconds, double longestGapSeconds, List<String> objections) {}

    /** There and back without a blow: what a clean end looks like on each host. */
    public StruckFleet() {
        try {
            for (int i = 0; i < 2; i++) {
                JsonNode end = awaitEnd(order(0)).orElseThrow(() -> new LabException("a clean migration does not end"));
                if (!end.path("result").asText().equals("completed")) {
                    throw new LabException("not even a clean migration succeeds: " + end);
                }
                home = 1 - home;
                Wait.pass(LOOK);
                withVm.put(home, lab.picture(home));
                withoutVm.put(1 - home, lab.picture(1 - home));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** @param plant a fault, empty for none */
    public Outcome strike(Blow blow, String plant) {
        long startNs = System.nanoTime();
        String id = order(blow.bandwidthMiBps());
        boolean struck = awaitMoment(id, blow);
        if (struck) {
            Wait.pass(blow.after());
            fall(blow);
        }
        Optional<JsonNode> end = awaitEnd(id);
        long endNs = System.nanoTime();
        List<String> objections = new ArrayList<>();
        if (end.isEmpty()) {
            objections.add("it had not ended after " + END_LIMIT.toSeconds() + " s");
        }
        if (!Wait.until(() -> lab.isUp(0) && lab.isUp(1), UP_LIMIT)) {
            objections.add("the fleet has not come together again");
        }
        end.ifPresent(migration -> {
            home = migration.path("result").asText().equals("completed") ? 1 - home : home;
            plant(plant);
            objections.addAll(settled(migration));
        });
        ProbeReport probed = probe.report(startNs, System.nanoTime());
        if (!objections.isEmpty()) {
            objections.add("its story: " + story(id));
        }
        return new Outcome(
                end.map(migration -> migration.path("result").asText()),
                (endNs - startNs) / 1e9,
                probed.longestGapMillis() / 1e3,
                objections);
    }

    private String order(int bandwidthMiBps) {
        Map<String, Object> order =
                Map.of("domain", "vm1", "to", name(1 - home), "bandwidthMiBps", bandwidthMiBps, "timeout", "PT60S");
        Optional<JsonNode> answer = lab.daemon(home).post("/v1/migrations", order);
        return answer.map(json -> json.path("id").asText())
                .filter(id -> !id.isEmpty())
                .orElseThrow(() -> new LabException("the order is not taken: " + answer));
    }

    private static String name(int host) {
        return "hv" + (host + 1);
    }

    private Optional<JsonNode> migration(String id) {
        return lab.daemon(home)
                .get("/v1/migrations/" + id)
                .filter(found -> found.hasNonNull("result"))
                .or(() -> lab.daemon(1 - home).get("/v1/migrations/" + id));
    }

    private Optional<JsonNode> awaitEnd(String id) {
        long deadlineNs = System.nanoTime() + END_LIMIT.toNanos();
        while (System.nanoTime() < deadlineNs) {
            Optional<JsonNode> ended = migration(id).filter(migration -> migration.hasNonNull("result"));
            if (ended.isPresent()) {
                return ended;
            }
            Wait.pass(Duration.ofMillis(100));
        }
        return Optional.empty();
    }

    /** @return false when it is over without that moment */
    private boolean awaitMoment(String id, Blow blow) {
        String step = FleetStory.word(blow.at());
        boolean[] seen = new boolean[1];
        Wait.until(
                () -> {
                    Optional<JsonNode> now = lab.daemon(home).get("/v1/migrations/" + id);
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

    private void fall(Blow blow) {
        switch (blow.victim()) {
            case INCOMING_QEMU -> lab.lab().qemus(lab.host(1 - home)).forEach(ProcessHandle::destroyForcibly);
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
            case SOURCE -> fall(List.of(lab.daemon(home)), blow);
            case DESTINATION -> fall(List.of(lab.daemon(1 - home)), blow);
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

    private void plant(String fault) {
        QemuHost left = lab.host(1 - home);
        switch (fault) {
            case STALE_ENTRY ->
                Command.run(
                                "bridge",
                                "-n",
                                left.namespace().name(),
                                "fdb",
                                "add",
                                lab.lab().mac().toString(),
                                "dev",
                                QemuHost.UPLINK_VF,
                                "self",
                                "permanent")
                        .orFail();
            case STALE_MAC -> {
                String file = QemuHost.PF + "." + QemuHost.GUEST_VF + ".json";
                try {
                    Files.copy(
                            lab.host(home).admin().resolve(file),
                            left.admin().resolve(file),
                            StandardCopyOption.REPLACE_EXISTING);
                } catch (IOException e) {
                    throw new LabException("cannot plant: " + e.getMessage(), e);
                }
            }
            case KEPT_VF ->
                lab.daemon(1 - home)
                        .run(COMMAND, "vf", "reserve", QemuHost.PF, "" + QemuHost.GUEST_VF, "--for", "nobody")
                        .orFail();
            default -> {}
        }
    }

    /** What is only late has come by then. */
    private List<String> settled(JsonNode migration) {
        long deadlineNs = System.nanoTime() + SETTLE.toNanos();
        List<String> objections = objections(migration);
        while (!objections.isEmpty() && System.nanoTime() < deadlineNs) {
            Wait.pass(LOOK);
            objections = objections(migration);
        }
        return objections;
    }

    private List<String> objections(JsonNode migration) {
        List<String> objections = new ArrayList<>(FleetStory.objections(migration));
        HostPicture here = lab.picture(home);
        HostPicture there = lab.picture(1 - home);
        if (!here.runs()) {
            objections.add("the VM is " + here.state() + " on " + name(home) + ", where it should run");
        }
        if (!there.isWithoutQemu()) {
            objections.add("a QEMU is left on " + name(1 - home) + ": " + there.state());
        }
        compare(here, withVm, home, objections);
        compare(there, withoutVm, 1 - home, objections);
        if (here.runs()) {
            askGuest(objections);
        }
        return objections;
    }

    private static void compare(HostPicture now, Map<Integer, HostPicture> clean, int host, List<String> objections) {
        HostPicture expected = clean.get(host);
        if (expected != null) {
            now.differenceFrom(expected)
                    .ifPresent(words -> objections.add(name(host) + " differs from a clean end: " + words));
        }
    }

    /** By its own words and by what comes back from it. */
    private void askGuest(List<String> objections) {
        try (GuestConsole guest = lab.lab().console(lab.host(home))) {
            String standby =
                    guest.run("cat /sys/class/net/eth1/carrier", GUEST).out().strip();
            if (!standby.equals("0")) {
                objections.add("the standby's carrier is '" + standby + "' to the guest");
            }
            if (!guest.awaitCarrierOnPrimary(LOOK)) {
                objections.add("the VF has no carrier to the guest");
            }
        } catch (LabException e) {
            objections.add(e.getMessage());
        }
        long now = System.nanoTime();
        ProbeReport last = probe.report(now, now + LOOK.toNanos());
        if (last.sent() == 0 || last.lost() > last.sent() / 10) {
            objections.add("of " + last.sent() + " probes " + last.lost() + " got no answer");
        }
    }

    private String story(String id) {
        return migration(id).map(FleetStory::of).orElse("nobody knows " + id);
    }

    /** For whoever has to find out why. */
    public void keepLogs(Path directory, String prefix) {
        for (int host = 0; host < 2; host++) {
            try {
                Files.createDirectories(directory);
                Files.copy(
                        lab.daemon(host).home().resolve("daemon.log"),
                        directory.resolve(prefix + "-" + name(host) + ".log"),
                        StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                System.err.println("a log cannot be kept: " + e.getMessage());
            }
        }
    }

    public List<String> leftovers() {
        return lab.leftovers();
    }

    @Override
    public void close() {
        lab.close();
    }
}
