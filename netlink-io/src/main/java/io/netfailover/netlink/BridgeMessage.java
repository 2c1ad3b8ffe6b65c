package io.netfailover.netlink;

import static io.netfailover.netlink.LinkAttribute.*;
import static io.netfailover.netlink.MessageHeader.*;

import io.netfailover.types.IfIndex;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * RTM_SETLINK, RTM_DELLINK and RTM_GETLINK in the family AF_BRIDGE: {@code struct ifinfomsg}, IFLA_BRPORT_* of linux/if_link.h and
 * IFLA_BRIDGE_* of linux/if_bridge.h.
 */
final class BridgeMessage {
    static final int RTM_SETLINK = 19;

    private static final int AF_BRIDGE = 7;
    private static final int IFLA_PROTINFO = 12;
    private static final int IFLA_BRPORT_STATE = 1;
    private static final int IFLA_BRPORT_PRIORITY = 2;
    private static final int IFLA_BRPORT_COST = 3;
    private static final int IFLA_BRIDGE_FLAGS = 0;
    private static final int IFLA_BRIDGE_VLAN_INFO = 2;
    private static final int BRIDGE_FLAGS_SELF = 2;
    private static final int BRIDGE_VLAN_INFO_PVID = 2;
    private static final int BRIDGE_VLAN_INFO_UNTAGGED = 4;
    private static final int BRIDGE_VLAN_INFO_RANGE_BEGIN = 8;
    private static final int BRIDGE_VLAN_INFO_RANGE_END = 16;
    private static final int RTEXT_FILTER_BRVLAN_COMPRESSED = 4;
    private static final int IFI_INDEX = 4;

    private BridgeMessage() {}

    static RequestWriter change(RequestWriter request, IfIndex port, BridgePortChange change) {
        ifinfomsg(request.begin(RTM_SETLINK, NLM_F_ACK), port.value());
        int info = request.nest(IFLA_PROTINFO | RequestWriter.NLA_F_NESTED);
        for (BridgePortFlag flag : BridgePortFlag.values()) {
            if (flag == BridgePortFlag.NEIGHBOUR_SUPPRESS) {
                // where `bridge` sends them
                change.cost().ifPresent(cost -> request.u32(IFLA_BRPORT_COST, cost));
                change.priority().ifPresent(priority -> request.u16(IFLA_BRPORT_PRIORITY, priority));
                change.state().ifPresent(state -> request.u8(IFLA_BRPORT_STATE, state.number()));
            }
            Boolean on = change.flags().get(flag);
            if (on != null) {
                request.u8(flag.attribute(), on ? 1 : 0);
            }
        }
        return request.end(info);
    }

    static RequestWriter dumpPorts(RequestWriter request) {
        return ifinfomsg(request.begin(RTM_GETLINK, NLM_F_DUMP), 0);
    }

    static RequestWriter dumpVlans(RequestWriter request) {
        return dumpPorts(request).u32(IFLA_EXT_MASK, RTEXT_FILTER_BRVLAN_COMPRESSED);
    }

    /** @param self of the bridge itself instead of a port */
    static RequestWriter addVlans(RequestWriter request, IfIndex link, VlanRange vlans, boolean self) {
        return vlans(request.begin(RTM_SETLINK, NLM_F_ACK), link, vlans, self);
    }

    static RequestWriter deleteVlans(RequestWriter request, IfIndex link, VlanRange vlans, boolean self) {
        return vlans(request.begin(RTM_DELLINK, NLM_F_ACK), link, vlans, self);
    }

    private static RequestWriter vlans(RequestWriter request, IfIndex link, VlanRange vlans, boolean self) {
        ifinfomsg(request, link.value());
        int families = request.nest(IFLA_AF_SPEC);
        if (self) {
            request.u16(IFLA_BRIDGE_FLAGS, BRIDGE_FLAGS_SELF);
        }
        int flags = (vlans.pvid() ? BRIDGE_VLAN_INFO_PVID : 0) | (vlans.untagged() ? BRIDGE_VLAN_INFO_UNTAGGED : 0);
        if (vlans.first() == vlans.last()) {
            vlan(request, flags, vlans.first());
        } else {
            vlan(request, flags | BRIDGE_VLAN_INFO_RANGE_BEGIN, vlans.first());
            vlan(request, flags | BRIDGE_VLAN_INFO_RANGE_END, vlans.last());
        }
        return request.end(families);
    }

