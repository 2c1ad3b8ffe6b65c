package io.netfailover.netlink;

import io.netfailover.types.IfIndex;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** {@code info_slave_data} of {@code ip -details -json link}; empty where iproute2 prints nothing, or where we claim nothing. */
final class PortJson {
    private static final List<String> BRIDGE_PORT_STATES =
            List.of("disabled", "listening", "learning", "forwarding", "blocking");
    private static final List<String> BOND_SLAVE_STATES = List.of("ACTIVE", "BACKUP");
    private static final List<String> MII_STATES = List.of("UP", "GOING_DOWN", "DOWN", "GOING_BACK");

    /** LACP_STATE_* of linux/if_bonding.h, from bit 0 on. */
    private static final List<String> LACP_STATES = List.of(
            "active", "short_timeout", "aggregating", "in_sync", "collecting", "distributing", "defaulted", "expired");

    /** What 01:80:c2:00:00:0X is used for. */
    private static final String[] GROUPS = {
        "stp", "0x2", "lacp", "0x8", "0x10", "0x20", "0x40", "0x80", "0x100", "0x200", "0x400", "0x800", "0x1000",
        "0x2000", "lldp", "0x8000"
    };

    private PortJson() {}

    static Optional<JsonObject> of(PortData data, Function<IfIndex, String> names) {
        if (data instanceof BridgePortData port) {
            return Optional.of(bridgePort(port, names));
        } else if (data instanceof BondSlaveData slave) {
            return Optional.of(bondSlave(slave));
        }
        return Optional.empty();
    }

    private static JsonObject bridgePort(BridgePortData port, Function<IfIndex, String> names) {
        JsonObject json = new JsonObject();
        stateOrIndex(json, "state", port.state(), BRIDGE_PORT_STATES);
        json.number("priority", port.priority())
                .number("cost", port.cost())
                .put("hairpin", port.hairpin())
                .put("guard", port.guard())
                .put("root_block", port.rootBlock())
                .put("fastleave", port.fastLeave())
                .put("learning", port.learning())
                .put("flood", port.unicastFlood())
                .hexadecimal("id", port.id())
                .hexadecimal("no", port.number())
                .number("designated_port", port.designatedPort())
                .number("designated_cost", port.designatedCost())
                .put("bridge_id", BridgeJson.id(port.designatedBridge()))
                .put("root_id", BridgeJson.id(port.designatedRoot()))
                .timer("hold_timer", port.holdTimer())
                .timer("message_age_timer", port.messageAgeTimer())
                .timer("forward_delay_timer", port.forwardDelayTimer())
                .zeroOrOne("topology_change_ack", port.topologyChangeAcknowledged())
                .zeroOrOne("config_pending", port.configurationPending())
                .put("proxy_arp", port.proxyArp())
                .put("proxy_arp_wifi", port.proxyArpWifi())
                .number("multicast_router", port.multicastRouter())
                .put("mcast_flood", port.multicastFlood())
                .put("bcast_flood", port.broadcastFlood())
                .put("mcast_to_unicast", port.multicastToUnicast())
                .put("neigh_suppress", port.neighbourSuppression())
                .hexadecimal("group_fwd_mask", port.groupForwardMask())
                .put("group_fwd_mask_str", groups(port.groupForwardMask()))
                .put("vlan_tunnel", port.vlanTunnel())
                .put("isolated", port.isolated())
                .put("locked", port.locked());
        port.backupPort().ifPresent(backup -> json.put("backup_port", names.apply(backup)));
        return json;
    }

    private static String groups(int mask) {
        return mask == 0 ? "0x0" : String.join(",", Bits.names(mask, List.of(GROUPS)));
    }

    private static JsonObject bondSlave(BondSlaveData slave) {
        JsonObject json = new JsonObject();
        stateOrIndex(json, "state", slave.state(), BOND_SLAVE_STATES);
        stateOrIndex(json, "mii_status", slave.miiStatus(), MII_STATES);
        json.number("link_failure_count", slave.linkFailures())
                .text("perm_hwaddr", slave.permanentAddress())
                .number("queue_id", slave.queueId())
                .number("prio", slave.priority())
                .number("ad_aggregator_id", slave.aggregatorId());
        lacp(json, "ad_actor_oper_port_state", slave.actorPortState());
        lacp(json, "ad_partner_oper_port_state", slave.partnerPortState());
        return json;
    }

    private static void stateOrIndex(JsonObject json, String key, int state, List<String> words) {
        if (state < words.size()) {
            json.put(key, words.get(state));
        } else {
            json.number(key + "_index", state);
        }
    }

    private static void lacp(JsonObject json, String key, OptionalInt state) {
        if (state.isPresent()) {
            json.number(key, state).put(key + "_str", Bits.names(state.getAsInt(), LACP_STATES));
        }
    }
}
