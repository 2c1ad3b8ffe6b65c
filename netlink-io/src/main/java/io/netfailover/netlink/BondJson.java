package io.netfailover.netlink;

import io.netfailover.types.IfIndex;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Function;

/** {@code info_data} of a bond. */
final class BondJson {
    private static final List<String> MODES =
            List.of("balance-rr", "active-backup", "balance-xor", "broadcast", "802.3ad", "balance-tlb", "balance-alb");
    private static final List<String> ARP_VALIDATE =
            List.of("none", "active", "backup", "all", "filter", "filter_active", "filter_backup");
    private static final List<String> ARP_ALL_TARGETS = List.of("any", "all");
    private static final List<String> PRIMARY_RESELECT = List.of("always", "better", "failure");
    private static final List<String> FAIL_OVER_MAC = List.of("none", "active", "follow");
    private static final List<String> HASH_POLICIES =
            List.of("layer2", "layer3+4", "layer2+3", "encap2+3", "encap3+4", "vlan+srcmac");
    private static final List<String> LACP_ACTIVE = List.of("off", "on");
    private static final List<String> LACP_RATE = List.of("slow", "fast");
    private static final List<String> AD_SELECT = List.of("stable", "bandwidth", "count");

    private BondJson() {}

    static JsonObject of(BondData bond, Function<IfIndex, String> names) {
        JsonObject json = new JsonObject().put("mode", Bits.name(bond.mode(), MODES));
        bond.activeSlave().ifPresent(slave -> json.put("active_slave", names.apply(slave)));
        json.millis("miimon", bond.miimon())
                .millis("updelay", bond.upDelay())
                .millis("downdelay", bond.downDelay())
                .millis("peer_notify_delay", bond.peerNotifyDelay())
                .zeroOrOne("use_carrier", bond.useCarrier())
                .millis("arp_interval", bond.arpInterval())
                .number("arp_missed_max", bond.arpMissedMax());
        targets(json, "arp_ip_target", bond.arpTargets());
        targets(json, "ns_ip6_target", bond.nsTargets());
        json.put("arp_validate", bond.arpValidate() == 0 ? null : Bits.name(bond.arpValidate(), ARP_VALIDATE))
                .put("arp_all_targets", Bits.name(bond.arpAllTargets(), ARP_ALL_TARGETS));
        bond.primary().ifPresent(slave -> json.put("primary", names.apply(slave)));
        json.put("primary_reselect", Bits.name(bond.primaryReselect(), PRIMARY_RESELECT))
                .put("fail_over_mac", Bits.name(bond.failOverMac(), FAIL_OVER_MAC))
                .put("xmit_hash_policy", Bits.name(bond.transmitHashPolicy(), HASH_POLICIES))
                .unsigned("resend_igmp", bond.resendIgmp())
                .number("num_peer_notif", bond.gratuitousArps())
                .zeroOrOne("all_slaves_active", bond.allSlavesActive())
                .unsigned("min_links", bond.minLinks())
                .unsigned("lp_interval", bond.learningPacketInterval())
                .unsigned("packets_per_slave", bond.packetsPerSlave());
        if (bond.lacpActive().isPresent()) {
            json.put("ad_lacp_active", Bits.name(bond.lacpActive().getAsInt(), LACP_ACTIVE));
        }
        json.put("ad_lacp_rate", Bits.name(bond.lacpRate(), LACP_RATE))
                .put("ad_select", Bits.name(bond.adSelect(), AD_SELECT));
        bond.ad().ifPresent(ad -> json.put("ad_info", ad(ad).map()));
        json.number("ad_actor_sys_prio", bond.adActorSystemPriority()).number("ad_user_port_key", bond.adUserPortKey());
        bond.adActorSystem().ifPresent(system -> json.put("ad_actor_system", system.toString()));
        return json.zeroOrOne("tlb_dynamic_lb", bond.tlbDynamic());
    }

    private static JsonObject ad(BondData.Ad ad) {
        JsonObject json = new JsonObject()
                .number("aggregator", ad.aggregator())
                .number("num_ports", ad.ports())
                .number("actor_key", ad.actorKey())
                .number("partner_key", ad.partnerKey());
        ad.partner().ifPresent(partner -> json.put("partner_mac", partner.toString()));
        return json;
    }

    /** iproute2 reads no IPv6 targets back as it writes them; both are compared by value. */
    private static void targets(JsonObject json, String key, List<InetAddress> targets) {
        if (!targets.isEmpty()) {
            json.put(key, targets.stream().map(InetAddress::getHostAddress).toList());
        }
    }
}
