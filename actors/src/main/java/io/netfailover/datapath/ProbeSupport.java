package io.netfailover.datapath;

import io.netfailover.bpf.BpfException;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Steering;
import java.util.Optional;

/** Whether programs may look at slaves themselves on this machine: found out once, by trying. */
final class ProbeSupport implements AutoCloseable {
    private final Optional<DeviceCapture> capture;
    private final String obstacle;

    private ProbeSupport(Optional<DeviceCapture> capture, String obstacle) {
        this.capture = capture;
        this.obstacle = obstacle;
    }

    static ProbeSupport detect() {
        try {
            return of(DeviceCapture.open());
        } catch (BpfException e) {
            return new ProbeSupport(Optional.empty(), String.valueOf(e.getMessage()));
        }
    }

    static ProbeSupport of(DeviceCapture capture) {
        return new ProbeSupport(Optional.of(capture), "");
    }

    /** As on a kernel that allows no probe. */
    static ProbeSupport none(String obstacle) {
        return new ProbeSupport(Optional.empty(), obstacle);
    }

    /**
     * @param example a link of this namespace, to try on
     * @throws DataPathException when the probe is wanted and nothing else, and it is impossible
     */
    SteeringVariant choose(Steering wanted, IfIndex example) {
        if (wanted == Steering.BPF_FLIP) {
            return SteeringVariant.flip("asked for");
        } else if (capture.isEmpty()) {
            return without(wanted, obstacle);
        }
        try {
            capture.get().capture(example);
        } catch (BpfException | DataPathException e) {
            return without(wanted, String.valueOf(e.getMessage()));
        }
        return new SteeringVariant(
                capture,
                wanted == Steering.BPF_PROBE
                        ? "asked for"
                        : "the kernel lets programs read the state of its links, so failing over needs no user space");
    }

    static SteeringVariant without(Steering wanted, String obstacle) {
        if (wanted == Steering.BPF_PROBE) {
            throw new DataPathException("bpf-probe is impossible here: " + obstacle);
        }
        return SteeringVariant.flip("bpf-probe is impossible here: " + obstacle);
    }

    @Override
    public void close() {
        capture.ifPresent(DeviceCapture::close);
    }
}
