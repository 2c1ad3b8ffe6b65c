package io.netfailover.campaign.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What can be seen of one arm, in words that mean the same for both: {@code primary up -> yes}. */
final class Facts {
    static final String ORDER = "order of changes";

    private final SortedMap<String, String> values = new TreeMap<>();

    void put(String what, Object value) {
        values.put(what, String.valueOf(value));
    }

    /** Adds one more to those that were seen. */
    void also(String what, String value) {
        values.merge(what, value, (before, more) -> before.equals("nobody") ? more : before + "+" + more);
    }

    /** Empty when nothing is known of it. */
    String get(String what) {
        return values.getOrDefault(what, "");
    }

    /**
     * @param ours the same arm's slaves for a master of ours, where the kernel knows of no such relation
     */
    void addLinks(Links links, Arm arm, OwnMaster ours) {
        for (Role role : Role.values()) {
            JsonNode link = links.link(arm, role).orElse(null);
            put(role.word(), link == null ? "absent" : "present");
            if (link == null) {
                continue;
            }
            put(role.word() + " up", Links.isUp(link));
            put(role.word() + " carrier", Links.hasCarrier(link));
            put(role.word() + " mtu", link.path("mtu").asInt());
            put(
                    role.word() + " address",
                    link.path("address").asText().equals(arm.mac().toString()) ? "permanent" : "another");
            if (role.isNic()) {
                put(
                        role.word() + " belongs",
                        arm == Arm.OURS && ours.has(Links.index(link))
                                ? "to the master"
                                : owner(links, arm, link.path("master").asText()));
                put(role.word() + " promiscuous", link.path("promiscuity").asInt() > 0);
                put(role.word() + " all multicast", link.path("allmulti").asInt() > 0);
            } else {
                put("master queueing", link.path("qdisc").asText());
                put(
                        "master mtu limits",
                        arm == Arm.OURS
                                ? ours.mtuLimits()
                                : link.path("min_mtu").asInt() + "-"
                                        + link.path("max_mtu").asInt());
            }
        }
    }

    private static String owner(Links links, Arm arm, String name) {
        return name.isEmpty() ? "to nobody" : name.equals(links.name(arm, Role.MASTER)) ? "to the master" : "elsewhere";
    }

    /** Who heard what was put onto which cable, and where what the arm sent left. */
    void addTraffic(int attempt, Arm arm, Links links, List<String> heard, Map<Traffic.Tag, List<String>> left) {
        for (Role role : Role.values()) {
            if (role.isNic()) {
                for (Traffic.Kind kind : Traffic.Kind.values()) {
                    put(heardKey(role.name(), kind.name()), "nobody");
                }
            }
        }
        for (String line : heard) {
            int space = line.indexOf(' ');
            for (Traffic.Tag tag : Traffic.Tag.all(line.substring(space + 1))) {
                String where = links.word(Integer.parseInt(line.substring(0, space)));
                if (tag.attempt() == attempt && tag.arm() == arm && !where.isEmpty()) {
                    also(heardKey(tag.where(), tag.what()), where);
                }
            }
        }
        List<String> senders = new ArrayList<>(List.of("master"));
        links.vlan(arm).ifPresent(link -> senders.add("vlan"));
        for (String sender : senders) {
            List<String> cables = left.getOrDefault(new Traffic.Tag(attempt, arm, sender, Traffic.OUT), List.of());
            put("sent by " + sender, cables.isEmpty() ? "nowhere" : String.join("+", cables));
        }
    }

    private static String heardKey(String cable, String kind) {
        return "heard of " + Role.valueOf(cable).word() + "'s "
                + Traffic.Kind.valueOf(kind).word();
    }

    /** Where two arms are not alike. */
    static List<Difference> differences(Facts kernel, Facts ours) {
        SortedSet<String> keys = new TreeSet<>(kernel.values.keySet());
        keys.addAll(ours.values.keySet());
        List<Difference> differences = new ArrayList<>();
        for (String key : keys) {
            if (!kernel.get(key).equals(ours.get(key))) {
                differences.add(new Difference(key, kernel.get(key), ours.get(key)));
            }
        }
        return differences;
    }

    /** For people, and for comparing whole states. */
    @Override
    public String toString() {
        return values.toString();
    }

    /** One thing that the two do not have alike. */
    record Difference(String what, String kernel, String ours) {
        @Override
        public String toString() {
            return what + ": kernel " + kernel + ", ours " + ours;
        }
    }
}
