package io.netfailover.campaign;

import io.netfailover.campaign.fleet.Blow;
import io.netfailover.campaign.fleet.StruckFleet;
import io.netfailover.hypervisor.libvirt.VfTemplate;
import io.netfailover.lab.Fleet;
import io.netfailover.lab.FleetLab;
import io.netfailover.lab.LibvirtFleet;
import io.netfailover.lab.Program;
import io.netfailover.lab.QemuLabSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A real VM between two real daemons; at a moment of its way one of them, both, its QEMU, a libvirtd, the network or the database is killed
 * or stopped.
 */
final class CrashLab implements Campaign {
    /** VMs by QMP. */
    static final CrashLab QEMU = new CrashLab(
            "crash-lab",
            "real VMs, daemons and a database: somebody is killed or stopped in each migration, and nothing is stranded",
            50,
            Blow.Targets.QEMU,
            () -> FleetLab.build(QemuLabSpec.usual()));

    static final CrashLab LIBVIRT = new CrashLab(
            "crash-libvirt",
            "the same with VMs under libvirtd, which is killed or stopped on either side",
            24,
            Blow.Targets.LIBVIRT,
            () -> LibvirtFleet.build(VfTemplate.HOSTDEV));

    private final String name;
    private final String description;
    private final int rounds;
    private final Blow.Targets targets;
    private final Supplier<Fleet> lab;

    private CrashLab(String name, String description, int rounds, Blow.Targets targets, Supplier<Fleet> lab) {
        this.name = name;
        this.description = description;
        this.rounds = rounds;
        this.targets = targets;
        this.lab = lab;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public List<Fault> faults() {
        return Cycles.FAULTS;
    }

    @Override
    public int rounds() {
        return rounds;
    }

    @Override
    public Slice begin(Setting setting) {
        return new CrashSlice(setting);
    }

    private final class CrashSlice implements Slice, SoundRounds.Ground {
        private final Setting setting;
        private Optional<StruckFleet> fleet = Optional.empty();

        private CrashSlice(Setting setting) {
            this.setting = setting;
        }

        @Override
        public Round round(long seed) {
            return SoundRounds.round(this, seed, setting.progress());
        }

        @Override
        public Round tryOnce(long seed) {
            StruckFleet struck = fleet.orElseGet(() -> new StruckFleet(lab.get()));
            fleet = Optional.of(struck);
            Blow blow = Blow.of(targets, seed);
            setting.progress().accept("seed " + seed + ": " + blow);
            StruckFleet.Outcome outcome = struck.strike(blow, setting.plant());
            Map<String, Long> counts = new TreeMap<>();
            counts.put(blow.kind(), 1L);
            counts.put("at " + outcome.fellAt(), 1L);
            counts.put("migrations that ended before the blow", (long) outcome.missed());
            counts.put(outcome.result().orElse("not ended"), 1L);
            return new Round(
                    counts,
                    Map.of(
                            "seconds to the end", outcome.seconds(),
                            "seconds without an answer of the guest", outcome.longestGapSeconds()),
                    outcome.objections());
        }

        @Override
        public Optional<String> damage() {
            return fleet.flatMap(StruckFleet::damage);
        }

        @Override
        public void giveUp(long seed) {
            fleet.ifPresent(struck -> struck.keepLogs(Program.root().resolve("target/campaign"), name() + "-" + seed));
            close();
        }

        @Override
        public void close() {
            fleet.ifPresent(StruckFleet::close);
            fleet = Optional.empty();
        }
    }
}
