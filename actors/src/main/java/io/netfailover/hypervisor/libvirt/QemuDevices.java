package io.netfailover.hypervisor.libvirt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashSet;
import java.util.Set;

/** The answer of QEMU's {@code qom-list} for {@code /machine/peripheral}: the devices that have an id. */
final class QemuDevices {
    private static final ObjectMapper JSON = new ObjectMapper();

    private QemuDevices() {}

    static Set<String> names(String answer) {
        try {
            Set<String> names = new HashSet<>();
            for (JsonNode each : JSON.readTree(answer).path("return")) {
                names.add(each.path("name").asText());
            }
            return names;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("QEMU answers with what is no JSON: " + answer, e);
        }
    }
}
