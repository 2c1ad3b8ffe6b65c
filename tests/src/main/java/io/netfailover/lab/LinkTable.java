package io.netfailover.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The links of a namespace as {@code ip -j link} shows them, the loopback left out.
 *
 * @param links by name
 */
public record LinkTable(Map<String, Row> links) {

    /** What users would notice when it changed. */
    public record Row(int ifindex, boolean up, boolean carrier, String mac, int mtuBytes) {}

    public static LinkTable of(LabNamespace namespace) {
        Map<String, Row> links = new TreeMap<>();
        for (JsonNode link : Daemon.json(namespace.ip("-j", "link").orFail())) {
            List<String> flags = new ArrayList<>();
            link.path("flags").forEach(flag -> flags.add(flag.asText()));
            if (!flags.contains("LOOPBACK")) {
                links.put(
                        link.path("ifname").asText(),
                        new Row(
                                link.path("ifindex").asInt(),
                                flags.contains("UP"),
                                flags.contains("UP") && flags.contains("LOWER_UP"),
                                link.path("address").asText(),
                                link.path("mtu").asInt()));
            }
        }
        return new LinkTable(links);
    }

    /** Differences in names, admin state, address and MTU; the carrier follows the admin state late, and a plugged link has a new index. */
    public List<String> differences(LinkTable now) {
        List<String> differences = new ArrayList<>();
        links.forEach((name, before) -> {
            Row after = now.links.get(name);
            if (after == null) {
                differences.add(name + " is missing");
            } else if (before.up != after.up || !before.mac.equals(after.mac) || before.mtuBytes != after.mtuBytes) {
                differences.add(name + " was " + before + " and is " + after);
            }
        });
        now.links.keySet().stream()
                .filter(name -> !links.containsKey(name))
                .forEach(name -> differences.add(name + " is new"));
        return differences;
    }

    /** Where a master, as the daemon's status shows it, differs from the kernel's links. */
    public List<String> contradictions(JsonNode master) {
        List<String> contradictions = new ArrayList<>();
        compare(contradictions, master, master.path("name").asText(), true);
        for (JsonNode slave : master.path("slaves")) {
            if (slave.path("refusal").isMissingNode() || slave.path("refusal").isNull()) {
                compare(
                        contradictions,
                        slave,
                        slave.path("name").asText(),
                        slave.path("present").asBoolean());
            }
        }
        return contradictions;
    }

    private void compare(List<String> contradictions, JsonNode said, String name, boolean present) {
        Row real = links.get(name);
        if (real == null || !present) {
            if (real != null || present) {
                contradictions.add(
                        "status says " + name + (present ? " exists" : " is missing") + ", the kernel does not");
            }
            return;
        }
        if (said.path("ifindex").asInt() != real.ifindex
                || said.path("up").asBoolean() != real.up
                || said.path("carrier").asBoolean() != real.carrier) {
            contradictions.add("status says " + said + ", the kernel " + real);
        }
    }
}
