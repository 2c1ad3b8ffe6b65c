package io.netfailover.campaign.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfailover.lab.Fleet;
import io.netfailover.lab.GuestProbe;
import io.netfailover.lab.HostPicture;
import io.netfailover.lab.HostPlace;
import io.netfailover.lab.LabException;
import io.netfailover.lab.ProbeReport;
import io.netfailover.lab.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A VM that is ordered from one host to the other and back, and the judge of each end: it must look as after a clean migration. */
public final class MovedFleet implements AutoCloseable {
    /** Fault: an FDB entry comes back after the end. */
    public static final String STALE_ENTRY = "stale-entry";
    /** Fault: the VF that the VM has left claims its MAC again. */
    public static final String STALE_MAC = "stale-mac";
    /** Fault: a VF of the host without the VM is reserved for nobody. */
    public static final String KEPT_VF = "kept-vf";

    private static final int MIGRATIONS_TO_LEARN_FROM = 4;
    private static final Duration END_LIMIT = Duration.ofMinutes(3);
    private static final Duration SETTLE = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration COMMAND = Duration.ofSeconds(60);

    private final Fleet fleet;
    private final List<GuestProbe> probes;
    private final Map<String, Object> orders;
    private final Map<Integer, HostPicture> withVm = new HashMap<>();
    private final Map<Integer, HostPicture> withoutVm = new HashMap<>();
    private int home;
    private int migrationsSeen;

    /**
     * What clients of the VM saw: of its networks, that which fared worst.
     *
     * @param sent numbered packets
     */
    public record Seen(long sent, long lost, double longestGapSeconds, long duplicates) {}

    /** @param orders how the VM is to be moved, in words of the API */
    public MovedFleet(Fleet fleet, int probesPerSecond, Map<String, Object> orders) {
        this.fleet = fleet;
        this.orders = Map.copyOf(orders);
        this.probes = fleet.probes(probesPerSecond);
    }

    /**
     * There and back, twice at once, to learn what a clean end looks like on each host: the VF that a VM was started with need not be the
     * one that it gets when it comes back. A second time does nothing.
     */
    public void learnCleanEnds() {
        for (int i = migrationsSeen; i < MIGRATIONS_TO_LEARN_FROM; i++) {
            String id = order(Map.of());
            JsonNode end = awaitEnd(id).orElseThrow(() -> new LabException("a clean migration does not end"));
            if (!isCompleted(end)) {
                throw new LabException("not even a clean migration succeeds: " + story(id));
            }
            home = 1 - home;
            Wait.pass(HostPicture.SETTLING);
            withVm.put(home, fleet.picture(home));
            withoutVm.put(1 - home, fleet.picture(1 - home));
            migrationsSeen++;
        }
    }

    /** The host that the VM is on. */
    public int home() {
        return home;
    }

    /**
     * Orders the VM to the other host.
     *
     * @return the migration's id
     */
    public String order(Map<String, Object> more) {
        Map<String, Object> order = new HashMap<>(orders);
        order.putAll(more);
        order.put("domain", fleet.domain().value());
        order.put("to", name(1 - home));
        Optional<JsonNode> answer = fleet.daemon(home).post("/v1/migrations", order);
        return answer.map(json -> json.path("id").asText())
                .filter(id -> !id.isEmpty())
                .orElseThrow(() -> new LabException("the order is not taken: " + answer));
    }

    static String name(int host) {
        return "hv" + (host + 1);
    }

    static boolean hasEnded(JsonNode migration) {
        return migration.hasNonNull("result");
    }

    private static boolean isCompleted(JsonNode migration) {
        return migration.path("result").asText().equals("completed");
    }

    private Optional<JsonNode> migration(String id) {
        return fleet.daemon(home)
                .get("/v1/migrations/" + id)
                .filter(MovedFleet::hasEnded)
                .or(() -> fleet.daemon(1 - home).get("/v1/migrations/" + id));
    }

