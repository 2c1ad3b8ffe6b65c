package io.netfailover.hypervisor.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfailover.hypervisor.Domain;
import io.netfailover.hypervisor.HypervisorException;
import io.netfailover.hypervisor.HypervisorException.Reason;
import io.netfailover.hypervisor.Nic;
import io.netfailover.types.MacAddress;
import io.netfailover.types.PciAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks a QEMU what it really has. */
final class DomainReader {
    private static final int NETWORK_CLASS = 0x02;
    private static final String PERIPHERAL = "/machine/peripheral/";

    private final QemuDomain domain;
    private final QmpConnection qemu;
    private final Deadline deadline;

    DomainReader(QemuDomain domain, QmpConnection qemu, Deadline deadline) {
        this.domain = domain;
        this.qemu = qemu;
        this.deadline = deadline;
    }

    Domain read() {
        Domain.State state = state();
        MigrationStatus migration = migration();
        Optional<String> job = migration.underWay()
                ? Optional.of(state == Domain.State.INCOMING ? "migration in" : "migration out")
                : Optional.empty();
        List<Nic> nics = nics();
        return new Domain(domain.name(), state, true, nics, job, standbyNegotiated(nics));
    }

    /** RunState of qapi/run-state.json. */
    Domain.State state() {
        String status =
                qemu.execute("query-status", Map.of(), deadline).path("status").asText();
        return switch (status) {
            case "running" -> Domain.State.RUNNING;
            case "inmigrate" -> Domain.State.INCOMING;
            case "postmigrate" -> Domain.State.MIGRATED;
            default -> Domain.State.PAUSED; // finish-migrate too: not all is sent yet, and its job is seen beside it
        };
    }

    MigrationStatus migration() {
        return new MigrationStatus(qemu.execute("query-migrate", Map.of(), deadline));
    }

    /** Whether it is in the PCI tree. A primary that QEMU hides from a guest without STANDBY is not. */
    boolean plugged(String alias) {
        return functions().stream().anyMatch(function -> id(function).equals(alias));
    }

    private static String id(JsonNode function) {
        return function.path("qdev_id").asText();
    }

    private List<Nic> nics() {
        return functions().stream()
                .filter(function -> !id(function).isEmpty())
                .filter(function -> function.path("class_info").path("class").asInt() >> 8 == NETWORK_CLASS)
                .map(this::nic)
                .toList();
    }

    private List<JsonNode> functions() {
        List<JsonNode> found = new ArrayList<>();
        qemu.execute("query-pci", Map.of(), deadline).forEach(bus -> collect(bus.path("devices"), found));
        return found;
    }

    private static void collect(JsonNode devices, List<JsonNode> found) {
        for (JsonNode device : devices) {
            found.add(device);
            collect(device.path("pci_bridge").path("devices"), found);
        }
    }

    private Nic nic(JsonNode function) {
        String id = id(function);
        String type = property(id, "type").map(JsonNode::asText).orElse("");
        Optional<QemuPair> standbyOf = QemuPair.ofStandby(domain, id);
        Optional<QemuPair> primaryOf = domain.pairs().stream()
                .filter(pair -> pair.primary().equals(id))
                .findFirst();
        return new Nic(
                id,
                model(type),
                property(id, "mac")
                        .map(JsonNode::asText)
                        .map(MacAddress::parse)
                        .orElse(standbyOf.or(() -> primaryOf).map(QemuPair::mac).orElse(new MacAddress(0))),
                standbyOf.map(QemuPair::tap),
                property(id, "host").map(JsonNode::asText).map(PciAddress::new),
                !type.equals("virtio-net-pci") || linkUp(function),
                property(id, "failover_pair_id").map(JsonNode::asText).filter(text -> !text.isEmpty()),
                property(id, "failover").map(JsonNode::asBoolean).orElse(false));
    }

    private static String model(String type) {
        return switch (type) {
            case "virtio-net-pci" -> "virtio";
            case "vfio-pci" -> "hostdev";
            default -> type;
        };
    }

    /** Not every device has every property: its absence is no failure. */
    private Optional<JsonNode> property(String id, String name) {
        return optionally("qom-get", Map.of("path", PERIPHERAL + id, "property", name));
    }

    private Optional<JsonNode> optionally(String command, Map<String, ?> arguments) {
        try {
            return Optional.of(qemu.execute(command, arguments, deadline));
        } catch (HypervisorException e) {
            if (e.reason() == Reason.FAILED) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private boolean linkUp(JsonNode function) {
        return StandbyLink.statusAddress(function)
                .flatMap(address ->
                        optionally("human-monitor-command", Map.of("command-line", StandbyLink.command(address))))
                .flatMap(said -> StandbyLink.up(said.asText()))
                .orElse(true); // QEMU starts NICs with their link up, and before it has a driver the guest cannot see
        // it
    }

    /** Whether all standbys were taken as such; empty when a guest has not decided yet or QEMU cannot tell. */
    Optional<Boolean> standbyNegotiated(List<Nic> nics) {
        List<Optional<Boolean>> answers = nics.stream()
                .filter(Nic::failover)
                .map(nic -> standbyNegotiated(nic.alias()))
                .toList();
        if (answers.isEmpty() || answers.stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        return Optional.of(answers.stream().allMatch(answer -> answer.orElse(false)));
    }

    /** By the features that the guest's driver has accepted ({@code x-query-virtio-status}, since QEMU 7.2). */
    Optional<Boolean> standbyNegotiated(String standby) {
        return optionally("x-query-virtio-status", Map.of("path", PERIPHERAL + standby + "/virtio-backend"))
                .filter(status -> says(status.path("status").path("statuses"), "VIRTIO_CONFIG_S_FEATURES_OK"))
                .map(status -> says(status.path("guest-features").path("dev-features"), "VIRTIO_NET_F_STANDBY"));
    }

    private static boolean says(JsonNode lines, String word) {
        for (JsonNode line : lines) {
            if (line.asText().startsWith(word)) {
                return true;
            }
        }
        return false;
    }
}
