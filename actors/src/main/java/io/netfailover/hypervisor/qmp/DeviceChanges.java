package io.netfailover.hypervisor.qmp;

import io.netfailover.hypervisor.Domain;
import io.netfailover.hypervisor.HypervisorException;
import io.netfailover.hypervisor.HypervisorException.Reason;
import io.netfailover.hypervisor.VfNic;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Plugs in, pulls out, and sets links; each is believed only when QEMU has been asked again. */
final class DeviceChanges {
    /**
     * A request that came before the guest could hear it (early boot) is lost, so it is repeated. With native PCIe hotplug a request is a
     * press of the attention button, and a second press within the 5 s in which the guest lets its light blink cancels the first; a guest
     * under load begins late.
     */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(12);

    private final QemuMachine machine;

    DeviceChanges(QemuMachine machine) {
        this.machine = machine;
    }

    void setLink(String alias, boolean up, Deadline deadline) {
        machine.execute("set_link", Map.of("name", alias, "up", up), deadline);
    }

    void detach(String alias, Deadline deadline) {
        machine.changingDevices(deadline, () -> detachAlone(alias, deadline));
    }

    private void detachAlone(String alias, Deadline deadline) {
        QmpConnection qemu = machine.running(deadline);
        try (QmpConnection.Watch answers = qemu.watch(
                event -> event.device().equals(alias) && (removed(event) || event.is("DEVICE_UNPLUG_GUEST_ERROR")))) {
            while (present(alias, deadline)) {
                askToLetGo(qemu, alias, deadline);
                Optional<QmpEvent> answer = answers.next(deadline.atMost(ASK_AGAIN));
                if (answer.isPresent() && !removed(answer.get())) {
                    throw Refusals.failed(
                            "the guest in " + machine.name() + " refuses to let go of " + alias,
                            "See its kernel's messages: something in it may use the device.");
                }
                if (answer.isEmpty() && deadline.passed()) {
                    throw ignored(alias);
                }
            }
        }
    }

    private static boolean removed(QmpEvent event) {
        return event.is("DEVICE_DELETED");
    }

    private void askToLetGo(QmpConnection qemu, String alias, Deadline deadline) {
        Domain.State state = machine.reader(deadline).state();
        if (state != Domain.State.RUNNING) {
            throw Refusals.state(
                    machine.name(), "detach " + alias + " from", state, "Only a running guest can let a device go.");
        }
        try {
            qemu.execute("device_del", Map.of("id", alias), deadline);
        } catch (HypervisorException e) {
            boolean inFlight =
                    e.reason() == Reason.BUSY && String.valueOf(e.getMessage()).contains(QmpErrors.UNPLUG_IN_FLIGHT);
            if (!inFlight && present(alias, deadline)) {
                throw e;
            }
        }
    }

    private HypervisorException ignored(String alias) {
        return new HypervisorException(
                Reason.TIMED_OUT,
                "the guest in " + machine.name() + " has not let go of " + alias + "; it may still do so",
                "See whether its kernel has PCI hotplug (acpiphp or pciehp) and is not stuck.");
    }

    private boolean present(String alias, Deadline deadline) {
        return machine.reader(deadline).plugged(alias);
    }

    void attach(VfNic nic, Deadline deadline) {
        machine.changingDevices(deadline, () -> attachAlone(nic, deadline));
    }

    private void attachAlone(VfNic nic, Deadline deadline) {
        DomainReader reader = machine.reader(deadline);
        if (reader.plugged(nic.alias())) {
            requireSameFunction(nic, reader.read());
            return;
        }
        Domain.State state = reader.state();
        if (state == Domain.State.INCOMING || state == Domain.State.MIGRATED) {
            throw Refusals.state(
                    machine.name(),
                    "attach " + nic.alias() + " to",
                    state,
                    "Attach it where the VM runs, after the migration.");
        }
        QemuPair pair = machine.definition().pairOf(nic);
        if (pair.teamed() && !reader.standbyNegotiated(nic.standbyAlias()).orElse(true)) {
            throw Refusals.noStandby(machine.name(), nic.standbyAlias());
        }
        machine.execute("device_add", pair.plug(nic), deadline);
        if (!reader.plugged(nic.alias())) {
            // QEMU keeps the properties and plugs it in by itself should a driver with STANDBY come:
            // virtio_net_set_features.
            throw Refusals.noStandby(machine.name(), nic.standbyAlias());
        }
    }

    private void requireSameFunction(VfNic nic, Domain domain) {
        domain.nic(nic.alias())
                .flatMap(there -> there.vf())
                .filter(function -> !function.equals(nic.vf().pci()))
                .ifPresent(other -> {
                    throw Refusals.refusedFor(
                            machine.name() + " has " + nic.alias() + " already, which is " + other + " and not "
                                    + nic.vf().pci(),
                            "Detach it first.");
                });
    }
}
