package io.netfailover.netlink;

import io.netfailover.types.MacAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * A bridge: IFLA_BR_* of linux/if_link.h.
 *
 * @param forwardDelay for which a port listens, then learns, before it forwards under STP
 * @param hello between two of its STP messages
 * @param maxAge after which an STP message no longer counts
 * @param ageing after which an address that was not heard is forgotten
 * @param stpState 0 off, 1 the kernel's STP, 2 that of a daemon
 * @param priority of its bridge id
 * @param rootPort number of the port that leads to the root, 0 when it is the root itself
 * @param rootPathCost to the root
 * @param groupForwardMask which of 01:80:c2:00:00:0X are forwarded, a bit for each X
 * @param groupAddress where its STP messages go
 * @param booleanOptions IFLA_BR_MULTI_BOOLOPT: BR_BOOLOPT_* that are on, of linux/if_bridge.h
 * @param booleanOptionsMask those that the kernel knows
 */
public record BridgeData(
        Duration forwardDelay,
        Duration hello,
        Duration maxAge,
        Duration ageing,
        int stpState,
        int priority,
        boolean vlanFiltering,
        BridgeId bridgeId,
        BridgeId rootId,
        int rootPort,
        int rootPathCost,
        boolean topologyChange,
        boolean topologyChangeDetected,
        BridgeTimers timers,
        int groupForwardMask,
        MacAddress groupAddress,
        int booleanOptions,
        int booleanOptionsMask,
        Optional<BridgeVlanSettings> vlans,
        Optional<BridgeMulticast> multicast,
        Optional<BridgeNetfilter> netfilter)
        implements KindData {
    static final int IFLA_BR_FORWARD_DELAY = 1;
    static final int IFLA_BR_HELLO_TIME = 2;
    static final int IFLA_BR_MAX_AGE = 3;
    static final int IFLA_BR_AGEING_TIME = 4;
    static final int IFLA_BR_STP_STATE = 5;
    static final int IFLA_BR_PRIORITY = 6;
    static final int IFLA_BR_VLAN_FILTERING = 7;
    static final int IFLA_BR_GROUP_FWD_MASK = 9;
    private static final int IFLA_BR_ROOT_ID = 10;
    private static final int IFLA_BR_BRIDGE_ID = 11;
    private static final int IFLA_BR_ROOT_PORT = 12;
    private static final int IFLA_BR_ROOT_PATH_COST = 13;
    private static final int IFLA_BR_TOPOLOGY_CHANGE = 14;
    private static final int IFLA_BR_TOPOLOGY_CHANGE_DETECTED = 15;
    private static final int IFLA_BR_GROUP_ADDR = 20;
    private static final int IFLA_BR_MULTI_BOOLOPT = 46;

    private static final MacAddress NO_ADDRESS = new MacAddress(0);

    /** {@code struct br_boolopt_multi}: values, then mask. */
    private static final int OPTMASK = 4;

    static BridgeData decode(AttributeSet data) {
        return new BridgeData(
                ticks(data, IFLA_BR_FORWARD_DELAY),
                ticks(data, IFLA_BR_HELLO_TIME),
                ticks(data, IFLA_BR_MAX_AGE),
                ticks(data, IFLA_BR_AGEING_TIME),
                data.u32(IFLA_BR_STP_STATE),
                data.u16(IFLA_BR_PRIORITY),
                data.flag(IFLA_BR_VLAN_FILTERING),
                BridgeId.decode(data, IFLA_BR_BRIDGE_ID),
                BridgeId.decode(data, IFLA_BR_ROOT_ID),
                data.u16(IFLA_BR_ROOT_PORT),
                data.u32(IFLA_BR_ROOT_PATH_COST),
                data.flag(IFLA_BR_TOPOLOGY_CHANGE),
                data.flag(IFLA_BR_TOPOLOGY_CHANGE_DETECTED),
                BridgeTimers.decode(data),
                data.u16(IFLA_BR_GROUP_FWD_MASK),
                data.macAddress(IFLA_BR_GROUP_ADDR).orElse(NO_ADDRESS),
                data.map(IFLA_BR_MULTI_BOOLOPT, options -> options.u32At(0)).orElse(0),
                data.map(IFLA_BR_MULTI_BOOLOPT, options -> options.u32At(OPTMASK))
                        .orElse(0),
                BridgeVlanSettings.decode(data),
                BridgeMulticast.decode(data),
                BridgeNetfilter.decode(data));
    }

    private static Duration ticks(AttributeSet data, int type) {
        return ClockTicks.toDuration(Integer.toUnsignedLong(data.u32(type)));
    }
}
