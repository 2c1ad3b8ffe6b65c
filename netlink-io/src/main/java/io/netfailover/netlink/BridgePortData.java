package io.netfailover.netlink;

import io.netfailover.types.IfIndex;
import java.time.Duration;
import java.util.Optional;

/**
 * A port of a bridge: IFLA_BRPORT_* of linux/if_link.h, as far as {@code ip -details link} of iproute2 6.1 shows them.
 *
 * @param state BR_STATE_* of linux/if_bridge.h: 0 disabled, 1 listening, 2 learning, 3 forwarding, 4 blocking
 * @param hairpin frames may leave by the port that they came in
 * @param guard STP messages that come in are not taken
 * @param rootBlock the port may not become root port
 * @param fastLeave multicast groups are left at once
 * @param learning addresses are learned from frames that come in
 * @param unicastFlood frames for unknown addresses go out here
 * @param multicastRouter 0 never, 1 learned from queries, 2 always a port that leads to a router
 * @param groupForwardMask which of 01:80:c2:00:00:0X are forwarded, a bit for each X
 * @param locked frames of unknown senders are dropped
 * @param backupPort takes over while this one has no carrier
 */
public record BridgePortData(
        int state,
        int priority,
        int cost,
        boolean hairpin,
        boolean guard,
        boolean rootBlock,
        boolean fastLeave,
        boolean learning,
        boolean unicastFlood,
        int id,
        int number,
        int designatedPort,
        int designatedCost,
        BridgeId designatedBridge,
        BridgeId designatedRoot,
        Duration holdTimer,
        Duration messageAgeTimer,
        Duration forwardDelayTimer,
        boolean topologyChangeAcknowledged,
        boolean configurationPending,
        boolean proxyArp,
        boolean proxyArpWifi,
        int multicastRouter,
        boolean multicastFlood,
        boolean broadcastFlood,
        boolean multicastToUnicast,
        boolean neighbourSuppression,
        int groupForwardMask,
        boolean vlanTunnel,
        boolean isolated,
        boolean locked,
        Optional<IfIndex> backupPort)
        implements PortData {
    private static final int IFLA_BRPORT_STATE = 1;
    private static final int IFLA_BRPORT_PRIORITY = 2;
    private static final int IFLA_BRPORT_COST = 3;
    private static final int IFLA_BRPORT_MODE = 4;
    private static final int IFLA_BRPORT_GUARD = 5;
    private static final int IFLA_BRPORT_PROTECT = 6;
    private static final int IFLA_BRPORT_FAST_LEAVE = 7;
    private static final int IFLA_BRPORT_LEARNING = 8;
    private static final int IFLA_BRPORT_UNICAST_FLOOD = 9;
    private static final int IFLA_BRPORT_PROXYARP = 10;
    private static final int IFLA_BRPORT_PROXYARP_WIFI = 12;
    private static final int IFLA_BRPORT_ROOT_ID = 13;
    private static final int IFLA_BRPORT_BRIDGE_ID = 14;
    private static final int IFLA_BRPORT_DESIGNATED_PORT = 15;
    private static final int IFLA_BRPORT_DESIGNATED_COST = 16;
    private static final int IFLA_BRPORT_ID = 17;
    private static final int IFLA_BRPORT_NO = 18;
    private static final int IFLA_BRPORT_TOPOLOGY_CHANGE_ACK = 19;
    private static final int IFLA_BRPORT_CONFIG_PENDING = 20;
    private static final int IFLA_BRPORT_MESSAGE_AGE_TIMER = 21;
    private static final int IFLA_BRPORT_FORWARD_DELAY_TIMER = 22;
    private static final int IFLA_BRPORT_HOLD_TIMER = 23;
    private static final int IFLA_BRPORT_MULTICAST_ROUTER = 25;
    private static final int IFLA_BRPORT_MCAST_FLOOD = 27;
    private static final int IFLA_BRPORT_MCAST_TO_UCAST = 28;
    private static final int IFLA_BRPORT_VLAN_TUNNEL = 29;
    private static final int IFLA_BRPORT_BCAST_FLOOD = 30;
    private static final int IFLA_BRPORT_GROUP_FWD_MASK = 31;
    private static final int IFLA_BRPORT_NEIGH_SUPPRESS = 32;
    private static final int IFLA_BRPORT_ISOLATED = 33;
    private static final int IFLA_BRPORT_BACKUP_PORT = 34;
    private static final int IFLA_BRPORT_LOCKED = 39;

    static BridgePortData decode(AttributeSet data) {
        return new BridgePortData(
                data.u8(IFLA_BRPORT_STATE),
                data.u16(IFLA_BRPORT_PRIORITY),
                data.u32(IFLA_BRPORT_COST),
                data.flag(IFLA_BRPORT_MODE),
                data.flag(IFLA_BRPORT_GUARD),
                data.flag(IFLA_BRPORT_PROTECT),
                data.flag(IFLA_BRPORT_FAST_LEAVE),
                data.flag(IFLA_BRPORT_LEARNING),
                data.flag(IFLA_BRPORT_UNICAST_FLOOD),
                data.u16(IFLA_BRPORT_ID),
                data.u16(IFLA_BRPORT_NO),
                data.u16(IFLA_BRPORT_DESIGNATED_PORT),
                data.u16(IFLA_BRPORT_DESIGNATED_COST),
                BridgeId.decode(data, IFLA_BRPORT_BRIDGE_ID),
                BridgeId.decode(data, IFLA_BRPORT_ROOT_ID),
                ClockTicks.toDuration(data.u64(IFLA_BRPORT_HOLD_TIMER)),
                ClockTicks.toDuration(data.u64(IFLA_BRPORT_MESSAGE_AGE_TIMER)),
                ClockTicks.toDuration(data.u64(IFLA_BRPORT_FORWARD_DELAY_TIMER)),
                data.flag(IFLA_BRPORT_TOPOLOGY_CHANGE_ACK),
                data.flag(IFLA_BRPORT_CONFIG_PENDING),
                data.flag(IFLA_BRPORT_PROXYARP),
                data.flag(IFLA_BRPORT_PROXYARP_WIFI),
                data.u8(IFLA_BRPORT_MULTICAST_ROUTER),
                data.flag(IFLA_BRPORT_MCAST_FLOOD),
                data.flag(IFLA_BRPORT_BCAST_FLOOD),
                data.flag(IFLA_BRPORT_MCAST_TO_UCAST),
                data.flag(IFLA_BRPORT_NEIGH_SUPPRESS),
                data.u16(IFLA_BRPORT_GROUP_FWD_MASK),
                data.flag(IFLA_BRPORT_VLAN_TUNNEL),
                data.flag(IFLA_BRPORT_ISOLATED),
                data.flag(IFLA_BRPORT_LOCKED),
                data.ifIndex(IFLA_BRPORT_BACKUP_PORT));
    }
}
