package io.netfailover.campaign.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The links of the guest as {@code ip -details -statistics -json link} shows them, found by what they are instead of by their names. */
final class Links {
    private final Map<Arm, Map<Role, JsonNode>> roles = new EnumMap<>(Arm.class);
    private final Map<Arm, JsonNode> vlans = new EnumMap<>(Arm.class);
    private final Map<Integer, String> words = new HashMap<>();

    /** @param slots the PCI addresses of the arms' primaries; what is elsewhere is a second one */
    Links(JsonNode table, Map<Arm, String> slots) {
        for (JsonNode link : table) {
            for (Arm arm : Arm.values()) {
                if (link.path("ifname").asText().equals("v" + Traffic.VLAN + arm.letter())) {
                    vlans.put(arm, link);
                    words.put(index(link), "vlan");
                }
                role(link, arm, slots).ifPresent(role -> {
                    roles.computeIfAbsent(arm, key -> new EnumMap<>(Role.class)).put(role, link);
                    words.put(index(link), role.word());
                });
            }
        }
    }

    /** Where a network card sits: {@code 0000:02:00.0}. */
    static Map<Arm, String> slots(JsonNode table) {
        Map<Arm, String> slots = new EnumMap<>(Arm.class);
        for (JsonNode link : table) {
            for (Arm arm : Arm.values()) {
                if (link.path("parentbus").asText().equals("pci")
                        && permanentMac(link).equals(arm.mac().toString())) {
                    slots.put(arm, link.path("parentdev").asText());
                }
            }
        }
        return slots;
    }

    private static Optional<Role> role(JsonNode link, Arm arm, Map<Arm, String> slots) {
        if (arm == Arm.OURS && link.path("ifalias").asText().startsWith("netfailover part=master ")) {
            return Optional.of(Role.MASTER);
        }
        if (!permanentMac(link).equals(arm.mac().toString())) {
            return Optional.empty();
        }
        return switch (link.path("parentbus").asText()) {
            case "virtio" ->
                Optional.of(
                        arm == Arm.OURS || link.path("phys_port_name").asText().equals("sby")
                                ? Role.STANDBY
                                : Role.MASTER);
            case "pci" ->
                Optional.of(link.path("parentdev").asText().equals(slots.get(arm)) ? Role.PRIMARY : Role.SECOND);
            default -> Optional.empty();
        };
    }

    private static String permanentMac(JsonNode link) {
        return link.path(link.has("permaddr") ? "permaddr" : "address").asText();
    }

    static boolean isUp(JsonNode link) {
        return hasFlag(link, "UP");
    }

    static boolean hasCarrier(JsonNode link) {
        return isUp(link) && hasFlag(link, "LOWER_UP");
    }

    private static boolean hasFlag(JsonNode link, String wanted) {
        for (JsonNode flag : link.path("flags")) {
            if (flag.asText().equals(wanted)) {
                return true;
            }
        }
        return false;
    }

    static int index(JsonNode link) {
        return link.path("ifindex").asInt();
    }

    Optional<JsonNode> link(Arm arm, Role role) {
        return Optional.ofNullable(roles.getOrDefault(arm, Map.of()).get(role));
    }

    /** Of the link with this role; empty when there is none. */
    String name(Arm arm, Role role) {
        return link(arm, role).map(link -> link.path("ifname").asText()).orElse("");
    }

    Optional<String> vlan(Arm arm) {
        return Optional.ofNullable(vlans.get(arm))
                .map(link -> link.path("ifname").asText());
    }

    /** What a link is, for whatever heard something on it; empty for one that is none of theirs. */
    String word(int index) {
        return words.getOrDefault(index, "");
    }
}
