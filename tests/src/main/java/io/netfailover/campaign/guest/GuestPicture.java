package io.netfailover.campaign.guest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The links of a guest as {@code ip} shows them, independent of how our files tell masters from slaves.
 *
 * @param master empty while there is none
 * @param slaves by name, each with all of its addresses
 * @param idleEnds of the master's pair, each with all of its addresses
 * @param masterAddresses IPv4
 */
record GuestPicture(
        String master,
        Map<String, List<String>> slaves,
        Map<String, List<String>> idleEnds,
        List<String> masterAddresses) {

    static String name(JsonNode link) {
        return link.path("ifname").asText();
    }

    /** @param family as ip calls it, empty for all */
    static List<String> addresses(JsonNode link, String family) {
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
