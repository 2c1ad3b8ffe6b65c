package io.netfailover.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfailover.hypervisor.Domain;
import io.netfailover.hypervisor.Hypervisor;
import io.netfailover.hypervisor.HypervisorException;
import io.netfailover.hypervisor.MigrationLimits;
import io.netfailover.hypervisor.MigrationTarget;
import io.netfailover.hypervisor.VfNic;
import io.netfailover.lab.Command;
import io.netfailover.lab.HostNetwork;
import io.netfailover.lab.LabException;
import io.netfailover.lab.QemuCycle;
import io.netfailover.lab.QemuHost;
import io.netfailover.lab.QemuLab;
import io.netfailover.lab.Qmp;
import io.netfailover.types.MacAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The commands of a person's script on one host. {@code bridge} is the real one; {@code virsh} is QMP, doing what libvirt 9.0 does; the PF
 * is the lab's, so {@code ip link set PF vf N mac} writes its file. A command that fails complains, and the script goes on.
 */
final class ScriptedHost implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final MigrationLimits LIMITS = QemuCycle.LIMITS;
    private static final MacAddress NONE = new MacAddress(0);
    private static final String PERIPHERALS = "/machine/peripheral";

    private final QemuHost host;
    private final MacAddress mac;
    private final Hypervisor hypervisor;
    private final HostNetwork network;
    private final Consumer<String> complaints;

    ScriptedHost(QemuLab lab, QemuHost host, Consumer<String> complaints) {
        this.host = host;
        this.mac = lab.mac();
        this.hypervisor = lab.hypervisor(host);
        this.network = new HostNetwork(host, mac);
        this.complaints = complaints;
    }

    QemuHost host() {
        return host;
    }

    /** {@code virsh domif-setlink}. */
    void domifSetlink(boolean up) {
        attempt(() -> QemuCycle.await(hypervisor.setLink(QemuLab.DOMAIN, QemuHost.STANDBY, up, DEADLINE)));
    }

    /** {@code virsh detach-device DOMAIN vf.xml}: libvirt looks for the MAC of an interface, and refuses when it finds two. */
    void detachByMac(Qmp qemu) {
        List<String> found = new ArrayList<>();
        for (JsonNode device : qemu.execute("qom-list", Map.of("path", PERIPHERALS))) {
            String name = device.path("name").asText();
            if (device.path("type").asText().startsWith("child<")
                    && macOf(qemu, name).equals(Optional.of(mac))) {
                found.add(name);
            }
        }
        if (found.size() == 1) {
            attempt(() -> QemuCycle.await(hypervisor.detach(QemuLab.DOMAIN, found.get(0), DEADLINE)));
        } else {
            complaints.accept("virsh detach-device: " + (found.isEmpty() ? "no device" : "multiple devices")
                    + " matching MAC address " + mac);
        }
    }

    private static Optional<MacAddress> macOf(Qmp qemu, String device) {
        try {
            JsonNode text = qemu.execute("qom-get", Map.of("path", PERIPHERALS + "/" + device, "property", "mac"));
            return Optional.of(MacAddress.parse(text.asText()));
        } catch (LabException e) {
            return Optional.empty(); // no NIC
        }
    }

    /** {@code virsh detach-device-alias}. */
    void detachByAlias() {
        attempt(() -> QemuCycle.await(hypervisor.detach(QemuLab.DOMAIN, QemuHost.PRIMARY, DEADLINE)));
    }

    /** {@code virsh attach-device DOMAIN vf.xml}; libvirt gives the VF its MAC first. */
    void attachDevice() {
        if (hasVf()) {
            complaints.accept("virsh attach-device: the VF is in use by the domain already");
            return;
        }
        setVfMac(mac);
        attempt(() -> QemuCycle.await(hypervisor.attach(QemuLab.DOMAIN, host.vf(), DEADLINE)));
    }

    /** {@code ip link set PF vf N mac}. */
    void setVfMac(MacAddress address) {
        network.feedVf(address);
    }

    /** {@code bridge fdb VERB MAC dev DEVICE WORDS}. */
    void fdb(String verb, MacAddress address, String device, String... words) {
        List<String> command = new ArrayList<>(
                List.of("bridge", "-n", host.namespace().name(), "fdb", verb, address.toString(), "dev", device));
        command.addAll(List.of(words));
        Command.Outcome outcome = Command.run(command.toArray(String[]::new));
        if (outcome.exit() != 0) {
            complaints.accept(String.join(" ", command.subList(3, command.size())) + ": " + outcome.said());
        }
    }

    /** {@code virsh migrate}; a VF that the domain still has goes along: libvirt prepares it there and puts it back in order here. */
    void migrateTo(ScriptedHost other) {
        List<VfNic> vfs = hasVf() ? List.of(other.host.vf()) : List.of();
        if (!vfs.isEmpty()) {
            other.setVfMac(mac);
        }
        MigrationTarget target = QemuCycle.await(other.hypervisor.expect(QemuLab.DOMAIN, vfs, DEADLINE));
        QemuCycle.await(hypervisor.migrate(QemuLab.DOMAIN, target, LIMITS, List.of(), progress -> {}));
        QemuCycle.await(hypervisor.discard(QemuLab.DOMAIN, DEADLINE));
        if (!vfs.isEmpty()) {
            setVfMac(NONE);
        }
    }

    /** The state of a host whose VM is on its VF, or of one that has none; whatever a script left. */
    void tidy(boolean runsHere) {
        Command.run("bridge", "-n", host.namespace().name(), "fdb", "del", mac.toString(), "dev", QemuHost.UPLINK_VF);
        Command.run(
                "bridge", "-n", host.namespace().name(), "fdb", "del", mac.toString(), "dev", QemuHost.TAP, "master");
        setVfMac(runsHere ? mac : NONE);
        if (runsHere) {
            domifSetlink(false);
        } else {
            QemuCycle.await(hypervisor.discard(QemuLab.DOMAIN, DEADLINE));
        }
    }

    boolean hasVf() {
        return QemuCycle.await(hypervisor.domain(QemuLab.DOMAIN, DEADLINE))
                .flatMap((Domain domain) -> domain.nic(QemuHost.PRIMARY))
                .isPresent();
    }

    private void attempt(Runnable command) {
        try {
            command.run();
        } catch (HypervisorException e) {
            complaints.accept(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        network.close();
    }
}
