package io.netfailover.netlink;

import java.util.ArrayList;
import java.util.List;

/**
 * A VLAN link: IFLA_VLAN_* of linux/if_link.h.
 *
 * @param protocol ethertype of its tags: 0x8100 (802.1Q) or 0x88a8 (802.1ad)
 * @param id 0 to 4095
 * @param flags VLAN_FLAG_* of linux/if_vlan.h
 * @param ingress which priority of a tag becomes which of the packet
 * @param egress which priority of a packet becomes which of the tag
 */
public record VlanData(int protocol, int id, int flags, List<QosMapping> ingress, List<QosMapping> egress)
        implements KindData {
    static final int IFLA_VLAN_ID = 1;
    static final int IFLA_VLAN_FLAGS = 2;
    private static final int IFLA_VLAN_EGRESS_QOS = 3;
    private static final int IFLA_VLAN_INGRESS_QOS = 4;
    static final int IFLA_VLAN_PROTOCOL = 5;

    public VlanData {
        ingress = List.copyOf(ingress);
        egress = List.copyOf(egress);
    }

    /** {@code struct ifla_vlan_qos_mapping}. */
    public record QosMapping(int from, int to) {}

    static VlanData decode(AttributeSet data) {
        return new VlanData(
                data.be16(IFLA_VLAN_PROTOCOL),
                data.u16(IFLA_VLAN_ID),
                data.u32(IFLA_VLAN_FLAGS),
                mappings(data.walk(IFLA_VLAN_INGRESS_QOS)),
                mappings(data.walk(IFLA_VLAN_EGRESS_QOS)));
    }

    private static List<QosMapping> mappings(AttributeReader list) {
        List<QosMapping> mappings = new ArrayList<>();
        while (list.next()) {
            mappings.add(new QosMapping(list.u32At(0), list.u32At(Integer.BYTES)));
        }
        return mappings;
    }
}
