package io.netfailover.netlink;

import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Links of kinds that not every kernel has, as linux/if_link.h of 6.1 lays them out, with what they must be read as. */
final class LinkInfoBytes {
    private static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:21");
    private static final MacAddress PARTNER = MacAddress.parse("02:00:00:00:00:22");

    static final BondData BOND = new BondData(
            4,
            Optional.of(new IfIndex(8)),
            Duration.ofMillis(100),
            Duration.ofMillis(200),
            Duration.ofMillis(300),
            Duration.ofMillis(400),
            true,
            Duration.ofMillis(500),
            List.of(address(10, 0, 0, 1), address(10, 0, 0, 2)),
            List.of(address(0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)),
            0,
            1,
            OptionalInt.of(2),
            Optional.of(new IfIndex(9)),
            1,
            2,
            5,
            6,
            7,
            true,
            8,
            9,
            10,
            OptionalInt.of(1),
            1,
            2,
            Optional.of(new BondData.Ad(1, 2, 3, 4, Optional.of(PARTNER))),
            OptionalInt.of(65535),
            OptionalInt.of(11),
            Optional.of(MAC),
            true);

    static final Map<String, ? extends @Nullable Object> BOND_JSON =
            IpJson.parse("""
                    [{"mode":"802.3ad","active_slave":"if8","miimon":100,"updelay":200,"downdelay":300,"peer_notify_delay":400,
                      "use_carrier":1,"arp_interval":500,"arp_missed_max":2,"arp_ip_target":["10.0.0.1","10.0.0.2"],
                      "ns_ip6_target":["fd00:0:0:0:0:0:0:1"],"arp_validate":null,"arp_all_targets":"all","primary":"if9",
                      "primary_reselect":"better","fail_over_mac":"follow","xmit_hash_policy":"vlan+srcmac","resend_igmp":6,
                      "num_peer_notif":7,"all_slaves_active":1,"min_links":8,"lp_interval":9,"packets_per_slave":10,
                      "ad_lacp_active":"on","ad_lacp_rate":"fast","ad_select":"count",
                      "ad_info":{"aggregator":1,"num_ports":2,"actor_key":3,"partner_key":4,"partner_mac":"02:00:00:00:00:22"},
                      "ad_actor_sys_prio":65535,"ad_user_port_key":11,"ad_actor_system":"02:00:00:00:00:21","tlb_dynamic_lb":1}]
                    """).get(0);

    static final BondSlaveData BOND_SLAVE = new BondSlaveData(
            1,
            3,
            12,
            "02:00:00:00:00:21",
            13,
            OptionalInt.of(-14),
            OptionalInt.of(15),
            OptionalInt.of(0x3d),
            OptionalInt.of(0xc2));

    static final Map<String, ? extends @Nullable Object> BOND_SLAVE_JSON =
            IpJson.parse("""
                    [{"state":"BACKUP","mii_status":"GOING_BACK","link_failure_count":12,"perm_hwaddr":"02:00:00:00:00:21",
                      "queue_id":13,"prio":-14,"ad_aggregator_id":15,"ad_actor_oper_port_state":61,
                      "ad_actor_oper_port_state_str":["active","aggregating","in_sync","collecting","distributing"],
                      "ad_partner_oper_port_state":194,
                      "ad_partner_oper_port_state_str":["short_timeout","defaulted","expired"]}]
                    """).get(0);

    static final VlanData VLAN = new VlanData(
            VfVlan.ETH_P_8021AD,
            5,
            0x1f,
            List.of(new VlanData.QosMapping(1, 2), new VlanData.QosMapping(3, 4)),
            List.of(new VlanData.QosMapping(5, 6)));

    static final Map<String, ? extends @Nullable Object> VLAN_JSON =
            IpJson.parse("""
                    [{"protocol":"802.1ad","id":5,"flags":["REORDER_HDR","GVRP","MVRP","LOOSE_BINDING","BRIDGE_BINDING"],
                      "ingress_qos":[{"from":1,"to":2},{"from":3,"to":4}],"egress_qos":[{"from":5,"to":6}]}]
                    """).get(0);

    private LinkInfoBytes() {}

    static LinkDetails bond() {
        return LinkDetailsMessage.decode(bondBytes());
    }

    private static ByteBuffer bondBytes() {
        AttributeList data = AttributeList.EMPTY
                .u8(1, BOND.mode())
                .u32(2, 8)
                .u32(3, 100)
                .u32(4, 200)
                .u32(5, 300)
                .u32(28, 400)
                .u8(6, 1)
                .u32(7, 500)
                .with(8, attributes(AttributeList.EMPTY.u32(0, 0x0100000a).u32(1, 0x0200000a)))
                .u32(9, 0)
                .u32(10, 1)
                .u32(11, 9)
                .u8(12, 1)
                .u8(13, 2)
                .u8(14, 5)
                .u32(15, 6)
                .u8(16, 7)
                .u8(17, 1)
                .u32(18, 8)
                .u32(19, 9)
                .u32(20, 10)
                .u8(29, 1)
                .u8(21, 1)
                .u8(22, 2)
                .u8(27, 1)
                .u8(30, 2)
                .with(
                        31,
                        attributes(AttributeList.EMPTY.with(
                                0, BOND.nsTargets().get(0).getAddress())))
                .u16(24, 65535)
                .u16(25, 11)
                .with(26, MAC.toBytes())
                .with(
                        23,
                        attributes(AttributeList.EMPTY
                                .u16(1, 1)
                                .u16(2, 2)
                                .u16(3, 3)
                                .u16(4, 4)
                                .with(5, PARTNER.toBytes())));
        return bytes("bond", data, "", AttributeList.EMPTY);
    }

