package io.netfailover.netlink;

import static io.netfailover.netlink.LinkAttribute.IFLA_INFO_SLAVE_DATA;
import static io.netfailover.netlink.LinkAttribute.IFLA_INFO_SLAVE_KIND;

/** IFLA_INFO_SLAVE_DATA of linux/if_link.h: what a master says about a link that belongs to it. */
public sealed interface PortData permits BondSlaveData, BridgePortData, PortData.None, PortData.Unknown {

    /** No port, or one of a master that tells nothing (team, net_failover). */
    record None() implements PortData {}

    /**
     * A port of a master that we have no record for.
     *
     * @param kind IFLA_INFO_SLAVE_KIND
     * @param data IFLA_INFO_SLAVE_DATA as it came, in hexadecimal
     */
    record Unknown(String kind, String data) implements PortData {}

    /** @param info the attributes inside IFLA_LINKINFO */
    static PortData decode(AttributeSet info) {
        if (!info.has(IFLA_INFO_SLAVE_DATA)) {
            return new None();
        }
        String kind = info.string(IFLA_INFO_SLAVE_KIND);
        return switch (kind) {
            case "bridge" -> BridgePortData.decode(info.nested(IFLA_INFO_SLAVE_DATA));
            case "bond" -> BondSlaveData.decode(info.nested(IFLA_INFO_SLAVE_DATA));
            default -> new Unknown(kind, info.hex(IFLA_INFO_SLAVE_DATA));
        };
    }
}
