package io.netfailover.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfailover.campaign.fleet.MovedFleet;
import io.netfailover.lab.Program;
import io.netfailover.lab.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Real VMs there and back between two real daemons, in every combination of what they are made of; so many in a row in one fleet. */
final class Cycles implements Campaign {
    static final int IN_A_ROW = 20;

    private static final int PROBES_PER_SECOND = 100;
    /** Of a migration, on a machine that does other things as well. */
    private static final double LONGEST_SILENCE_SECONDS = 3;

    private static final Duration SETTLE = Duration.ofMillis(300);

    /** What can be planted after the end of a migration. */
    static final List<Fault> FAULTS = List.of(
            new Fault(MovedFleet.STALE_ENTRY, "an FDB entry is back after the end"),
            new Fault(MovedFleet.STALE_MAC, "the VF that the VM has left claims its MAC again"),
            new Fault(MovedFleet.KEPT_VF, "a VF stays reserved"));

    @Override
    public String name() {
        return "cycles";
    }

    @Override
    public String description() {
        return "real VMs there and back, " + IN_A_ROW + " times in a row over QEMU and libvirt in "
                + Combination.ALL.size() + " combinations: on their VFs, and nothing left behind";
    }

    @Override
    public List<Fault> faults() {
        return FAULTS;
    }

    @Override
    public int rounds() {
        return IN_A_ROW * Combination.ALL.size();
    }

    @Override
    public Slice begin(Setting setting) {
        return new CyclesSlice(setting);
    }

    /** Consecutive seeds share a combination, and its fleet. */
    static Combination combination(long seed) {
        return Combination.ALL.get(Math.floorMod((seed - 1) / IN_A_ROW, Combination.ALL.size()));
    }

    private final class CyclesSlice implements Slice, SoundRounds.Ground {
        private final Setting setting;
        private final List<String> leftovers = new ArrayList<>();
        private Optional<Combination> built = Optional.empty();
        private Optional<MovedFleet> fleet = Optional.empty();

        private CyclesSlice(Setting setting) {
            this.setting = setting;
        }

        @Override
        public Round round(long seed) {
            return SoundRounds.round(this, seed, setting.progress());
        }

        @Override
        public Round tryOnce(long seed) {
            Combination combination = combination(seed);
            MovedFleet moved = fleetOf(combination);
            moved.learnCleanEnds();
            List<String> objections = new ArrayList<>();
            Map<String, Long> counts = new TreeMap<>();
            Map<String, Double> peaks = new TreeMap<>();
            for (int i = 0; i < 2 && objections.isEmpty(); i++) {
                objections.addAll(move(moved, combination.name(), counts, peaks));
            }
            return new Round(counts, peaks, objections);
        }

        @Override
        public Optional<String> damage() {
            return fleet.flatMap(MovedFleet::damage);
        }

        private MovedFleet fleetOf(Combination combination) {
            if (!built.equals(Optional.of(combination))) {
                close();
            }
            MovedFleet moved = fleet.orElseGet(() -> {
                setting.progress().accept("a fleet: " + combination.name());
                return new MovedFleet(combination.fleet().get(), PROBES_PER_SECOND, combination.order());
            });
            fleet = Optional.of(moved);
            built = Optional.of(combination);
            return moved;
        }

        private List<String> move(
                MovedFleet moved, String combination, Map<String, Long> counts, Map<String, Double> peaks) {
            long startNs = System.nanoTime();
            String id = moved.order(Map.of());
            Optional<JsonNode> end = moved.awaitEnd(id);
            long endNs = System.nanoTime();
            Wait.pass(SETTLE);
            MovedFleet.Seen seen = moved.seen(startNs, endNs + SETTLE.toNanos());
            List<String> objections = new ArrayList<>();
            end.ifPresentOrElse(
                    migration -> {
                        if (!migration.path("result").asText().equals("completed")) {
                            objections.add("it was not completed");
                        }
                        objections.addAll(moved.judge(migration, setting.plant()));
                    },
                    () -> objections.add("it does not end"));
            if (seen.longestGapSeconds() > LONGEST_SILENCE_SECONDS) {
                objections.add("no answer for " + seen.longestGapSeconds() + " s");
            }
            if (!objections.isEmpty()) {
                objections.add("its story: " + moved.story(id));
            }
            counts.merge(combination + ": migrations", 1L, Long::sum);
            counts.merge(combination + ": probes lost", seen.lost(), Long::sum);
            peaks.merge(combination + ": seconds", (endNs - startNs) / 1e9, Math::max);
            peaks.merge(combination + ": probes lost", (double) seen.lost(), Math::max);
            peaks.merge(combination + ": seconds of silence", seen.longestGapSeconds(), Math::max);
            peaks.merge(combination + ": duplicates", (double) seen.duplicates(), Math::max);
            return objections;
        }

        @Override
        public void giveUp(long seed) {
            fleet.ifPresent(moved -> moved.keepLogs(Program.root().resolve("target/campaign"), name() + "-" + seed));
            close();
        }

        @Override
        public List<String> objections() {
            close();
            return leftovers;
        }

        @Override
        public void close() {
            fleet.ifPresent(moved -> {
                moved.close();
                leftovers.addAll(moved.leftovers());
            });
            fleet = Optional.empty();
            built = Optional.empty();
        }
    }
}
