package io.netfailover.datapath;

import static io.netfailover.bpf.Register.R0;
import static io.netfailover.bpf.Register.R2;
import static io.netfailover.bpf.Register.R6;

import io.netfailover.bpf.Assembler;
import io.netfailover.bpf.Width;
import io.netfailover.datapath.DeviceOffsets.Member;
import io.netfailover.types.Role;

/**
 * The instructions that see whether the link of a frame is in the namespace of the slaves. A filter is gone when its link is taken to another
 * namespace; what is attached by tcx goes there with it, where the numbers of our links are other links'.
 */
final class OwnNamespace {
    private OwnNamespace() {}

    /**
     * Jumps to {@code otherwise} in another namespace; nothing where programs have no cast. Expects the context in R1, leaves the steering
     * map in R6, and spoils R0 to R5.
     */
    static void orElse(Assembler code, DeviceOffsets offsets, SteeringMap steering, String otherwise) {
        offsets.cast()
                .ifPresent(cast -> code.callKernel(cast.context())
                        .load(Width.DOUBLE, R0, R0, offsets.skbDevice())
                        .load(Width.DOUBLE, R0, R0, offsets.of(Member.NET)));
        code.loadValueAddress(R6, steering.map(), 0);
        int standby = SteeringMap.slot(Role.STANDBY) << SteeringMap.SLOT_SHIFT;
        offsets.cast()
                .ifPresent(cast -> code.load(Width.DOUBLE, R2, R6, standby + SteeringMap.NET)
                        .jumpIfNotEqual(R0, R2, otherwise));
    }
}
