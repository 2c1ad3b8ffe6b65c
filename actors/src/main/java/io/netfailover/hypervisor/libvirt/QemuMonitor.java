package io.netfailover.hypervisor.libvirt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netfailover.hypervisor.VirtioStatus;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Speaks with QEMU itself of what libvirt does not know. libvirt notes that it was ({@code custom-monitor} among a domain's taints). */
final class QemuMonitor {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final UnaryOperator<String> monitor;

    /** @param monitor takes a QMP command and gives QEMU's answer, which may be an error */
    QemuMonitor(UnaryOperator<String> monitor) {
        this.monitor = monitor;
    }

    /** The devices that have an id. */
    Set<String> devices() {
        Set<String> names = new HashSet<>();
        ask("qom-list", "path", "/machine/peripheral")
                .forEach(each -> names.add(each.path("name").asText()));
        return names;
    }

    /** Whether the guest took STANDBY of that NIC; empty when this QEMU cannot tell. */
    Optional<Boolean> standbyTaken(String alias) {
        JsonNode status = ask(VirtioStatus.COMMAND, "path", VirtioStatus.path(alias));
        return status.isMissingNode() ? Optional.empty() : Optional.of(VirtioStatus.standbyTaken(status));
    }

    /** Asks the guest for that device; it goes later, or never. An error of QEMU is not told. */
    void remove(String id) {
        ask("device_del", "id", id);
    }

    private JsonNode ask(String command, String argument, String value) {
        ObjectNode question = JSON.createObjectNode().put("execute", command);
        question.putObject("arguments").put(argument, value);
        try {
            return JSON.readTree(monitor.apply(question.toString())).path("return");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("QEMU answers " + command + " with what is no JSON", e);
        }
    }
}
