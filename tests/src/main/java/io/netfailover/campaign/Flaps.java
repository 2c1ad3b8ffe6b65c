package io.netfailover.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfailover.lab.Daemon;
import io.netfailover.lab.Footprint;
import io.netfailover.lab.Lab;
import io.netfailover.lab.LabException;
import io.netfailover.lab.Program;
import io.netfailover.lab.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The slaves of a master lose and find their carrier again and again, in bursts that the journal cannot follow at once. When all is quiet the
 * master is on its primary, and the daemon that lives through all rounds of a slice takes no more memory, descriptors, eBPF objects or
 * journal than before.
 */
final class Flaps implements Campaign {
    static final String NO_DAMPING = "no-damping";
    static final String NO_SNAPSHOTS = "no-snapshots";
    static final String KEPT_MASTER = "kept-master";

    private static final int FLAPS = 1_000;
    private static final int REPORTED_ROUNDS = 100;
    private static final int LONGEST_BURST = 50;
    /** So far apart that even a busy daemon sees most of them; those of a burst it may see as one. */
    private static final Duration APART = Duration.ofMillis(10);

    private static final int FLAPS_APART = 60;
    private static final int LONGEST_PAUSE_MILLIS = 20;
    /** One flap in so many is the standby's. */
    private static final int STANDBY_OF = 10;

    /**
     * Changes of path for a flap: undamped up to two, fewer where a busy daemon sees several flaps as one; damped hardly more than the
     * standby's own (0.08 over 98,000).
     */
    private static final double DAMPED = 0.3;

    private static final int SNAPSHOT_EVERY = 20;
    private static final Duration SETTLING = Duration.ofMinutes(2);
    private static final Duration QUIET = Duration.ofMillis(500);

    private final int flaps;

    Flaps() {
        this(FLAPS);
    }

    /** @param flaps of a round */
    Flaps(int flaps) {
        this.flaps = flaps;
    }

    @Override
    public String name() {
        return "flaps";
    }

    @Override
    public String description() {
        return String.format(
                Locale.ROOT,
                "carrier lost and found, %,d times a round: a real daemon leaks and hoards nothing",
                flaps);
    }

    @Override
    public List<Fault> faults() {
        return List.of(
                new Fault(NO_DAMPING, "the path follows every flap"),
                new Fault(NO_SNAPSHOTS, "no snapshot ever lets older events go"),
                new Fault(KEPT_MASTER, "each round makes another master and leaves it"));
    }

    @Override
    public int rounds() {
        return REPORTED_ROUNDS;
    }

    @Override
    public Slice begin(Setting setting) {
        return new FlapsSlice(setting);
    }

    private final class FlapsSlice implements Slice {
        private final Setting setting;
        private final Lab lab = Lab.build();
        private final Daemon daemon = new Daemon(lab, Program.netfailover());
        private final Growth heap = new Growth("the daemon's heap", "MB", HeapWatch.GROWTH_MEGABYTES);
        /** Code that is compiled late, and what each thread's arena of the C library keeps after its worst moment. */
        private final Growth resident = new Growth("the daemon's resident memory", "MB", 80);
        /** Connections of the command line that are being closed. */
        private final Growth descriptors = new Growth("the daemon's open descriptors", "", 3);

        private final Growth bpf = new Growth("eBPF objects that the daemon has held", "", 0);
        /** Four links, a master and the alarms, each of them between two and three snapshots. */
        private final Growth events = new Growth("the journal", "events", 6 * SNAPSHOT_EVERY);
        /** The database reuses space some time after rows are deleted, and its file goes up and down by that. */
        private final Growth journal = new Growth("the journal", "MB", 16);

        private int masters;

        FlapsSlice(Setting setting) {
            this.setting = setting;
            try {
                int every = setting.plants(NO_SNAPSHOTS) ? 1_000_000 : SNAPSHOT_EVERY;
                Files.writeString(lab.home().resolve("netfailover.conf"), "netfailover.snapshot-every = " + every);
                daemon.start();
                daemon.run("master", "create", Lab.STANDBY, "--standby", Lab.STANDBY)
                        .orFail();
                if (!setting.plants(NO_DAMPING)) {
                    daemon.run("master", "set", Lab.STANDBY, "flap-limit=6", "flap-window=10s", "flap-hold=2s")
                            .orFail();
                }
                lab.guest().ip("link", "set", Lab.STANDBY, "up").orFail();
            } catch (IOException e) {
                lab.close();
                throw new LabException("cannot configure the daemon: " + e.getMessage(), e);
            } catch (RuntimeException e) {
                lab.close();
                throw e;
            }
        }

