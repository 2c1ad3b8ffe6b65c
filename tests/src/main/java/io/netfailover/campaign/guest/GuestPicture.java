package io.netfailover.campaign.guest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netfailover.lab.LabException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The links of a guest as {@code ip} shows them, independent of how our files tell masters from slaves.
 *
 * @param master empty while there is none
 * @param slaves by name, each with all of its addresses
 * @param masterAddresses IPv4
 */
record GuestPicture(String master, Map<String, List<String>> slaves, List<String> masterAddresses) {
    static final String SCRIPT = "ip -j -d address";
    private static final ObjectMapper JSON = new ObjectMapper();

    static GuestPicture parse(String json) {
        try {
            return of(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new LabException("ip said no JSON: " + json, e);
        }
    }

    private static GuestPicture of(JsonNode links) {
        String master = "";
        Map<String, List<String>> slaves = new TreeMap<>();
        for (JsonNode link : links) {
            if (link.has("master")) {
                master = link.path("master").asText();
                slaves.put(link.path("ifname").asText(), addresses(link, ""));
            }
        }
        List<String> own = new ArrayList<>();
        for (JsonNode link : links) {
            if (link.path("ifname").asText().equals(master)) {
                own.addAll(addresses(link, "inet"));
            }
        }
        return new GuestPicture(master, slaves, own);
    }

    /** @param family as ip calls it, empty for all */
    private static List<String> addresses(JsonNode link, String family) {
        List<String> addresses = new ArrayList<>();
        for (JsonNode address : link.path("addr_info")) {
            if (family.isEmpty() || address.path("family").asText().equals(family)) {
                addresses.add(address.path("local").asText());
            }
        }
        return addresses;
    }

    boolean settled(int wantedSlaves) {
        return slaves.size() == wantedSlaves && !masterAddresses.isEmpty();
    }

    /** Beside those that have a link-local one, which is the kernel's. */
    long slavesWithAddress() {
        return slaves.values().stream()
                .filter(addresses -> addresses.stream().anyMatch(address -> !address.startsWith("fe80:")))
                .count();
    }
}