    /** Empty when it has not ended after {@link #END_LIMIT}. */
    public Optional<JsonNode> awaitEnd(String id) {
        long deadlineNs = System.nanoTime() + END_LIMIT.toNanos();
        while (System.nanoTime() < deadlineNs) {
            Optional<JsonNode> ended = migration(id).filter(MovedFleet::hasEnded);
            if (ended.isPresent()) {
                return ended;
            }
            Wait.pass(Duration.ofMillis(100));
        }
        return Optional.empty();
    }

    /**
     * What is wrong with an end; what is only late has come by then.
     *
     * @param plant a fault that befalls it first, empty for none
     */
    public List<String> judge(JsonNode migration, String plant) {
        home = isCompleted(migration) ? 1 - home : home;
        plant(plant);
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
        HostPicture here = fleet.picture(home);
        HostPicture there = fleet.picture(1 - home);
        if (!here.runs()) {
            objections.add("the VM is " + here.state() + " on " + name(home) + ", where it should run");
        }
        if (!there.isWithoutVm()) {
            objections.add("something of the VM is left on " + name(1 - home) + ": " + there.state());
        }
        compare(here, withVm, home, objections);
        compare(there, withoutVm, 1 - home, objections);
        if (here.runs()) {
            objections.addAll(fleet.objections(home));
            long now = System.nanoTime();
            Seen last = seen(now, now + LOOK.toNanos());
            if (last.sent() == 0 || last.lost() > last.sent() / 10) {
                objections.add("of " + last.sent() + " probes " + last.lost() + " got no answer");
            }
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

    /** Of packets sent in [fromNs, toNs), {@link System#nanoTime}. */
    public Seen seen(long fromNs, long toNs) {
        List<ProbeReport> reports =
                probes.stream().map(probe -> probe.report(fromNs, toNs)).toList();
        return new Seen(
                reports.stream().mapToLong(ProbeReport::sent).min().orElse(0),
                reports.stream().mapToLong(ProbeReport::lost).max().orElse(0),
                reports.stream()
                                .mapToDouble(ProbeReport::longestGapMillis)
                                .max()
                                .orElse(0)
                        / 1e3,
                reports.stream().mapToLong(ProbeReport::duplicates).max().orElse(0));
    }

    private void plant(String fault) {
        HostPlace left = fleet.place(1 - home);
        switch (fault) {
            case STALE_ENTRY -> left.addEntry(fleet.mac());
            case STALE_MAC -> left.claim(fleet.mac());
            case KEPT_VF ->
                fleet.daemon(1 - home)
                        .run(COMMAND, "vf", "reserve", left.pf(), "" + left.firstVf(), "--for", "nobody")
                        .orFail();
            default -> {}
        }
    }

    /** For whoever has to find out why. */
    public String story(String id) {
        return migration(id).map(FleetStory::of).orElse("nobody knows " + id);
    }

    /** What the guest's kernel says of its memory when that is not what it has written, which no host can do to it. */
    public Optional<String> damage() {
        return SoundGuest.damage(fleet);
    }

    /** For whoever has to find out why. */
    public void keepLogs(Path directory, String prefix) {
        for (int host = 0; host < 2; host++) {
            for (Path log : fleet.logs(host)) {
                try {
                    Files.createDirectories(directory);
                    Files.copy(
                            log,
                            directory.resolve(prefix + "-" + name(host) + "-" + log.getFileName()),
                            StandardCopyOption.REPLACE_EXISTING);
                } catch (NoSuchFileException e) {
                    // there was no VM on that host
                } catch (IOException e) {
                    System.err.println("a log cannot be kept: " + e.getMessage());
                }
            }
        }
    }

    /** One line for each thing that is still there; for after {@link #close}. */
    public List<String> leftovers() {
        return fleet.leftovers();
    }

    @Override
    public void close() {
        fleet.close();
    }
}