        @Override
        public Round round(long seed) {
            JsonNode before = daemon.status();
            SplittableRandom random = new SplittableRandom(seed);
            int apart = Math.min(FLAPS_APART, flaps / 2);
            for (int i = 0; i < apart; i++) {
                flapSlowly();
            }
            for (int left = flaps - apart; left > 0; ) {
                int burst = Math.min(left, random.nextInt(1, LONGEST_BURST + 1));
                flap(burst, random);
                left -= burst;
                Wait.pass(Duration.ofMillis(random.nextInt(LONGEST_PAUSE_MILLIS + 1)));
            }
            if (setting.plants(KEPT_MASTER)) {
                makeMaster();
            }
            List<String> objections = new ArrayList<>();
            if (!Wait.until(this::isSettled, SETTLING)) {
                objections.add("it does not settle on its primary: " + daemon.master(Lab.STANDBY));
            }
            return measured(before, objections);
        }

        private void flapSlowly() {
            lab.switchBatch(List.of("link set " + Lab.PRIMARY_PORT + " down"));
            Wait.pass(APART);
            lab.switchBatch(List.of("link set " + Lab.PRIMARY_PORT + " up"));
            Wait.pass(APART);
        }

        private void flap(int times, SplittableRandom random) {
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                String port = random.nextInt(STANDBY_OF) == 0 ? Lab.STANDBY_PORT : Lab.PRIMARY_PORT;
                lines.add("link set " + port + " down");
                lines.add("link set " + port + " up");
            }
            lab.switchBatch(lines);
        }

        private void makeMaster() {
            String standby = "ens" + (100 + masters++);
            lab.cable(
                    standby,
                    "x" + standby,
                    lab.id().mac(100 + masters),
                    lab.id().mac(200 - masters));
            daemon.run("master", "create", standby, "--standby", standby).orFail();
        }

        /** On the primary, with nothing left to be journalled. */
        private boolean isSettled() {
            long eventsBefore = journalEvents(daemon.status());
            Wait.pass(QUIET);
            JsonNode status = daemon.status();
            return journalEvents(status) == eventsBefore
                    && !status.path("masters").path(0).path("held").asBoolean()
                    && status.path("masters").path(0).path("path").asText().equals("primary");
        }

        private Round measured(JsonNode before, List<String> objections) {
            JsonNode after = daemon.status();
            Footprint footprint = Footprint.of(daemon.pid());
            lab.evidence().census().look();
            double journalMegabytes = after.at("/journal/bytes").asLong() / 1e6;
            heap.add(footprint.heapMegabytes());
            resident.add(footprint.residentMegabytes());
            descriptors.add(footprint.descriptors());
            bpf.add(lab.evidence().census().seen());
            events.add((double) journalEvents(after));
            journal.add(journalMegabytes);
            setting.progress()
                    .accept(String.format(
                            Locale.ROOT,
                            "heap %.1f MB, resident %.0f MB, %d descriptors, %d eBPF objects, journal %.2f MB with %d events",
                            footprint.heapMegabytes(),
                            footprint.residentMegabytes(),
                            footprint.descriptors(),
                            lab.evidence().census().seen(),
                            journalMegabytes,
                            journalEvents(after)));
            long changes = count(after, "switches") - count(before, "switches");
            if (changes > DAMPED * flaps) {
                objections.add(changes + " changes of path for " + flaps + " flaps: it is not damped");
            }
            return new Round(
                    Map.of(
                            "flaps",
                            (long) flaps,
                            "link messages that moved the reflex",
                            count(after, "reflexes") - count(before, "reflexes"),
                            "changes of path",
                            changes),
                    Map.of(
                            "heap after collection, MB",
                            footprint.heapMegabytes(),
                            "resident memory, MB",
                            footprint.residentMegabytes(),
                            "open descriptors",
                            (double) footprint.descriptors(),
                            "eBPF objects",
                            (double) lab.evidence().census().seen(),
                            "journal, MB",
                            journalMegabytes,
                            "journal, events",
                            (double) journalEvents(after),
                            "99th percentile of the reflex, us",
                            after.at("/steering/p99ReflexMicros").asDouble()),
                    objections);
        }

        private static long count(JsonNode status, String what) {
            return status.path("steering").path(what).asLong();
        }

        private static long journalEvents(JsonNode status) {
            return status.at("/journal/events").asLong();
        }

        @Override
        public List<String> objections() {
            close();
            List<String> objections = new ArrayList<>(lab.leftovers());
            for (Growth growth : List.of(heap, resident, descriptors, bpf, events, journal)) {
                objections.addAll(growth.objections());
            }
            return objections;
        }

        @Override
        public void close() {
            lab.close();
        }
    }
}
