package io.netfailover.hypervisor.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfailover.hypervisor.Domain;
import io.netfailover.hypervisor.HypervisorException;
import io.netfailover.hypervisor.HypervisorException.Reason;
import io.netfailover.hypervisor.Nic;
import io.netfailover.hypervisor.VirtioStatus;
import io.netfailover.types.MacAddress;
import io.netfailover.types.PciAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a QEMU what it really has. */
final class DomainReader {
    private static final String VIRTIO = "virtio-net-pci";
    private static final Pattern CHILD = Pattern.compile("child<(.+)>");
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
        Optional<String> job = state == Domain.State.INCOMING
                ? Optional.of("migration in").filter(in -> !migration.listening())
                : Optional.of("migration out").filter(out -> migration.underWay());
        List<Nic> nics = nics();
        return new Domain(domain.name(), state, true, nics, job, obstacles(migration, nics), standbyNegotiated(nics));
    }

    /** A VF that QEMU does not know as half of a pair is in its way as well, but pulled out before the migration begins. */
    private static List<String> obstacles(MigrationStatus migration, List<Nic> nics) {
        boolean pulledOut = nics.stream()
                .anyMatch(nic -> nic.vf().isPresent() && nic.pairOf().isEmpty());
        return migration.blockers().stream()
                .filter(reason -> !(pulledOut && reason.contains("VFIO")))
                .toList();
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

    /**
     * Whether the device exists. A primary that QEMU hides from a guest without STANDBY does not. The PCI tree would not tell: QEMU shows
     * what is behind a bridge only once firmware or guest has numbered its bus, which is not so in early boot nor before a migration came.
     */
    boolean plugged(String alias) {
        return devices().containsKey(alias);
    }

    /** Types of the devices that have an id. */
    private Map<String, String> devices() {
        Map<String, String> found = new LinkedHashMap<>();
        for (JsonNode entry : qemu.execute("qom-list", Map.of("path", "/machine/peripheral"), deadline)) {
            Matcher type = CHILD.matcher(entry.path("type").asText());
            if (type.matches()) {
                found.put(entry.path("name").asText(), type.group(1));
            }
        }
        return found;
    }

    private List<Nic> nics() {
        List<JsonNode> functions = functions();
        List<Nic> found = new ArrayList<>();
        devices().forEach((id, type) -> {
            Optional<MacAddress> mac = property(id, "mac").map(JsonNode::asText).map(MacAddress::parse);
            if (mac.isPresent() || primaryOf(id).isPresent()) { // what is passed through keeps its address to itself
                found.add(nic(id, type, mac, functions));
            }
        });
        return found;
    }

    private Optional<QemuPair> primaryOf(String id) {
        return domain.pairs().stream().filter(pair -> pair.primary().equals(id)).findFirst();
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

    private Nic nic(String id, String type, Optional<MacAddress> mac, List<JsonNode> functions) {
        Optional<QemuPair> standbyOf = QemuPair.ofStandby(domain, id);
        return new Nic(
                id,
                model(type),
                mac.or(() -> primaryOf(id).map(QemuPair::mac)).orElse(new MacAddress(0)),
                standbyOf.map(QemuPair::tap),
                property(id, "host").map(JsonNode::asText).map(PciAddress::new),
                functions.stream()
                        .filter(function -> type.equals(VIRTIO))
                        .filter(function -> function.path("qdev_id").asText().equals(id))
                        .findFirst()
                        .map(this::linkUp)
                        .orElse(true),
                property(id, "failover_pair_id").map(JsonNode::asText).filter(text -> !text.isEmpty()),
                property(id, "failover").map(JsonNode::asBoolean).orElse(false));
    }

    private static String model(String type) {
        return switch (type) {
            case VIRTIO -> "virtio";
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

    /** Whether all standbys were taken as such; empty when QEMU cannot tell. */
    Optional<Boolean> standbyNegotiated(List<Nic> nics) {
        return VirtioStatus.ofAll(nics.stream()
                .filter(Nic::failover)
                .map(nic -> standbyNegotiated(nic.alias()))
                .toList());
    }

    /** Empty when QEMU cannot tell. */
    Optional<Boolean> standbyNegotiated(String standby) {
        return optionally(VirtioStatus.COMMAND, Map.of("path", VirtioStatus.path(standby)))
                .map(VirtioStatus::standbyTaken);
    }
}
