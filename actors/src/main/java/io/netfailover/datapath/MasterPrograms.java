package io.netfailover.datapath;

import io.netfailover.bpf.Assembler;
import io.netfailover.bpf.BpfException;
import io.netfailover.bpf.BpfMap;
import io.netfailover.bpf.BpfProgram;
import io.netfailover.bpf.ProgramType;
import io.netfailover.types.Layout;
import io.netfailover.types.Role;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The maps and programs of one master, pinned. What is pinned already and equal to what this version would make is used on, so that
 * counters and steering outlive the daemon and traffic does not notice its start.
 */
final class MasterPrograms implements AutoCloseable {
    /** probe_read_kernel is for programs under a licence that the kernel finds compatible with its own; ours is Apache-2.0 or one of these. */
    static final String LICENSE = "Dual BSD/GPL";

    private final SteeringMap steering;
    private final MasterCounters counters;
    private BpfProgram[] programs = {};
    private boolean knowNamespace;

    private MasterPrograms(SteeringMap steering, MasterCounters counters) {
        this.steering = steering;
        this.counters = counters;
    }

    /** The maps alone, made where missing. */
    static MasterPrograms withMaps(MasterPins pins, StepListener steps) {
        pins.makeDirectory();
        SteeringMap steering = BpfMap.openPinned(pins.of("steering"))
                .flatMap(SteeringMap::adopt)
                .orElseGet(() -> {
                    SteeringMap fresh = SteeringMap.create();
                    replace(pins.of("steering"), fresh.map()::pin, steps);
                    return fresh;
                });
        try {
            MasterCounters counters = BpfMap.openPinned(pins.of("counters"))
                    .flatMap(MasterCounters::adopt)
                    .orElseGet(() -> {
                        MasterCounters fresh = MasterCounters.create();
                        replace(pins.of("counters"), fresh.map()::pin, steps);
                        return fresh;
                    });
            return new MasterPrograms(steering, counters);
        } catch (RuntimeException e) {
            steering.close();
            throw e;
        }
    }

    private static void replace(Path pin, java.util.function.Consumer<Path> pinning, StepListener steps) {
        steps.before("pin " + pin.getFileName());
        BpfMap.unpin(pin);
        pinning.accept(pin);
    }

    /**
     * Loads the programs.
     *
     * @param offsets for the probe, empty for the map flip
     * @throws BpfException when the verifier refuses one; then none has been replaced
     */
    void load(MasterPins pins, MasterLinks links, Layout layout, Optional<DeviceOffsets> offsets, StepListener steps) {
        ReceiveProgram receive = new ReceiveProgram(steering, counters, links, layout);
        Assembler transmit = offsets.map(known -> TransmitProgram.probe(steering, counters, known))
                .orElseGet(() -> TransmitProgram.flip(steering, counters));
        Assembler onStandby = offsets.map(receive::onStandbyByProbe).orElseGet(receive::onStandbyByFlip);
        Assembler onPrimary = offsets.map(receive::onPrimaryByProbe).orElseGet(receive::onPrimaryByFlip);
        String[] names = {"transmit", "receive_primary", "receive_standby"};
        Assembler[] codes = {transmit, onPrimary, onStandby};
        BpfProgram[] fresh = new BpfProgram[names.length];
        try {
            for (int i = 0; i < names.length; i++) {
                fresh[i] = BpfProgram.load(ProgramType.SCHED_CLS, "nf_" + names[i], codes[i].assemble(), LICENSE);
            }
            for (int i = 0; i < names.length; i++) {
                fresh[i] = pinnedOrReplacedBy(fresh[i], pins.of(names[i]), steps);
            }
        } catch (RuntimeException e) {
            closeAll(fresh);
            throw e;
        }
        closeAll(programs);
        programs = fresh;
        knowNamespace = offsets.flatMap(DeviceOffsets::cast).isPresent();
    }

    /** Whether they do nothing on a link that was taken to another namespace. */
    boolean knowNamespace() {
        return knowNamespace;
    }

    private static BpfProgram pinnedOrReplacedBy(BpfProgram fresh, Path pin, StepListener steps) {
        Optional<BpfProgram> pinned = BpfProgram.openPinned(pin);
        if (pinned.isPresent()) {
            if (pinned.get().tag() == fresh.tag() && pinned.get().mapIds().equals(fresh.mapIds())) {
                fresh.close();
                return pinned.get();
            }
            pinned.get().close();
        }
        replace(pin, fresh::pin, steps);
        return fresh;
    }

    SteeringMap steering() {
        return steering;
    }

    MasterCounters counters() {
        return counters;
    }

    BpfProgram transmit() {
        return programs[0];
    }

    BpfProgram receive(Role role) {
        return programs[role == Role.PRIMARY ? 1 : 2];
    }

    @Override
    public void close() {
        closeAll(programs);
        programs = new BpfProgram[0];
        steering.close();
        counters.close();
    }

    private static void closeAll(BpfProgram[] all) {
        for (BpfProgram program : all) {
            if (program != null) {
                program.close();
            }
        }
    }
}
