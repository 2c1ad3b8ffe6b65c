package io.netfailover.lab;

import io.netfailover.netlink.Ethtool;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.RouteSocket;

/** Run in a guest: prints what a kernel master is recognised by, for each Ethernet link: kind, driver, parent device, master. */
public final class KernelMasterProgram {
    private KernelMasterProgram() {}

    public static void main(String[] arguments) {
        try (RouteSocket socket = RouteSocket.open();
                Ethtool ethtool = Ethtool.open()) {
            for (Link link : socket.dumpLinks()) {
                if (link.isEthernet()) {
                    System.out.println(link.name() + " kind=" + link.kind() + " driver="
                            + ethtool.driver(link.ifIndex()).driver() + " parent=" + link.parentDevice() + " master="
                            + link.master()
                                    .flatMap(socket::link)
                                    .map(Link::name)
                                    .orElse(""));
                }
            }
        }
    }
}
