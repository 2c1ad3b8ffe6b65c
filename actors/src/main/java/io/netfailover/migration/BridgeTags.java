package io.netfailover.migration;

import io.netfailover.netlink.FdbEntry;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.netlink.VlanRange;
import io.netfailover.types.MacAddress;
import java.util.List;
import java.util.Optional;

/** Which VLAN tag a frame needs on a port where a filtering bridge would have put it; 0 is none. */
final class BridgeTags {
    private final RouteSocket kernel;
    private final HostLinks links;

    BridgeTags(RouteSocket kernel, HostLinks links) {
        this.kernel = kernel;
        this.links = links;
    }

    /** On the uplink, for what the guest sends untagged into its tap. */
    int onUplink(Link tap, Link uplink) {
        Optional<Link> bridge = links.bridgeOf(tap);
        return bridge.isEmpty()
                ? 0
                : links.vlansOf(tap, bridge.get()).stream()
                        .filter(VlanRange::pvid)
                        .findFirst()
                        .map(pvid -> tag(uplink, bridge.get(), pvid.first()))
                        .orElse(0);
    }

    /** On that port, in each VLAN in which its bridge knows the address; without a tag when it knows it in none. */
    List<Integer> of(Link port, MacAddress mac) {
        Optional<Link> bridge = links.bridgeOf(port);
        if (bridge.isEmpty() || links.vlansOf(port, bridge.get()).isEmpty()) {
            return List.of(0);
        }
        List<Integer> tags = kernel.fdb().entriesOfBridge(bridge.get().ifIndex()).stream()
                .filter(entry -> entry.table() == FdbEntry.Table.BRIDGE
                        && entry.address().equals(mac)
                        && entry.vlan() != 0)
                .filter(entry ->
                        links.vlansOf(port, bridge.get()).stream().anyMatch(range -> contains(range, entry.vlan())))
                .map(entry -> tag(port, bridge.get(), entry.vlan()))
                .distinct()
                .sorted()
                .toList();
        return tags.isEmpty() ? List.of(0) : tags;
    }

    private int tag(Link port, Link bridge, int vlan) {
        boolean untagged =
                links.vlansOf(port, bridge).stream().anyMatch(range -> contains(range, vlan) && range.untagged());
        return untagged ? 0 : vlan;
    }

    private static boolean contains(VlanRange range, int vlan) {
        return range.first() <= vlan && vlan <= range.last();
    }
}
