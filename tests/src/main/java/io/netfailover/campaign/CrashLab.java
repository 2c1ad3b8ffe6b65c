package io.netfailover.campaign;

import io.netfailover.campaign.fleet.Blow;
import io.netfailover.campaign.fleet.MovedFleet;
import io.netfailover.campaign.fleet.StruckFleet;
import io.netfailover.lab.Program;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A real VM between two real daemons; at a moment of its way one of them, both, its QEMU or the database is killed or stopped. */
final class CrashLab implements Campaign {
    private static final int ROUNDS = 48;

    @Override
    public String name() {
        return "crash-lab";
    }

    @Override
    public String description() {
        return "real VMs, daemons and a database: somebody is killed or stopped in each migration, and nothing is stranded";
    }

    @Override
    public List<Fault> faults() {
        return List.of(
                new Fault(MovedFleet.STALE_ENTRY, "an FDB entry is back after the end"),
                new Fault(MovedFleet.STALE_MAC, "the VF that the VM has left claims its MAC again"),
                new Fault(MovedFleet.KEPT_VF, "a VF stays reserved"));
    }

    @Override
    public int rounds() {
        return ROUNDS;
    }

    @Override
    public Slice begin(Setting setting) {
        return new Slice() {
            private Optional<StruckFleet> fleet = Optional.empty();

            @Override
            public Round round(long seed) {
                StruckFleet struck = fleet.orElseGet(StruckFleet::new);
                fleet = Optional.of(struck);
                Blow blow = Blow.of(seed);
                setting.progress().accept("seed " + seed + ": " + blow);
                try {
                    StruckFleet.Outcome outcome = struck.strike(blow, setting.plant());
                    if (!outcome.objections().isEmpty()) {
                        giveUp(seed);
                    }
                    Map<String, Long> counts = new TreeMap<>();
                    counts.put(blow.kind(), 1L);
                    counts.put("at " + blow.at().words(), 1L);
                    counts.put(outcome.result().orElse("not ended"), 1L);
                    return new Round(
                            counts,
                            Map.of(
                                    "seconds to the end", outcome.seconds(),
                                    "seconds without an answer of the guest", outcome.longestGapSeconds()),
                            outcome.objections());
                } catch (RuntimeException e) {
                    giveUp(seed);
                    throw e;
                }
            }

            /** The next round must not suffer from this one. */
            private void giveUp(long seed) {
                fleet.ifPresent(
                        struck -> struck.keepLogs(Program.root().resolve("target/campaign"), name() + "-" + seed));
                close();
            }

            @Override
            public void close() {
                fleet.ifPresent(StruckFleet::close);
                fleet = Optional.empty();
            }
        };
    }
}
