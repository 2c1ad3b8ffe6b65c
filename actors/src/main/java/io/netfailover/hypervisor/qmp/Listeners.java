package io.netfailover.hypervisor.qmp;

import io.netfailover.hypervisor.HypervisorListener;
import io.netfailover.types.DomainName;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tells QEMU's events in the words of the port. */
final class Listeners {
    private final List<HypervisorListener> all = new CopyOnWriteArrayList<>();

    void add(HypervisorListener listener) {
        all.add(listener);
    }

    void tell(DomainName domain, QmpEvent event) {
        switch (event.name()) {
            case "DEVICE_DELETED" -> {
                if (!event.device().isEmpty()) { // a part of a device has no id
                    all.forEach(listener -> listener.deviceRemoved(domain, event.device()));
                }
            }
            case "DEVICE_UNPLUG_GUEST_ERROR" ->
                all.forEach(listener -> listener.deviceRemovalFailed(domain, event.device()));
            case "STOP",
                    "RESUME",
                    "SHUTDOWN",
                    "RESET",
                    "GUEST_PANICKED",
                    "MIGRATION",
                    "FAILOVER_NEGOTIATED",
                    "UNPLUG_PRIMARY" -> stateChanged(domain, event.words());
            default -> {
                // of disks, consoles and the like
            }
        }
    }

    void stateChanged(DomainName domain, String what) {
        all.forEach(listener -> listener.stateChanged(domain, what));
    }

    void reconnected() {
        all.forEach(HypervisorListener::reconnected);
    }
}
