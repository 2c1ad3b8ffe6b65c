package io.netfailover.datapath;

import io.netfailover.netlink.InterfaceAddress;
import io.netfailover.netlink.Neighbour;
import io.netfailover.netlink.Qdisc;
import io.netfailover.netlink.Route;
import io.netfailover.types.IfIndex;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Gives a link what another one carries, and takes it from that one. Everything is added before anything is taken away, so that the two
 * links together have all of it at every moment; each change is made only when needed, so that it can be begun again after every step.
 */
final class ConfigurationMove {
    private final LinkWork work;
    private final IfIndex to;
    private final LinkConfiguration wanted;

    ConfigurationMove(LinkWork work, LinkConfiguration what, IfIndex to) {
        this.work = work;
        this.to = to;
        this.wanted = what.on(to);
    }

    /** First step: the other link's routes are still in use, and the addresses are on both links. */
    void putAddresses() {
        String name = work.read(to).name();
        SlaveIpv6 ipv6 = new SlaveIpv6(name);
        if (wanted.hasInet6Addresses() && !ipv6.isOn()) {
            work.steps().before("turn IPv6 of " + name + " on");
            ipv6.turn(true);
        }
        Set<Object> there = work.route().addresses().listOf(to).stream()
                .map(LinkConfiguration::key)
                .collect(Collectors.toSet());
        for (InterfaceAddress address : wanted.addresses()) {
            if (!there.contains(LinkConfiguration.key(address))) {
                add(address.withLabel(label(address.label(), name)), name);
            }
        }
    }

    /** A label belongs to its link's name: what follows the colon is the user's. */
    private static String label(String label, String name) {
        int colon = label.indexOf(':');
        return colon < 0 ? "" : name + label.substring(colon);
    }

    /** Without a search for duplicates: nobody else can have it, and it would be out of use for a second. */
    private void add(InterfaceAddress address, String name) {
        work.steps().before("add address " + address.text() + " to " + name);
        work.route().addresses().add(address.withFlags(address.flags() | InterfaceAddress.IFA_F_NODAD));
        if (address.address().getAddress().length > 4 && (address.flags() & InterfaceAddress.IFA_F_NODAD) == 0) {
            work.steps().before("set the flags of address " + address.text());
            work.route().addresses().replace(address);
        }
    }

    /** All of it. */
    void put() {
        if (!wanted.routes().isEmpty()) {
            work.setUp(to, true);
        }
        putAddresses();
        putRoutes();
        for (Neighbour neighbour : wanted.neighbours()) {
            if (work.route()
                    .neighbours()
                    .find(to, neighbour.address())
                    .filter(neighbour::equals)
                    .isEmpty()) {
                work.steps().before("add neighbour " + neighbour.address().getHostAddress() + " to link " + to);
                work.route().neighbours().replace(neighbour);
            }
        }
        wanted.qdisc().filter(root -> !root.equals(rootOf(to))).ifPresent(root -> {
            work.steps().before("replace the qdisc of link " + to + " by " + root.text());
            work.route().trafficControl().replace(root);
        });
        verify();
    }

    private @org.jspecify.annotations.Nullable Qdisc rootOf(IfIndex link) {
        return work.route().trafficControl().rootOf(link).orElse(null);
    }

    private void putRoutes() {
        Set<Object> there = routesOf(to);
        for (Route route : wanted.routes()) {
            if (!there.contains(LinkConfiguration.key(route))) {
                work.steps().before("add route " + route.text() + " by link " + to);
                put(route);
            }
        }
    }

    /**
     * IPv4 keeps several routes to one destination in order, and the other link's is taken away later. IPv6 would make one multipath route of
     * those with a gateway; there the new one takes the old one's place at once.
     */
    private void put(Route route) {
        boolean gateway = route.gateway().isPresent() || !route.nextHops().isEmpty();
        if (route.destination().isInet6() && gateway) {
            work.route().routes().replace(route);
        } else {
            work.route().routes().append(route);
        }
    }

    private Set<Object> routesOf(IfIndex link) {
        return work.route().routes().listOf(link).stream()
                .map(LinkConfiguration::key)
                .collect(Collectors.toSet());
    }

    /**
     * Takes from the other link what this one has now. With an IPv4 address the kernel also takes the routes away that name it as their
     * source, by whichever link they are (fib_sync_down_addr), so they are put again at once.
     *
     * @param withQdisc false where it goes on working below this link
     */
    void takeFrom(IfIndex from, boolean withQdisc) {
        LinkConfiguration had = wanted.on(from);
        Set<Object> there = routesOf(from);
        had.routes().stream()
                .filter(route -> there.contains(LinkConfiguration.key(route)))
                .forEach(route -> {
                    work.steps().before("delete route " + route.text() + " by link " + from);
                    work.route().routes().delete(route);
                });
        had.neighbours().stream()
                .filter(neighbour -> work.route()
                        .neighbours()
                        .find(from, neighbour.address())
                        .filter(neighbour::equals)
                        .isPresent())
                .forEach(neighbour -> {
                    work.steps()
                            .before("delete neighbour " + neighbour.address().getHostAddress() + " of link " + from);
                    work.route().neighbours().delete(from, neighbour.address());
                });
        if (withQdisc) {
            had.qdisc().filter(root -> root.equals(rootOf(from))).ifPresent(root -> {
                work.steps().before("delete the qdisc of link " + from);
                work.route().trafficControl().deleteRoot(from);
            });
        }
        Set<Object> addresses =
                had.addresses().stream().map(LinkConfiguration::key).collect(Collectors.toSet());
        for (InterfaceAddress address : work.route().addresses().listOf(from)) {
            if (addresses.contains(LinkConfiguration.key(address))) {
                work.steps().before("delete address " + address.text() + " of link " + from);
                work.route().addresses().delete(address);
                putRoutes();
            }
        }
        verify();
    }

    private void verify() {
        Set<Object> addresses = work.route().addresses().listOf(to).stream()
                .map(LinkConfiguration::key)
                .collect(Collectors.toSet());
        Set<Object> routes = routesOf(to);
        wanted.addresses()
                .forEach(address -> LinkWork.verify(
                        addresses.contains(LinkConfiguration.key(address)),
                        "address " + address.text() + " was added to link " + to + " and is not there"));
        wanted.routes()
                .forEach(route -> LinkWork.verify(
                        routes.contains(LinkConfiguration.key(route)),
                        "route " + route.text() + " was added by link " + to + " and is not there"));
    }
}
