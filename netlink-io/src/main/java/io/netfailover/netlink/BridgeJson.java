package io.netfailover.netlink;

/** {@code info_data} of a bridge. */
final class BridgeJson {
    /** BR_BOOLOPT_* of linux/if_bridge.h. */
    private static final int NO_LL_LEARN = 1;

    private static final int MCAST_VLAN_SNOOPING = 2;

    private BridgeJson() {}

    static JsonObject of(BridgeData bridge) {
        JsonObject json = new JsonObject()
                .ticks("forward_delay", bridge.forwardDelay())
                .ticks("hello_time", bridge.hello())
                .ticks("max_age", bridge.maxAge())
                .ticks("ageing_time", bridge.ageing())
                .unsigned("stp_state", bridge.stpState())
                .number("priority", bridge.priority())
                .zeroOrOne("vlan_filtering", bridge.vlanFiltering())
                .put("bridge_id", id(bridge.bridgeId()))
                .number("root_port", bridge.rootPort())
                .unsigned("root_path_cost", bridge.rootPathCost())
                .zeroOrOne("topology_change", bridge.topologyChange())
                .zeroOrOne("topology_change_detected", bridge.topologyChangeDetected())
                .timer("hello_timer", bridge.timers().hello())
                .timer("tcn_timer", bridge.timers().topologyChangeNotice())
                .timer("topology_change_timer", bridge.timers().topologyChange())
                .timer("gc_timer", bridge.timers().collection())
                .hexadecimal("group_fwd_mask", bridge.groupForwardMask())
                .put("group_addr", bridge.groupAddress().toString());
        option(json, bridge, "no_linklocal_learn", NO_LL_LEARN);
        option(json, bridge, "mcast_vlan_snooping", MCAST_VLAN_SNOOPING);
        bridge.vlans().ifPresent(vlans -> vlans(json, vlans));
        bridge.multicast().ifPresent(multicast -> multicast(json, multicast));
        bridge.netfilter()
                .ifPresent(netfilter -> json.zeroOrOne("nf_call_iptables", netfilter.iptables())
                        .zeroOrOne("nf_call_ip6tables", netfilter.ip6tables())
                        .zeroOrOne("nf_call_arptables", netfilter.arptables()));
        return json;
    }

    private static void option(JsonObject json, BridgeData bridge, String key, int bit) {
        if ((bridge.booleanOptionsMask() & bit) != 0) {
            json.zeroOrOne(key, (bridge.booleanOptions() & bit) != 0);
        }
    }

    private static void vlans(JsonObject json, BridgeVlanSettings vlans) {
        json.put("vlan_protocol", KindJson.protocol(vlans.protocol()))
                .number("vlan_default_pvid", vlans.defaultPvid())
                .zeroOrOne("vlan_stats_enabled", vlans.statistics())
                .zeroOrOne("vlan_stats_per_port", vlans.statisticsPerPort());
    }

    private static void multicast(JsonObject json, BridgeMulticast multicast) {
        json.number("mcast_router", multicast.router())
                .zeroOrOne("mcast_snooping", multicast.snooping())
                .zeroOrOne("mcast_query_use_ifaddr", multicast.queryUseIfaddr())
                .zeroOrOne("mcast_querier", multicast.querier())
                .unsigned("mcast_hash_elasticity", multicast.hashElasticity())
                .unsigned("mcast_hash_max", multicast.hashMax())
                .unsigned("mcast_last_member_cnt", multicast.lastMemberCount())
                .unsigned("mcast_startup_query_cnt", multicast.startupQueryCount())
                .ticks("mcast_last_member_intvl", multicast.lastMemberInterval())
                .ticks("mcast_membership_intvl", multicast.membershipInterval())
                .ticks("mcast_querier_intvl", multicast.querierInterval())
                .ticks("mcast_query_intvl", multicast.queryInterval())
                .ticks("mcast_query_response_intvl", multicast.queryResponseInterval())
                .ticks("mcast_startup_query_intvl", multicast.startupQueryInterval())
                .zeroOrOne("mcast_stats_enabled", multicast.statistics())
                .number("mcast_igmp_version", multicast.igmpVersion());
        if (multicast.mldVersion() != 0) {
            json.number("mcast_mld_version", multicast.mldVersion());
        }
    }

    /** iproute2 prints the address by ether_ntoa, without leading zeros. */
    static String id(BridgeId id) {
        StringBuilder text = new StringBuilder(String.format("%04x.", id.priority()));
        String separator = "";
        for (byte octet : id.address().toBytes()) {
            text.append(separator).append(Integer.toHexString(octet & 0xff));
            separator = ":";
        }
        return text.toString();
    }
}
