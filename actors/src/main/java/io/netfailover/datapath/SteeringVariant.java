package io.netfailover.datapath;

import io.netfailover.bpf.BpfException;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Steering;
import java.util.Optional;

/**
 * Which programs a master has, and why.
 *
 * @param capture for the probe, empty for the map flip
 */
record SteeringVariant(Optional<DeviceCapture> capture, String why) {
    static SteeringVariant flip(String why) {
        return new SteeringVariant(Optional.empty(), why);
    }

    Steering steering() {
        return capture.isPresent() ? Steering.BPF_PROBE : Steering.BPF_FLIP;
    }

    Optional<DeviceOffsets> offsets() {
        return capture.map(DeviceCapture::offsets);
    }

    CapturedDevice device(IfIndex slave) {
        return capture.map(known -> known.capture(slave)).orElse(CapturedDevice.UNKNOWN);
    }

    /** What remains when the kernel refused these programs. */
    SteeringVariant otherwise(Steering wanted, BpfException refusal) {
        if (capture.isEmpty()) {
            throw refusal;
        }
        return ProbeSupport.without(wanted, String.valueOf(refusal.getMessage()));
    }
}
