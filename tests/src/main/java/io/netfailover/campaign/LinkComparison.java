package io.netfailover.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.netfailover.netlink.LinkJson;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Holds our picture of the links against what {@code ip} says before and after it was taken: what did not change in between must be equal,
 * a number that did must lie between, anything else must be as before or as after.
 */
final class LinkComparison {
    private static final int SWITCH_ID_DIGITS = 62;

    private final JsonNode before;
    private final JsonNode ours;
    private final JsonNode after;
    private final List<String> differences = new ArrayList<>();
    private long fields;

    private LinkComparison(JsonNode before, JsonNode ours, JsonNode after) {
        this.before = before;
        this.ours = ours;
        this.after = after;
    }

    /**
     * What was found.
     *
     * @param fields compared
     * @param differences by link and field
     */
    record Outcome(long fields, List<String> differences) {}

    /** Each an array with an object for each link. */
    static Outcome of(JsonNode before, JsonNode ours, JsonNode after) {
        LinkComparison comparison = new LinkComparison(before, ours, after);
        comparison.compare();
        return new Outcome(comparison.fields, comparison.differences);
    }

    private void compare() {
        Map<Integer, JsonNode> early = byIndex(before);
        Map<Integer, JsonNode> own = byIndex(ours);
        Map<Integer, JsonNode> late = byIndex(after);
        Set<Integer> all = new LinkedHashSet<>(own.keySet());
        all.addAll(early.keySet());
        for (int index : all) {
            JsonNode mine = own.getOrDefault(index, MissingNode.getInstance());
            compare(
                    "link " + index + " " + mine.path("ifname").asText(),
                    "",
                    early.getOrDefault(index, MissingNode.getInstance()),
                    mine,
                    late.getOrDefault(index, MissingNode.getInstance()));
        }
    }

    private static Map<Integer, JsonNode> byIndex(JsonNode links) {
        Map<Integer, JsonNode> byIndex = new TreeMap<>();
        for (JsonNode link : links) {
            if (link.path("ifindex").asInt() != 0) { // iproute2 leaves empty objects for what it filters out
                byIndex.put(link.path("ifindex").asInt(), link);
            }
        }
        return byIndex;
    }

    private void compare(String link, String path, JsonNode early, JsonNode ownOne, JsonNode late) {
        JsonNode mine = asShown(path, ownOne);
        if (LinkJson.UNCLAIMED.containsKey(path)) {
            return;
        }
        if (mine.isObject() && (early.isObject() || late.isObject())) {
            Set<String> names = new LinkedHashSet<>();
            mine.fieldNames().forEachRemaining(names::add);
            early.fieldNames().forEachRemaining(names::add);
            late.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                String inner = path.isEmpty() ? name : path + "." + name;
                compare(link, inner, early.path(name), mine.path(name), late.path(name));
            }
            return;
        }
        if (mine.isArray() && early.isArray() && late.isArray() && mine.size() == early.size()) {
            for (int i = 0; i < mine.size(); i++) {
                compare(link + " [" + i + "]", path, early.path(i), mine.path(i), late.path(i));
            }
            return;
        }
        fields++;
        if (!same(mine, early) && !same(mine, late) && !between(early, mine, late)) {
            differences.add(link + ": " + path + " is " + said(mine) + ", ip says " + said(early)
                    + (same(early, late) ? "" : " and then " + said(late)));
        }
    }

    /** As iproute2 6.1 shows it, whose buffer is too short for the longest ones. */
    private static JsonNode asShown(String path, JsonNode ours) {
        return path.equals("phys_switch_id") && ours.asText().length() > SWITCH_ID_DIGITS
                ? TextNode.valueOf(ours.asText().substring(0, SWITCH_ID_DIGITS))
                : ours;
    }

    private static boolean same(JsonNode left, JsonNode right) {
        if (left.isNumber() && right.isNumber()) {
            return left.decimalValue().compareTo(right.decimalValue()) == 0;
        }
        return left.equals(right);
    }

    private static boolean between(JsonNode early, JsonNode mine, JsonNode late) {
        if (!early.isNumber() || !mine.isNumber() || !late.isNumber()) {
            return false;
        }
        int first = early.decimalValue().compareTo(mine.decimalValue());
        int second = mine.decimalValue().compareTo(late.decimalValue());
        return first <= 0 && second <= 0 || first >= 0 && second >= 0;
    }

    private static String said(JsonNode node) {
        return node.isMissingNode() ? "absent" : node.toString();
    }
}
