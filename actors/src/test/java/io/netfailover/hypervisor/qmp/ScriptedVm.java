package io.netfailover.hypervisor.qmp;

import io.netfailover.hypervisor.qmp.ScriptedQemu.Answer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** A VM with one pair, behind a scripted QEMU; its guest does at once what it is asked for, unless told otherwise. */
final class ScriptedVm implements AutoCloseable {
    static final String STANDBY = "standby0";
    static final String PRIMARY = "ua-vf0";
    static final String MAC = "52:54:00:00:12:53";

    final ScriptedQemu qemu;
    final Set<String> plugged = ConcurrentHashMap.newKeySet();
    volatile String status = "running";
    volatile boolean standbyTaken = true;
    /** Not so before the guest has loaded its driver. */
    volatile boolean featuresAgreed = true;
    /** Whether QEMU knows the primary as such. */
    volatile boolean teamed = true;

    volatile boolean linkUp = true;
    /** Before the guest has numbered its buses QEMU shows nothing behind them. */
    volatile boolean busesNumbered = true;

    /** What query-migrate says next; the last one stays. */
    final Deque<String> migration = new ArrayDeque<>(List.of("{}"));

    ScriptedVm(Path socket) {
        plugged.add(STANDBY);
        plugged.add(PRIMARY);
        qemu = ScriptedQemu.at(socket)
                .on("query-status", () -> Answer.returning("{'status': '" + status + "', 'running': true}"))
                .on("query-pci", () -> Answer.returning(pci()))
                .on("qom-list", () -> Answer.returning(peripherals()))
                .on("query-migrate", () -> Answer.returning(nextMigration()))
                .on(
                        "qom-get",
                        arguments -> property(
                                arguments.path("path").asText(),
                                arguments.path("property").asText()))
                .on("x-query-virtio-status", () -> Answer.returning(virtio()))
                .on(
                        "human-monitor-command",
                        () -> Answer.returning("'00000000fe802006: 0x000" + (linkUp ? 1 : 0) + "\\r\\n'"))
                .on("set_link", arguments -> {
                    linkUp = arguments.path("up").asBoolean();
                    return Answer.returning("{}");
                })
                .on("device_add", arguments -> {
                    if (standbyTaken) {
                        plugged.add(arguments.path("id").asText());
                    }
                    return Answer.returning("{}");
                })
                .on("device_del", arguments -> letGo(arguments.path("id").asText()))
                .on("migrate-set-capabilities", "{}")
                .on("migrate-set-parameters", "{}")
                .on("migrate", "{}");
    }

    Answer letGo(String id) {
        if (!plugged.remove(id)) {
            return Answer.refusing("DeviceNotFound", "Device " + id + " not found");
        }
        return Answer.returning("{}").then(deleted(id));
    }

    static String deleted(String id) {
        return ScriptedQemu.event(
                "DEVICE_DELETED", "{'device': '" + id + "', 'path': '/machine/peripheral/" + id + "'}");
    }

    private synchronized String nextMigration() {
        return migration.size() > 1 ? migration.pop() : migration.element();
    }

    synchronized void migrationSays(String... answers) {
        migration.clear();
        migration.addAll(List.of(answers));
    }

    private String peripherals() {
        return plugged.stream()
                .map(id -> "{'name': '" + id + "', 'type': 'child<"
                        + (id.equals(STANDBY) ? "virtio-net-pci" : "vfio-pci") + ">'}")
                .collect(Collectors.joining(",", "[{'name': 'type', 'type': 'string'},", "]"));
    }

    /** Root ports with a function behind each, as QEMU 7.2 tells them. */
    private String pci() {
        String ports = (busesNumbered ? plugged : Set.<String>of())
                .stream()
                        .map(id ->
                                "{'qdev_id': 'port', 'class_info': {'class': 1540}, 'regions': [], 'pci_bridge': {'devices': [{'qdev_id': '"
                                        + id + "', 'class_info': {'class': 512},"
                                        + " 'regions': [{'bar': 4, 'address': 4269801472, 'type': 'memory'}]}]}}")
                        .collect(Collectors.joining(","));
        return "[{'bus': 0, 'devices': [" + ports + "]}]";
    }

    private Answer property(String path, String property) {
        boolean standby = path.endsWith(STANDBY);
        return switch (property) {
            case "mac" -> standby ? Answer.returning("'" + MAC + "'") : absent(property);
            case "host" -> standby ? absent(property) : Answer.returning("'0000:42:02.1'");
            case "failover" -> standby ? Answer.returning("true") : absent(property);
            case "failover_pair_id" -> standby || !teamed ? absent(property) : Answer.returning("'" + STANDBY + "'");
            default -> absent(property);
        };
    }

    private static Answer absent(String property) {
        return Answer.refusing("GenericError", "Property " + property + " not found");
    }

    private String virtio() {
        String statuses = featuresAgreed
                ? "'VIRTIO_CONFIG_S_FEATURES_OK: Feature negotiation complete'"
                : "'VIRTIO_CONFIG_S_RESET'";
        return "{'status': {'statuses': [" + statuses + "]}, 'guest-features':"
                + " {'dev-features': [" + (standbyTaken ? "'VIRTIO_NET_F_STANDBY: Device acting as standby'" : "")
                + "]}}";
    }

    @Override
    public void close() throws java.io.IOException {
        qemu.close();
    }
}
