package io.netfailover.netlink;

import static io.netfailover.netlink.BridgeData.*;

import java.time.Duration;

/**
 * What to set on a bridge, at its creation or later; what is not named here stays as it is. The kernel sets one after the other and stops
 * at the first that it refuses. Times have steps of 10 ms.
 */
public final class BridgeSettings {
    private static final int IFLA_BR_VLAN_PROTOCOL = 8;
    private static final int IFLA_BR_MCAST_SNOOPING = 23;
    private static final int IFLA_BR_VLAN_DEFAULT_PVID = 39;

    private static final BridgeSettings DEFAULT = new BridgeSettings(AttributeList.EMPTY);

    private final AttributeList attributes;

    private BridgeSettings(AttributeList attributes) {
        this.attributes = attributes;
    }

    /** The kernel's choice in everything. */
    public static BridgeSettings none() {
        return DEFAULT;
    }

    /** @param time 2 to 30 s while STP is on, 0 to forward at once while it is off */
    public BridgeSettings forwardDelay(Duration time) {
        return ticks(IFLA_BR_FORWARD_DELAY, time);
    }

    /** @param time 1 to 10 s */
    public BridgeSettings hello(Duration time) {
        return ticks(IFLA_BR_HELLO_TIME, time);
    }

    /** @param time 6 to 40 s */
    public BridgeSettings maxAge(Duration time) {
        return ticks(IFLA_BR_MAX_AGE, time);
    }

    /** @param time after which a learned address is forgotten; 0 for at once, so that nothing is learned */
    public BridgeSettings ageing(Duration time) {
        return ticks(IFLA_BR_AGEING_TIME, time);
    }

    public BridgeSettings stp(boolean on) {
        return with(attributes.u32(IFLA_BR_STP_STATE, on ? 1 : 0));
    }

    /** @param priority 0 to 65535; the bridge with the lowest becomes root */
    public BridgeSettings priority(int priority) {
        return with(attributes.u16(IFLA_BR_PRIORITY, priority));
    }

    public BridgeSettings vlanFiltering(boolean on) {
        return with(attributes.flag(IFLA_BR_VLAN_FILTERING, on));
    }

    /** @param etherType 0x8100 or 0x88a8 */
    public BridgeSettings vlanProtocol(int etherType) {
        return with(attributes.be16(IFLA_BR_VLAN_PROTOCOL, etherType));
    }

    /** @param id VLAN of untagged frames on ports that are added from now on; 0 for none */
    public BridgeSettings vlanDefaultPvid(int id) {
        return with(attributes.u16(IFLA_BR_VLAN_DEFAULT_PVID, id));
    }

    /** @param mask bit X for 01:80:c2:00:00:0X */
    public BridgeSettings groupForwardMask(int mask) {
        return with(attributes.u16(IFLA_BR_GROUP_FWD_MASK, mask));
    }

    public BridgeSettings multicastSnooping(boolean on) {
        return with(attributes.flag(IFLA_BR_MCAST_SNOOPING, on));
    }

    AttributeList attributes() {
        return attributes;
    }

    private BridgeSettings ticks(int type, Duration time) {
        return with(attributes.u32(type, (int) ClockTicks.of(time)));
    }

    private static BridgeSettings with(AttributeList attributes) {
        return new BridgeSettings(attributes);
    }
}
