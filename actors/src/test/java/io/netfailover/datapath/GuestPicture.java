package io.netfailover.datapath;

import io.netfailover.netlink.Link;
import io.netfailover.netlink.MulticastAddresses;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.netlink.TcHook;
import java.util.List;
import java.util.TreeMap;

/** What a master could leave behind in the guest: comparable before and after. */
record GuestPicture(TreeMap<String, String> links) {
    static GuestPicture of(FailoverLab lab) {
        return lab.guest().call(() -> {
            TreeMap<String, String> links = new TreeMap<>();
            try (RouteSocket route = RouteSocket.open();
                    MulticastAddresses multicast = new MulticastAddresses()) {
                for (Link link : route.dumpLinks()) {
                    boolean filters = List.of(TcHook.values()).stream()
                            .anyMatch(hook -> route.hasFilters(link.ifIndex(), hook, 0));
                    links.put(
                            link.name(),
                            "index " + link.ifIndex() + ", up " + link.isUp() + ", MTU " + link.mtuBytes() + ", alias '"
                                    + link.alias() + "', altnames " + link.altNames() + ", clsact "
                                    + route.hasClsact(link.ifIndex()) + ", filters " + filters + ", IPv6 "
                                    + new SlaveIpv6(link.name()).isOn() + ", IPv4 "
                                    + new SlaveIpv4(link.name()).read() + ", multicast "
                                    + multicast.staticOnes(link.ifIndex()) + ", flags "
                                    + (link.flags() & (Link.IFF_PROMISC | Link.IFF_ALLMULTI)));
                }
            }
            if (lab.hasHiddenNamespace()) {
                links.put("the hidden namespace", "is there");
            }
            return new GuestPicture(links);
        });
    }
}
