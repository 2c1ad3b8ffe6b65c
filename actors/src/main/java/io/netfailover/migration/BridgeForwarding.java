package io.netfailover.migration;

import io.netfailover.netlink.FdbEntry;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.NetlinkException;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.netlink.VlanRange;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The forwarding databases' entries for VMs. The kernel takes a request that names no VLAN for the port as it is and for each of its VLANs
 * ({@code br_fdb_add} and {@code br_fdb_delete} of net/bridge/br_fdb.c), so none is named here.
 */
final class BridgeForwarding {
    private static final Logger LOG = LoggerFactory.getLogger(BridgeForwarding.class);

    private final RouteSocket kernel;
    private final HostLinks links;

    BridgeForwarding(RouteSocket kernel, HostLinks links) {
        this.kernel = kernel;
        this.links = links;
    }

    List<Forwarding> of(MacAddress mac) {
        Map<IfIndex, String> names = links.names();
        return kernel.fdb().entries().stream()
                .filter(entry -> entry.address().equals(mac))
                .sorted(Comparator.comparing(FdbEntry::link))
                .map(entry ->
                        new Forwarding(names.getOrDefault(entry.link(), "link " + entry.link()), mac, kind(entry)))
                .distinct()
                .toList();
    }

    private static Forwarding.Kind kind(FdbEntry entry) {
        return switch (entry.kind()) {
            case PERMANENT -> entry.table() == FdbEntry.Table.SELF ? Forwarding.Kind.SELF : Forwarding.Kind.LOCAL;
            case STATIC -> Forwarding.Kind.STATIC;
            case DYNAMIC, STALE -> Forwarding.Kind.LEARNED;
        };
    }

    void toUplink(String uplink, MacAddress mac) {
        Link link = links.required(uplink);
        if (!takes(link, mac)) {
            try {
                kernel.fdb().add(FdbEntry.onLink(link.ifIndex(), mac));
            } catch (NetlinkException e) {
                if (!e.errnoName().equals("EEXIST")) {
                    throw e;
                }
            }
            if (!takes(link, mac)) {
                throw new HostNetworkException(
                        uplink + " does not show the entry for " + mac + " that it was given",
                        "try it by hand: bridge fdb add " + mac + " dev " + uplink
                                + " self permanent; its driver may not support it");
            }
        }
    }

    private boolean takes(Link link, MacAddress mac) {
        return kernel.fdb().entriesOf(link.ifIndex()).stream()
                .anyMatch(entry -> entry.address().equals(mac)
                        && entry.table() == FdbEntry.Table.SELF
                        && entry.kind() == FdbEntry.Kind.PERMANENT);
    }

    /** What says otherwise in the tap's VLANs is replaced: entries on other ports, local ones, and those that could roam. */
    void toTap(String tap, MacAddress mac) {
        Link port = links.required(tap);
        Link bridge = links.requiredBridgeOf(port);
        refuseAnOwner(bridge, mac);
        FdbEntry wanted = FdbEntry.onBridgePort(port.ifIndex(), mac).asSticky();
        if (leadsTo(port, bridge, mac)) {
            return;
        }
        stale(port, bridge, mac)
                .forEach(entry -> LOG.warn(
                        "{}: the entry {} of link {} is stale: {} is behind {} now",
                        bridge.name(),
                        entry.text(),
                        entry.link(),
                        mac,
                        tap));
        kernel.fdb().replace(wanted);
        if (!leadsTo(port, bridge, mac)) {
            throw new HostNetworkException(
                    bridge.name() + " does not send frames for " + mac + " to " + tap + " although it was told so: "
                            + of(mac),
                    "look whether another program keeps entries there: bridge monitor fdb");
        }
    }

    /** A bridge delivers frames for the addresses of its own ports to the host, and makes their local entries anew whenever they change. */
    private void refuseAnOwner(Link bridge, MacAddress mac) {
        links.membersOf(bridge).stream()
                .filter(member -> member.address().filter(mac::equals).isPresent())
                .findFirst()
                .ifPresent(owner -> {
                    throw new HostNetworkException(
                            owner.name() + " itself has the address " + mac + ", so " + bridge.name()
                                    + " keeps frames for it on the host",
                            "give it another one (ip link set " + owner.name()
                                    + " address ...) or take it out of the bridge");
                });
    }

    private boolean leadsTo(Link port, Link bridge, MacAddress mac) {
        Set<Integer> missing = vlans(port, bridge);
        for (FdbEntry entry : entries(bridge, mac)) {
            if (isStickyAt(entry, port)) {
                missing.remove(entry.vlan());
            }
        }
        return missing.isEmpty();
    }

    private List<FdbEntry> stale(Link port, Link bridge, MacAddress mac) {
        Set<Integer> vlans = vlans(port, bridge);
        return entries(bridge, mac).stream()
                .filter(entry -> vlans.contains(entry.vlan())
                        && (entry.kind() == FdbEntry.Kind.STATIC || entry.kind() == FdbEntry.Kind.PERMANENT)
                        && !(entry.kind() == FdbEntry.Kind.STATIC
                                && entry.link().equals(port.ifIndex())))
                .toList();
    }

    private static boolean isStickyAt(FdbEntry entry, Link port) {
        return entry.link().equals(port.ifIndex()) && entry.kind() == FdbEntry.Kind.STATIC && entry.sticky();
    }

    private List<FdbEntry> entries(Link bridge, MacAddress mac) {
        return kernel.fdb().entriesOfBridge(bridge.ifIndex()).stream()
                .filter(entry -> entry.address().equals(mac) && entry.table() == FdbEntry.Table.BRIDGE)
                .toList();
    }

    /** Where an entry has to be: 0 is the one that counts while the bridge does not filter. */
    private Set<Integer> vlans(Link port, Link bridge) {
        Set<Integer> ids = new TreeSet<>();
        for (VlanRange range : links.vlansOf(port, bridge)) {
            IntStream.rangeClosed(range.first(), range.last()).forEach(ids::add);
        }
        if (ids.isEmpty()) {
            ids.add(0);
        }
        return ids;
    }

    /** A link that is gone has taken its entries along. */
    void stop(String name, MacAddress mac) {
        links.find(name).ifPresent(link -> {
            ours(link, mac).forEach(kernel.fdb()::delete);
            List<FdbEntry> left = ours(link, mac);
            if (!left.isEmpty()) {
                throw new HostNetworkException(
                        name + " keeps its entry " + left.get(0).text() + " although it was deleted",
                        "look whether another program keeps entries there: bridge monitor fdb");
            }
        });
    }

    private List<FdbEntry> ours(Link link, MacAddress mac) {
        return kernel.fdb().entriesOf(link.ifIndex()).stream()
                .filter(entry -> entry.address().equals(mac))
                .filter(entry -> entry.table() == FdbEntry.Table.SELF
                        ? entry.kind() == FdbEntry.Kind.PERMANENT
                        : entry.kind() == FdbEntry.Kind.STATIC)
                .toList();
    }
}
