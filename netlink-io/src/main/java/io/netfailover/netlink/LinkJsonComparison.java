package io.netfailover.netlink;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares what {@code ip -details -statistics -json link} printed, as any JSON reader gives it, with {@link LinkJson}, member by member.
 * Each member of either side must be in the other, but those of {@link LinkJson#UNCLAIMED}. Timers run on between two looks, so they may
 * differ by two seconds.
 */
public final class LinkJsonComparison {
    private static final Set<String> CLAIMED_KINDS = Set.of("bridge", "bond", "vlan", "macvlan", "macvtap", "tun");
    private static final Set<String> CLAIMED_PORTS = Set.of("bridge", "bond");
    private static final BigDecimal TIMER_SLACK_SECONDS = BigDecimal.valueOf(2);

    private final List<String> differences = new ArrayList<>();

    private LinkJsonComparison() {}

    /** One line for each difference, {@code veth0.mtu: ip 1500, we 1400}; none when both show the same. */
    public static List<String> differences(
            List<? extends Map<String, ? extends @Nullable Object>> ip,
            List<? extends Map<String, ? extends @Nullable Object>> ours) {
        LinkJsonComparison comparison = new LinkJsonComparison();
        if (ip.size() != ours.size()) {
            comparison.differences.add("ip shows " + ip.size() + " links, we show " + ours.size());
            return comparison.differences;
        }
        for (int i = 0; i < ip.size(); i++) {
            comparison.members(String.valueOf(ip.get(i).get("ifname")), "", claimed(ip.get(i)), ours.get(i));
        }
        return comparison.differences;
    }

    /** Without what depends on the link whether we claim it. */
    private static Map<String, @Nullable Object> claimed(Map<String, ? extends @Nullable Object> link) {
        Map<String, @Nullable Object> copy = new HashMap<>(link);
        if (!Objects.equals(link.get("link_type"), "ether")) {
            copy.remove("vfinfo_list");
        }
        if (link.get("linkinfo") instanceof Map<?, ?> info) {
            Map<Object, @Nullable Object> kept = new HashMap<>(info);
            if (!CLAIMED_KINDS.contains(String.valueOf(info.get("info_kind")))) {
                kept.remove("info_data");
            }
            if (!CLAIMED_PORTS.contains(String.valueOf(info.get("info_slave_kind")))) {
                kept.remove("info_slave_data");
            }
            copy.put("linkinfo", kept);
        }
        return copy;
    }

    private void members(String link, String path, Map<?, ?> ip, Map<?, ?> ours) {
        Set<String> keys = new TreeSet<>();
        ip.keySet().forEach(key -> keys.add(String.valueOf(key)));
        ours.keySet().forEach(key -> keys.add(String.valueOf(key)));
        for (String key : keys) {
            String where = path.isEmpty() ? key : path + "." + key;
            if (LinkJson.UNCLAIMED.containsKey(where)) {
                continue;
            }
            if (ip.containsKey(key) != ours.containsKey(key)) {
                differences.add(link + " " + where + ": only " + (ip.containsKey(key) ? "ip" : "we") + " show it");
            } else if (!same(link, where, ip.get(key), ours.get(key))) {
                differences.add(link + " " + where + ": ip " + ip.get(key) + ", we " + ours.get(key));
            }
        }
    }

    /** Of objects and lists of objects the differences are noted here, so that they have the longer path. */
    private boolean same(String link, String where, @Nullable Object ip, @Nullable Object ours) {
        if (ip instanceof Map<?, ?> theirMap && ours instanceof Map<?, ?> ourMap) {
            members(link, where, theirMap, ourMap);
            return true;
        }
        if (ip instanceof List<?> theirList && ours instanceof List<?> ourList && theirList.size() == ourList.size()) {
            boolean same = true;
            for (int i = 0; i < theirList.size(); i++) {
                same &= same(link, where + "[" + i + "]", theirList.get(i), ourList.get(i));
            }
            return same;
        }
        if (ip instanceof Number theirs && ours instanceof Number our) {
            BigDecimal distance = new BigDecimal(theirs.toString())
                    .subtract(new BigDecimal(our.toString()))
                    .abs();
            return distance.signum() == 0 || where.endsWith("_timer") && distance.compareTo(TIMER_SLACK_SECONDS) <= 0;
        }
        return Objects.equals(ip, ours);
    }
}
