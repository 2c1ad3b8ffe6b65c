package io.netfailover.netlink;

import io.netfailover.types.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads IFLA_VFINFO_LIST (rtnl_fill_vfinfo of net/core/rtnetlink.c): structs of linux/if_link.h that begin with the VF's number. */
final class VirtualFunctionMessage {
    static final int IFLA_VF_INFO = 1;
    static final int IFLA_VF_MAC = 1;
    static final int IFLA_VF_VLAN = 2;
    private static final int IFLA_VF_TX_RATE = 3;
    static final int IFLA_VF_SPOOFCHK = 4;
    static final int IFLA_VF_LINK_STATE = 5;
    static final int IFLA_VF_RATE = 6;
    static final int IFLA_VF_RSS_QUERY_EN = 7;
    private static final int IFLA_VF_STATS = 8;
    static final int IFLA_VF_TRUST = 9;
    static final int IFLA_VF_VLAN_LIST = 12;
    private static final int IFLA_VF_BROADCAST = 13;
    static final int IFLA_VF_VLAN_INFO = 1;

    /** Behind the VF's number, in each struct. */
    private static final int FIRST = 4;

    private static final int SECOND = 8;
    private static final int THIRD = 12;

    /** What rtnl_fill_vfinfo presets, for drivers that do not know the setting. */
    private static final int NOT_TOLD = -1;

    private VirtualFunctionMessage() {}

    static List<VirtualFunction> decodeList(AttributeReader list) {
        List<VirtualFunction> functions = new ArrayList<>();
        while (list.next()) {
            if (list.type() == IFLA_VF_INFO) {
                functions.add(decode(new AttributeSet(list.nested())));
            }
        }
        return functions;
    }

    private static VirtualFunction decode(AttributeSet vf) {
        if (!vf.has(IFLA_VF_MAC)) {
            // it holds the number, without which the rest says nothing
            throw NetlinkException.malformed("VF without IFLA_VF_MAC");
        }
        return new VirtualFunction(
                member(vf, IFLA_VF_MAC, 0),
                address(vf),
                vf.map(IFLA_VF_BROADCAST, broadcast -> broadcast.macAddressAt(0)),
                vlans(vf),
                member(vf, IFLA_VF_TX_RATE, FIRST),
                member(vf, IFLA_VF_RATE, FIRST),
                member(vf, IFLA_VF_RATE, SECOND),
                setting(vf, IFLA_VF_SPOOFCHK),
                VfLinkState.of(member(vf, IFLA_VF_LINK_STATE, FIRST)),
                setting(vf, IFLA_VF_TRUST),
                setting(vf, IFLA_VF_RSS_QUERY_EN),
                vf.map(IFLA_VF_STATS, stats -> VfStatistics.decode(new AttributeSet(stats.nested()))));
    }

    private static MacAddress address(AttributeSet vf) {
        return vf.map(IFLA_VF_MAC, mac -> mac.macAddressAt(FIRST)).orElseThrow();
    }

    private static int member(AttributeSet vf, int type, int offset) {
        return vf.map(type, struct -> struct.u32At(offset)).orElse(0);
    }

    private static Optional<Boolean> setting(AttributeSet vf, int type) {
        return vf.map(type, struct -> struct.u32At(FIRST))
                .filter(setting -> setting != NOT_TOLD)
                .map(setting -> setting != 0);
    }

    /** Kernels before 4.9 have no list; they know 802.1Q only. */
    private static List<VfVlan> vlans(AttributeSet vf) {
        List<VfVlan> vlans = new ArrayList<>();
        AttributeReader list = vf.walk(IFLA_VF_VLAN_LIST);
        while (list.next()) {
            vlans.add(new VfVlan(list.u32At(FIRST), list.u32At(SECOND), list.be16At(THIRD)));
        }
        if (vlans.isEmpty()) {
            vf.map(IFLA_VF_VLAN, vlan -> new VfVlan(vlan.u32At(FIRST), vlan.u32At(SECOND), VfVlan.ETH_P_8021Q))
                    .ifPresent(vlans::add);
        }
        return vlans;
    }
}
