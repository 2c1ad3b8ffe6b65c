package io.netfailover.netlink;

import io.netfailover.types.IfIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code info_data} of {@code ip -details -json link}; empty for kinds of which iproute2 prints nothing, or of which we claim nothing. */
final class KindJson {
    /** VLAN_FLAG_* of linux/if_vlan.h in iproute2's order, which is not that of the bits (1, 2, 8, 4, 16). */
    private static final List<String> VLAN_FLAGS =
            List.of("REORDER_HDR", "GVRP", "MVRP", "LOOSE_BINDING", "BRIDGE_BINDING");

    private static final int[] VLAN_FLAG_BITS = {1, 2, 8, 4, 16};

    private KindJson() {}

    static Optional<JsonObject> of(KindData data, Function<IfIndex, String> names) {
        if (data instanceof BridgeData bridge) {
            return Optional.of(BridgeJson.of(bridge));
        } else if (data instanceof BondData bond) {
            return Optional.of(BondJson.of(bond, names));
        } else if (data instanceof VlanData vlan) {
            return Optional.of(vlan(vlan));
        } else if (data instanceof MacvlanData macvlan) {
            return Optional.of(macvlan(macvlan));
        } else if (data instanceof TunData tun) {
            return Optional.of(tun(tun));
        }
        return Optional.empty();
    }

    private static JsonObject vlan(VlanData vlan) {
        JsonObject json = new JsonObject()
                .put("protocol", protocol(vlan.protocol()))
                .number("id", vlan.id())
                .put("flags", flags(vlan.flags()));
        if (!vlan.ingress().isEmpty()) {
            json.put("ingress_qos", mappings(vlan.ingress()));
        }
        if (!vlan.egress().isEmpty()) {
            json.put("egress_qos", mappings(vlan.egress()));
        }
        return json;
    }

    private static List<String> flags(int flags) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < VLAN_FLAG_BITS.length; i++) {
            if ((flags & VLAN_FLAG_BITS[i]) != 0) {
                names.add(VLAN_FLAGS.get(i));
            }
        }
        return names;
    }

    private static List<Map<String, @Nullable Object>> mappings(List<VlanData.QosMapping> mappings) {
        List<Map<String, @Nullable Object>> list = new ArrayList<>();
        for (VlanData.QosMapping mapping : mappings) {
            list.add(new JsonObject()
                    .unsigned("from", mapping.from())
                    .unsigned("to", mapping.to())
                    .map());
        }
        return list;
    }

    private static JsonObject macvlan(MacvlanData macvlan) {
        JsonObject json = new JsonObject().put("mode", LinkJson.word(macvlan.mode()));
        if ((macvlan.flags() & MacvlanData.NO_PROMISC) != 0) {
            json.put("nopromisc", true);
        }
        if ((macvlan.flags() & MacvlanData.NO_DESTINATION) != 0) {
            json.put("nodst", true);
        }
        json.number("bcqueuelen", macvlan.broadcastQueue()).number("usedbcqueuelen", macvlan.broadcastQueueUsed());
        if (macvlan.mode() == MacvlanMode.SOURCE) {
            json.number("macaddr_count", macvlan.sources().size());
            if (!macvlan.sources().isEmpty()) {
                json.put(
                        "macaddr_data",
                        macvlan.sources().stream().map(Object::toString).toList());
            }
        }
        return json;
    }

    private static JsonObject tun(TunData tun) {
        String type = tun.type() == TunData.TUN ? "tun" : tun.type() == TunData.TAP ? "tap" : "UNKNOWN:" + tun.type();
        JsonObject json = new JsonObject()
                .put("type", type)
                .put("pi", tun.packetInformation())
                .put("vnet_hdr", tun.virtioHeader())
                .put("multi_queue", tun.multiQueue());
        if (tun.multiQueue()) {
            json.unsigned("numqueues", tun.queues()).unsigned("numdisabled", tun.disabledQueues());
        }
        return json.put("persist", tun.persistent());
    }

    /** An ethertype as iproute2 names it (ll_proto_n2a). */
    static String protocol(int etherType) {
        return switch (etherType) {
            case VfVlan.ETH_P_8021Q -> "802.1Q";
            case VfVlan.ETH_P_8021AD -> "802.1ad";
            default -> "[" + etherType + "]";
        };
    }
}
