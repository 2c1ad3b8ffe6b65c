package io.netfailover.netlink;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code vfinfo_list} of {@code ip -details -statistics -json link}. */
final class VfJson {
    private VfJson() {}

    static Optional<List<Map<String, @Nullable Object>>> of(Link pf, List<VirtualFunction> functions) {
        if (!pf.isEthernet() || functions.isEmpty()) {
            return Optional.empty();
        }
        List<Map<String, @Nullable Object>> list = new ArrayList<>();
        functions.forEach(function -> list.add(of(function).map()));
        return Optional.of(list);
    }

    private static JsonObject of(VirtualFunction vf) {
        JsonObject json = new JsonObject()
                .number("vf", vf.index())
                .put("link_type", "ether")
                .put("address", vf.address().toString());
        vf.broadcast().ifPresent(broadcast -> json.put("broadcast", broadcast.toString()));
        List<Map<String, @Nullable Object>> vlans = new ArrayList<>();
        vf.vlans().forEach(vlan -> vlans.add(vlan(vlan).map()));
        json.put("vlan_list", vlans).unsignedUnlessZero("tx_rate", vf.txRateMbps());
        json.put(
                "rate",
                new JsonObject()
                        .unsigned("max_tx", vf.maxTxRateMbps())
                        .unsigned("min_tx", vf.minTxRateMbps())
                        .map());
        vf.spoofCheck().ifPresent(on -> json.put("spoofchk", on));
        json.put("link_state", LinkJson.word(vf.linkState()));
        vf.trusted().ifPresent(on -> json.put("trust", on));
        vf.rssQuery().ifPresent(on -> json.put("query_rss_en", on));
        vf.statistics()
                .ifPresent(
                        statistics -> json.put("stats", statistics(statistics).map()));
        return json;
    }

    private static JsonObject vlan(VfVlan vlan) {
        JsonObject json = new JsonObject().unsignedUnlessZero("vlan", vlan.id()).unsignedUnlessZero("qos", vlan.qos());
        if (vlan.protocol() != 0 && vlan.protocol() != VfVlan.ETH_P_8021Q) {
            json.put("protocol", KindJson.protocol(vlan.protocol()));
        }
        return json;
    }

    /** {@code tx_bytes} and {@code tx_packets} are iproute2's own inconsistency. */
    private static JsonObject statistics(VfStatistics statistics) {
        JsonObject rx = new JsonObject()
                .number("bytes", statistics.rxBytes())
                .number("packets", statistics.rxPackets())
                .number("multicast", statistics.multicast())
                .number("broadcast", statistics.broadcast())
                .number("dropped", statistics.rxDropped());
        JsonObject tx = new JsonObject()
                .number("tx_bytes", statistics.txBytes())
                .number("tx_packets", statistics.txPackets())
                .number("dropped", statistics.txDropped());
        return new JsonObject().put("rx", rx.map()).put("tx", tx.map());
    }
}