    static LinkDetails bondSlave() {
        return LinkDetailsMessage.decode(bondSlaveBytes());
    }

    private static ByteBuffer bondSlaveBytes() {
        AttributeList data = AttributeList.EMPTY
                .u8(1, 1)
                .u8(2, 3)
                .u32(3, 12)
                .with(4, MAC.toBytes())
                .u16(5, 13)
                .u32(9, -14)
                .u16(6, 15)
                .u8(7, 0x3d)
                .u16(8, 0xc2);
        return bytes("", AttributeList.EMPTY, "bond", data);
    }

    static LinkDetails vlan() {
        return LinkDetailsMessage.decode(vlanBytes());
    }

    private static ByteBuffer vlanBytes() {
        AttributeList data = AttributeList.EMPTY
                .be16(5, VLAN.protocol())
                .u16(1, VLAN.id())
                .u32s(2, 0x1f, -1)
                .with(4, attributes(AttributeList.EMPTY.u32s(1, 1, 2).u32s(1, 3, 4)))
                .with(3, attributes(AttributeList.EMPTY.u32s(1, 5, 6)));
        return bytes("vlan", data, "", AttributeList.EMPTY);
    }

    static LinkDetails vlanBridge() {
        AttributeList data = AttributeList.EMPTY
                .be16(8, VfVlan.ETH_P_8021AD)
                .u16(39, 7)
                .u8(41, 1)
                .u8(45, 0);
        return link("bridge", data, "", AttributeList.EMPTY);
    }

    /** One message of each. */
    static List<ByteBuffer> payloads() {
        return List.of(bondBytes(), bondSlaveBytes(), vlanBytes());
    }

    static LinkDetails link(String kind, AttributeList data, String portKind, AttributeList portData) {
        return LinkDetailsMessage.decode(bytes(kind, data, portKind, portData));
    }

    /** Link 7 with what it is and what its master says; empty for neither. */
    private static ByteBuffer bytes(String kind, AttributeList data, String portKind, AttributeList portData) {
        RequestWriter writer = new RequestWriter()
                .begin(LinkAttribute.RTM_NEWLINK, 0)
                .fixed(Link.ARPHRD_ETHER << 16)
                .fixed(7)
                .fixed(0)
                .fixed(0)
                .name(LinkAttribute.IFLA_IFNAME, "x");
        int info = writer.nest(LinkAttribute.IFLA_LINKINFO);
        nested(writer, kind, LinkAttribute.IFLA_INFO_KIND, LinkAttribute.IFLA_INFO_DATA, data);
        nested(writer, portKind, LinkAttribute.IFLA_INFO_SLAVE_KIND, LinkAttribute.IFLA_INFO_SLAVE_DATA, portData);
        ByteBuffer message = writer.end(info).finish(0, 0);
        message.position(MessageHeader.BYTES);
        return message.slice().order(ByteOrder.nativeOrder());
    }

    /** The counters of a link with these words in IFLA_STATS64. */
    static LinkStatistics counted(int... words) {
        byte[] attribute = attributes(AttributeList.EMPTY.u32s(LinkAttribute.IFLA_STATS64, words));
        AttributeReader reader =
                new AttributeReader(ByteBuffer.wrap(attribute).order(ByteOrder.nativeOrder()), 0, attribute.length);
        return new AttributeSet(reader)
                .map(LinkAttribute.IFLA_STATS64, LinkStatistics::decode)
                .orElseThrow();
    }

    private static void nested(RequestWriter writer, String kind, int kindType, int dataType, AttributeList data) {
        if (!kind.isEmpty()) {
            writer.name(kindType, kind);
            int nest = writer.nest(dataType);
            data.writeTo(writer).end(nest);
        }
    }

    /** What our JSON has in a member of {@code linkinfo}, its numbers as a JSON reader gives them. */
    static @Nullable Object shown(LinkDetails details, String member) {
        Map<?, ?> info = (Map<?, ?>) LinkJson.of(List.of(details)).get(0).get("linkinfo");
        return IpJson.read(info == null ? Map.of() : info.get(member));
    }

    /** As they stand inside another attribute. */
    private static byte[] attributes(AttributeList list) {
        ByteBuffer message = list.writeTo(new RequestWriter().begin(0, 0)).finish(0, 0);
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        return Arrays.copyOfRange(bytes, MessageHeader.BYTES, bytes.length);
    }

    private static InetAddress address(int... octets) {
        byte[] bytes = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            bytes[i] = (byte) octets[i];
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
