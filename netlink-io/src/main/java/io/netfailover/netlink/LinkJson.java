package io.netfailover.netlink;

import io.netfailover.types.IfIndex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A link as {@code ip -details -statistics -json link} of iproute2 6.1 shows it, member by member, so that both can be compared. What we do
 * not claim to show alike is listed in {@link #UNCLAIMED}.
 */
public final class LinkJson {
    /** Members of iproute2's objects that ours lack, by path, with the reason. */
    public static final Map<String, String> UNCLAIMED = Map.ofEntries(
            Map.entry("xdp", "shows programs, which bpf(2) tells and not rtnetlink"),
            Map.entry(
                    "proto_down_reason",
                    "iproute2 6.1 looks for its value in the wrong table, and names come from /etc/iproute2"),
            Map.entry("event", "in notifications only"),
            Map.entry("linkinfo.info_xstats", "only of CAN and the like"),
            Map.entry("linkinfo.info_data.root_id", "of a bridge, for which iproute2 6.1 shows bridge_id"),
            Map.entry("linkinfo.info_data.user", "of a TUN or TAP, by its name in the machine's user database"),
            Map.entry("linkinfo.info_data.group", "likewise"),
            Map.entry("linkinfo.info_data of kinds without a record", "kept as bytes: KindData.Unknown"),
            Map.entry("linkinfo.info_slave_data of masters without a record", "kept as bytes: PortData.Unknown"),
            Map.entry(
                    "linkinfo.info_data.ns_ip6_target",
                    "compared by value, since IPv6 addresses have more than one text"),
            Map.entry("vfinfo_list of links that are no Ethernet", "InfiniBand has GUIDs and longer addresses"));

    /** ARPHRD_* of linux/if_arp.h by iproute2's names (ll_type_n2a), those that Linux 6.1 still makes. */
    private static final Map<Integer, String> LINK_TYPES = Map.ofEntries(
            Map.entry(1, "ether"),
            Map.entry(24, "ieee1394"),
            Map.entry(32, "infiniband"),
            Map.entry(280, "can"),
            Map.entry(512, "ppp"),
            Map.entry(519, "rawhdlc"),
            Map.entry(768, "ipip"),
            Map.entry(769, "tunnel6"),
            Map.entry(772, "loopback"),
            Map.entry(776, "sit"),
            Map.entry(778, "gre"),
            Map.entry(779, "pimreg"),
            Map.entry(801, "ieee802.11"),
            Map.entry(802, "ieee802.11/prism"),
            Map.entry(803, "ieee802.11/radiotap"),
            Map.entry(804, "ieee802.15.4"),
            Map.entry(820, "phonet"),
            Map.entry(823, "gre6"),
            Map.entry(824, "netlink"),
            Map.entry(825, "6lowpan"),
            Map.entry(0xfffe, "none"),
            Map.entry(0xffff, "void"));

    /** linux/if.h; iproute2 6.1 has no word for it. */
    private static final int IF_LINK_MODE_TESTING = 2;

    /** SPRINT_BUF without the terminating zero, in whole octets. */
    private static final int IPROUTE2_ID_CHARACTERS = 62;

    private final Function<IfIndex, Optional<Link>> others;

    private LinkJson(Function<IfIndex, Optional<Link>> others) {
        this.others = others;
    }

    /** The links of one namespace at one moment, in the order given. */
    public static List<Map<String, @Nullable Object>> of(List<LinkDetails> links) {
        Map<IfIndex, Link> byIndex = new HashMap<>();
        links.forEach(details -> byIndex.put(details.link().ifIndex(), details.link()));
        LinkJson json = new LinkJson(index -> Optional.ofNullable(byIndex.get(index)));
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        links.forEach(details -> all.add(json.of(details)));
        return all;
    }

    /** One link among others, of which names and flags are asked for. */
    static Map<String, @Nullable Object> of(LinkDetails details, Function<IfIndex, Optional<Link>> others) {
        return new LinkJson(others).of(details);
    }

    private Map<String, @Nullable Object> of(LinkDetails details) {
        Link link = details.link();
        JsonObject json = new JsonObject().number("ifindex", link.ifIndex().value());
        lower(json, details);
        json.put("ifname", link.name())
                .put("flags", LinkFlags.names(link.flags(), lowerIsDown(link)))
                .number("mtu", link.mtuBytes())
                .text("qdisc", link.qdisc());
        link.master().ifPresent(master -> json.put("master", nameOf(master)));
        json.put("operstate", link.operState().name());
        if (link.linkMode() == LinkMode.TESTING) {
            json.number("linkmode_index", IF_LINK_MODE_TESTING);
        } else {
            json.put("linkmode", link.linkMode().name());
        }
        json.put("group", link.group() == 0 ? "default" : Integer.toUnsignedString(link.group()))
                .unsignedUnlessZero("txqlen", details.txQueueLength());
        addresses(json, details);
        link.lowerNetnsId().ifPresent(id -> json.number("link_netnsid", id));
        if (details.protoDown()) {
            json.put("proto_down", true);
        }
        json.unsigned("promiscuity", link.promiscuity())
                .unsigned("allmulti", details.allMulticast())
                .unsigned("min_mtu", link.minMtuBytes())
                .unsigned("max_mtu", link.maxMtuBytes());
        linkInfo(json, details);
        limits(json, details);
        return json.map();
    }

    private void lower(JsonObject json, LinkDetails details) {
        Optional<IfIndex> lower = details.link().lower();
        if (details.lowerIsNone()) {
            json.put("link", null);
        } else if (lower.isPresent() && details.link().lowerNetnsId().isPresent()) {
            json.number("link_index", lower.get().value());
        } else if (lower.isPresent()) {
            json.put("link", nameOf(lower.get()));
        }
    }

    /** iproute2's M-DOWN: the lower link is known, in this namespace, and down. */
    private boolean lowerIsDown(Link link) {
        return link.lowerNetnsId().isEmpty()
                && link.lower().flatMap(others).filter(lower -> !lower.isUp()).isPresent();
    }

    private static void addresses(JsonObject json, LinkDetails details) {
        Link link = details.link();
        json.put("link_type", LINK_TYPES.getOrDefault(link.hardwareType(), "[" + link.hardwareType() + "]"))
                .text("address", details.hardwareAddress());
        if (!details.broadcastAddress().isEmpty() && (link.flags() & LinkFlags.IFF_POINTOPOINT) != 0) {
            json.put("link_pointtopoint", true);
        }
        json.text("broadcast", details.broadcastAddress());
        if (!details.permanentHardwareAddress().equals(details.hardwareAddress())) {
            json.text("permaddr", details.permanentHardwareAddress());
        }
    }

    private void linkInfo(JsonObject json, LinkDetails details) {
        String kind = details.link().kind();
        if (kind.isEmpty() && details.portKind().isEmpty()) {
            return;
        }
        JsonObject info = new JsonObject().text("info_kind", kind);
        KindJson.of(details.kindData(), this::nameOf).ifPresent(data -> info.put("info_data", data.map()));
        info.text("info_slave_kind", details.portKind());
        PortJson.of(details.portData(), this::nameOf).ifPresent(data -> info.put("info_slave_data", data.map()));
        json.put("linkinfo", info.map());
    }

    private static void limits(JsonObject json, LinkDetails details) {
        Link link = details.link();
        details.addressGeneration().ifPresent(mode -> json.put("inet6_addr_gen_mode", mode.word()));
        OffloadLimits limits = details.offloadLimits();
        json.unsigned("num_tx_queues", details.txQueues())
                .unsigned("num_rx_queues", details.rxQueues())
                .unsigned("gso_max_size", limits.gsoMaxSize())
                .unsigned("gso_max_segs", limits.gsoMaxSegs())
                .unsigned("tso_max_size", limits.tsoMaxSize())
                .unsigned("tso_max_segs", limits.tsoMaxSegs())
                .unsigned("gro_max_size", limits.groMaxSize())
                .text("phys_port_name", link.physPortName())
                .text("phys_port_id", cut(details.physPortId()))
                .text("phys_switch_id", cut(details.physSwitchId()))
                .text("parentbus", link.parentBus())
                .text("parentdev", link.parentDevice())
                .text("ifalias", link.alias())
                .put("stats64", StatisticsJson.of(details.statistics()).map());
        if (details.vfCount().isPresent()) {
            VfJson.of(link, details.virtualFunctions()).ifPresent(list -> json.put("vfinfo_list", list));
        }
        if (!link.altNames().isEmpty()) {
            json.put("altnames", link.altNames());
        }
    }

    /** To what iproute2's buffer holds; ids have up to 32 octets (MAX_PHYS_ITEM_ID_LEN). */
    private static String cut(String hexadecimal) {
        return hexadecimal.substring(0, Math.min(hexadecimal.length(), IPROUTE2_ID_CHARACTERS));
    }

    /** As iproute2 names a link that it does not see. */
    private String nameOf(IfIndex ifIndex) {
        return others.apply(ifIndex).map(Link::name).orElse("if" + ifIndex);
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
