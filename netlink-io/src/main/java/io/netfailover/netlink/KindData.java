package io.netfailover.netlink;

import static io.netfailover.netlink.LinkAttribute.IFLA_INFO_DATA;

/** IFLA_INFO_DATA of linux/if_link.h: what a link of one kind has that others do not. */
public sealed interface KindData
        permits BondData, BridgeData, KindData.None, KindData.Unknown, MacvlanData, TunData, VlanData {

    /** The kernel tells nothing: a physical device, or a kind such as veth, dummy, ifb and team. */
    record None() implements KindData {}

    /**
     * A kind that we have no record for.
     *
     * @param kind IFLA_INFO_KIND
     * @param data IFLA_INFO_DATA as it came, in hexadecimal
     */
    record Unknown(String kind, String data) implements KindData {}

    /** @param info the attributes inside IFLA_LINKINFO */
    static KindData decode(String kind, AttributeSet info) {
        if (!info.has(IFLA_INFO_DATA)) {
            return new None();
        }
        return switch (kind) {
            case "bridge" -> BridgeData.decode(info.nested(IFLA_INFO_DATA));
            case "bond" -> BondData.decode(info.nested(IFLA_INFO_DATA));
            case "vlan" -> VlanData.decode(info.nested(IFLA_INFO_DATA));
            case "macvlan", "macvtap" -> MacvlanData.decode(info.nested(IFLA_INFO_DATA));
            case "tun" -> TunData.decode(info.nested(IFLA_INFO_DATA));
            default -> new Unknown(kind, info.hex(IFLA_INFO_DATA));
        };
    }
}
