package io.netfailover.netlink;

import java.util.Optional;

/**
 * How a bridge treats VLANs. A kernel without CONFIG_BRIDGE_VLAN_FILTERING has none of it.
 *
 * @param protocol ethertype: 0x8100 (802.1Q) or 0x88a8 (802.1ad)
 * @param defaultPvid VLAN of untagged frames on new ports, 0 for none
 * @param statistics whether frames are counted for each VLAN
 * @param statisticsPerPort whether also for each port
 */
public record BridgeVlanSettings(int protocol, int defaultPvid, boolean statistics, boolean statisticsPerPort) {
    private static final int IFLA_BR_VLAN_PROTOCOL = 8;
    private static final int IFLA_BR_VLAN_DEFAULT_PVID = 39;
    private static final int IFLA_BR_VLAN_STATS_ENABLED = 41;
    private static final int IFLA_BR_VLAN_STATS_PER_PORT = 45;

    static Optional<BridgeVlanSettings> decode(AttributeSet data) {
        return data.map(IFLA_BR_VLAN_PROTOCOL, AttributeReader::be16)
                .map(protocol -> new BridgeVlanSettings(
                        protocol,
                        data.u16(IFLA_BR_VLAN_DEFAULT_PVID),
                        data.flag(IFLA_BR_VLAN_STATS_ENABLED),
                        data.flag(IFLA_BR_VLAN_STATS_PER_PORT)));
    }
}
