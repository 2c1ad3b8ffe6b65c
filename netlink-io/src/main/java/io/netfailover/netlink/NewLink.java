package io.netfailover.netlink;

import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A link to make, other than a veth pair (see {@link VethPair}) and a TAP (see {@code io.netfailover.os.Tap}): {@code ip link add}.
 */
public final class NewLink {
    private final String name;
    private final String kind;
    private final Optional<IfIndex> lower;
    private final Optional<MacAddress> address;
    private final OptionalInt mtuBytes;
    private final AttributeList data;

    private NewLink(
            String name,
            String kind,
            Optional<IfIndex> lower,
            Optional<MacAddress> address,
            OptionalInt mtuBytes,
            AttributeList data) {
        this.name = name;
        this.kind = kind;
        this.lower = lower;
        this.address = address;
        this.mtuBytes = mtuBytes;
        this.data = data;
    }

    /** One that needs no more than a name and a kind: dummy, ifb, netdevsim, team. */
    public static NewLink of(String kind, String name) {
        return new NewLink(name, kind, Optional.empty(), Optional.empty(), OptionalInt.empty(), AttributeList.EMPTY);
    }

    public static NewLink bridge(String name, BridgeSettings settings) {
        return of("bridge", name).with(settings.attributes());
    }

    public static NewLink bond(String name, BondSettings settings) {
        return of("bond", name).with(settings.attributes());
    }

    /**
     * Frames of one 802.1Q VLAN on {@code lower}.
     *
     * @param id 0 to 4094
     */
    public static NewLink vlan(String name, IfIndex lower, int id) {
        return of("vlan", name).over(lower).with(AttributeList.EMPTY.u16(VlanData.IFLA_VLAN_ID, id));
    }

    /** Likewise, with the ethertype of its tags: 0x8100 or 0x88a8. */
    public static NewLink vlan(String name, IfIndex lower, int id, int protocol) {
        return of("vlan", name)
                .over(lower)
                .with(AttributeList.EMPTY
                        .be16(VlanData.IFLA_VLAN_PROTOCOL, protocol)
                        .u16(VlanData.IFLA_VLAN_ID, id));
    }

    public static NewLink macvlan(String name, IfIndex lower, MacvlanMode mode) {
        return of("macvlan", name)
                .over(lower)
                .with(AttributeList.EMPTY.u32(MacvlanData.IFLA_MACVLAN_MODE, mode.number()));
    }

    /** Without it the kernel invents an address, or takes that of the lower link. */
    public NewLink withAddress(MacAddress newAddress) {
        return new NewLink(name, kind, lower, Optional.of(newAddress), mtuBytes, data);
    }

    public NewLink withMtuBytes(int bytes) {
        return new NewLink(name, kind, lower, address, OptionalInt.of(bytes), data);
    }

    private NewLink over(IfIndex link) {
        return new NewLink(name, kind, Optional.of(link), address, mtuBytes, data);
    }

    private NewLink with(AttributeList attributes) {
        return new NewLink(name, kind, lower, address, mtuBytes, attributes);
    }

    String name() {
        return name;
    }

    String kind() {
        return kind;
    }

    Optional<IfIndex> lower() {
        return lower;
    }

    Optional<MacAddress> address() {
        return address;
    }

    OptionalInt mtuBytes() {
        return mtuBytes;
    }

    /** IFLA_INFO_DATA. */
    AttributeList data() {
        return data;
    }
}
