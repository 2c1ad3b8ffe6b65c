package io.netfailover.actors;

import io.netfailover.netlink.Link;
import io.netfailover.netlink.LinkMode;
import io.netfailover.netlink.OperState;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.util.List;
import java.util.Optional;

/** Builds links for tests: Ethernet, up, with carrier, unless told otherwise. */
public final class Links {
    public static final MacAddress MAC = MacAddress.parse("52:54:00:00:12:53");
    public static final MacAddress OTHER_MAC = MacAddress.parse("52:54:00:00:12:99");
    private static final int ARPHRD_TUNNEL = 768;

    private final int index;
    private final String name;
    private int hardwareType = Link.ARPHRD_ETHER;
    private int flags = Link.IFF_UP;
    private int mtu = 1500;
    private int minMtu = 68;
    private int maxMtu = 65535;
    private Optional<MacAddress> address = Optional.of(MAC);
    private Optional<MacAddress> permanent = Optional.empty();
    private Optional<IfIndex> master = Optional.empty();
    private Optional<IfIndex> lower = Optional.empty();
    private boolean carrier = true;
    private String kind = "veth";
    private String alias = "";
    private List<String> altNames = List.of();
    private String parentDevice = "";
    private String parentBus = "";

    private Links(int index, String name) {
        this.index = index;
        this.name = name;
    }

    /** A veth end with {@link #MAC}; the kernel reports no permanent address of it. */
    public static Links veth(int index, String name) {
        return new Links(index, name);
    }

    /** A PCI function whose current and permanent address is {@link #MAC}. */
    public static Links physical(int index, String name, String parentDevice) {
        Links links = new Links(index, name).kind("").permanent(MAC);
        links.parentDevice = parentDevice;
        links.parentBus = "pci";
        return links;
    }

    public static Link loopback() {
        Links lo = new Links(1, "lo").kind("").noAddress();
        lo.flags |= Link.IFF_LOOPBACK;
        return lo.link();
    }

    public Links down() {
        flags &= ~Link.IFF_UP;
        return this;
    }

    public Links noCarrier() {
        carrier = false;
        return this;
    }

    public Links mtu(int bytes) {
        mtu = bytes;
        return this;
    }

    public Links mac(MacAddress mac) {
        address = Optional.of(mac);
        return this;
    }

    public Links noAddress() {
        address = Optional.empty();
        return this;
    }

    public Links permanent(MacAddress mac) {
        permanent = Optional.of(mac);
        return this;
    }

    public Links kind(String newKind) {
        kind = newKind;
        return this;
    }

    /** On top of that link. */
    public Links vlanOn(int lowerIndex) {
        lower = Optional.of(new IfIndex(lowerIndex));
        return kind("vlan");
    }

    public Links mtuLimits(int min, int max) {
        minMtu = min;
        maxMtu = max;
        return this;
    }

    public Links master(int masterIndex) {
        master = Optional.of(new IfIndex(masterIndex));
        return this;
    }

    public Links alias(String text) {
        alias = text;
        return this;
    }

    public Links altName(String altName) {
        altNames = List.of(altName);
        return this;
    }

    public Links tunnel() {
        hardwareType = ARPHRD_TUNNEL;
        return this;
    }

    public Link link() {
        return new Link(
                new IfIndex(index),
                name,
                hardwareType,
                flags,
                mtu,
                minMtu,
                maxMtu,
                address,
                permanent,
                master,
                lower,
                Optional.empty(),
                carrier,
                carrier ? OperState.UP : OperState.DOWN,
                "noqueue",
                kind,
                alias,
                altNames,
                parentDevice,
                parentBus,
                "",
                0,
                0,
                LinkMode.DEFAULT);
    }
}