    /** {@code struct bridge_vlan_info}: flags, VLAN id. */
    private static void vlan(RequestWriter request, int flags, int id) {
        int start = request.nest(IFLA_BRIDGE_VLAN_INFO);
        request.fixed16(flags).fixed16(id).end(start);
    }

    private static RequestWriter ifinfomsg(RequestWriter request, int index) {
        return request.fixed8(AF_BRIDGE)
                .fixed8(0)
                .fixed16(0)
                .fixed(index)
                .fixed(0)
                .fixed(0);
    }

    /** Empty for what is no port: the bridge itself, which answers too, and links that only their hardware bridges. */
    static Optional<BridgePort> decodePort(ByteBuffer payload) {
        AttributeReader attributes = AttributeReader.after(payload, LinkMessage.IFINFOMSG_BYTES);
        IfIndex link = link(payload);
        Optional<IfIndex> bridge = Optional.empty();
        Optional<AttributeReader> settings = Optional.empty();
        while (attributes.next()) {
            switch (attributes.type()) {
                case IFLA_MASTER -> bridge = attributes.ifIndex();
                case IFLA_PROTINFO -> settings = Optional.of(attributes.nested());
                default -> {
                    // what every link has
                }
            }
        }
        if (bridge.isEmpty() || settings.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(port(link, bridge.get(), settings.get()));
    }

    private static BridgePort port(IfIndex link, IfIndex bridge, AttributeReader settings) {
        Set<BridgePortFlag> flags = EnumSet.noneOf(BridgePortFlag.class);
        PortState state = PortState.DISABLED;
        int cost = 0;
        int priority = 0;
        while (settings.next()) {
            switch (settings.type()) {
                case IFLA_BRPORT_STATE -> state = PortState.of(settings.u8());
                case IFLA_BRPORT_COST -> cost = settings.u32();
                case IFLA_BRPORT_PRIORITY -> priority = settings.u16();
                default -> {
                    for (BridgePortFlag flag : BridgePortFlag.values()) {
                        if (flag.attribute() == settings.type() && settings.u8() != 0) {
                            flags.add(flag);
                        }
                    }
                }
            }
        }
        return new BridgePort(link, bridge, state, cost, priority, flags);
    }

    /** Empty for links that have no VLANs. */
    static Optional<BridgeVlans.OfLink> decodeVlans(ByteBuffer payload) {
        AttributeReader attributes = AttributeReader.after(payload, LinkMessage.IFINFOMSG_BYTES);
        IfIndex link = link(payload);
        List<VlanRange> vlans = new ArrayList<>();
        while (attributes.next()) {
            if (attributes.type() == IFLA_AF_SPEC) {
                readVlans(attributes.nested(), vlans);
            }
        }
        return vlans.isEmpty() ? Optional.empty() : Optional.of(new BridgeVlans.OfLink(link, vlans));
    }

    private static void readVlans(AttributeReader bridge, List<VlanRange> vlans) {
        int first = 0;
        while (bridge.next()) {
            if (bridge.type() == IFLA_BRIDGE_VLAN_INFO) {
                int flags = bridge.u16At(0);
                int id = bridge.u16At(Short.BYTES);
                if ((flags & BRIDGE_VLAN_INFO_RANGE_BEGIN) != 0) {
                    first = id;
                } else {
                    vlans.add(range((flags & BRIDGE_VLAN_INFO_RANGE_END) != 0 ? first : id, id, flags));
                }
            }
        }
    }

    private static VlanRange range(int first, int last, int flags) {
        try {
            return new VlanRange(
                    first, last, (flags & BRIDGE_VLAN_INFO_PVID) != 0, (flags & BRIDGE_VLAN_INFO_UNTAGGED) != 0);
        } catch (IllegalArgumentException e) {
            throw NetlinkException.malformed(String.valueOf(e.getMessage()));
        }
    }

    private static IfIndex link(ByteBuffer payload) {
        int index = payload.getInt(IFI_INDEX);
        if (index <= 0) {
            throw NetlinkException.malformed("bridge port with the index " + index);
        }
        return new IfIndex(index);
    }
}
