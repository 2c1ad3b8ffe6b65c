package io.netfailover.datapath;

import io.netfailover.netlink.InterfaceAddress;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.types.IfIndex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The standby of a {@link FailoverLab} as people use a NIC: addresses, routes, a neighbour and a qdisc; and how it looks. */
final class LiveLab {
    private LiveLab() {}

    static void configure(FailoverLab lab, String link) {
        List.of(
                        "address add 10.1.0.5/24 dev LINK",
                        "address add 10.1.0.6/24 dev LINK label LINK:1",
                        "address add 10.2.0.1/16 dev LINK valid_lft 3600 preferred_lft 1800",
                        "address add 10.9.9.1 peer 10.9.9.2/32 dev LINK",
                        "address add fd00:1::5/64 dev LINK nodad",
                        "address add fd00:2::5/64 dev LINK nodad noprefixroute valid_lft 7200 preferred_lft 7100",
                        "route add default via 10.1.0.1 dev LINK metric 100 src 10.1.0.5",
                        "route add 10.7.0.0/16 via 10.1.0.1 dev LINK mtu 1400",
                        "route add 10.8.0.0/16 nexthop via 10.1.0.1 dev LINK weight 2 nexthop via 10.2.0.9 dev LINK",
                        "route add 10.6.0.0/16 dev LINK table 77 proto static scope link",
                        "-6 route add default via fd00:1::1 dev LINK metric 99",
                        "-6 route add fd00:2::/64 dev LINK proto kernel metric 256",
                        "-6 route add fd00:9::/64 via fd00:1::1 dev LINK table 77",
                        "neighbour add 10.1.0.1 lladdr 52:54:00:00:00:99 nud permanent dev LINK",
                        "neighbour add fd00:1::1 lladdr 52:54:00:00:00:99 nud permanent dev LINK")
                .forEach(command -> lab.inGuest(command.replace("LINK", link)));
        lab.tcInGuest("qdisc add dev " + link + " root handle 8011: pfifo limit 77");
    }

    /**
     * All that the guest's links carry but loopback, by link name; lifetimes only as to whether there are any, since they run. Link-local
     * addresses are the kernel's.
     */
    static Map<String, List<String>> picture(FailoverLab lab) {
        return picture(lab, address -> address);
    }

    /** The same without the order of addresses and the labels of IPv4 ones, which the kernel makes up anew at a rename. */
    static Map<String, List<String>> unordered(FailoverLab lab) {
        Map<String, List<String>> picture = picture(lab, address -> address.withLabel(""));
        picture.replaceAll((link, carried) -> carried.stream().sorted().toList());
        return picture;
    }

    private static Map<String, List<String>> picture(FailoverLab lab, UnaryOperator<InterfaceAddress> view) {
        return lab.guest().call(() -> {
            Map<String, List<String>> picture = new TreeMap<>();
            try (RouteSocket route = RouteSocket.open()) {
                for (Link link : route.dumpLinks()) {
                    List<String> carried = carriedBy(route, link, view);
                    if (!link.isLoopback() && !carried.isEmpty()) {
                        picture.put(link.name(), carried);
                    }
                }
            }
            return picture;
        });
    }

    private static List<String> carriedBy(RouteSocket route, Link link, UnaryOperator<InterfaceAddress> view) {
        List<String> carried = new ArrayList<>();
        IfIndex none = new IfIndex(Integer.MAX_VALUE);
        LinkConfiguration all = LinkConfiguration.read(route, link.ifIndex()).on(none);
        all.addresses().stream()
                .filter(address -> !isKernels(address))
                .map(address -> address.validFor().isEmpty()
                        ? address
                        : address.withLifetimes(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .map(view)
                .forEach(address -> carried.add(address.toString()));
        all.routes().stream()
                .filter(found -> !found.destination().text().startsWith("fe80:"))
                .map(Object::toString)
                .sorted()
                .forEach(carried::add);
        all.neighbours().stream().map(Object::toString).sorted().forEach(carried::add);
        return carried;
    }

    private static boolean isKernels(InterfaceAddress address) {
        return address.scope() == InterfaceAddress.RT_SCOPE_LINK;
    }

    /** Kind and options of a link's root qdisc. */
    static String qdisc(FailoverLab lab, String link) {
        IfIndex index = lab.guestLink(link).ifIndex();
        try (RouteSocket route = lab.routesOf(link)) {
            return route.trafficControl()
                    .rootOf(index)
                    .map(root -> root.kind() + " " + root.options())
                    .orElse("");
        }
    }
}
