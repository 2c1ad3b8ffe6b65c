package io.netfailover.datapath;

import io.netfailover.netlink.InterfaceAddress;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.os.BoundPacketSocket;
import io.netfailover.types.IfIndex;
import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What other programs do with slaves that should carry no traffic of their own: addresses that somebody gave them, and DHCP clients. A client
 * without a lease is known by the packet socket that it listens with, one with a lease by the address.
 */
public final class SlaveUses implements Function<Set<IfIndex>, Map<IfIndex, List<String>>>, AutoCloseable {
    /** By the name of their process ({@code /proc/PID/comm}, 15 bytes): some listen to all protocols, as sniffers do. */
    private static final Set<String> DHCP_CLIENTS =
            Set.of("dhclient", "dhcpcd", "udhcpc", "dhcp6c", "systemd-network", "NetworkManager");

    private final RouteSocket kernel;

    private SlaveUses(RouteSocket kernel) {
        this.kernel = kernel;
    }

    /** In the network namespace of the calling thread. */
    public static SlaveUses open() {
        return new SlaveUses(RouteSocket.open());
    }

    /** In words that follow the slave's name; slaves that nobody uses are left out. */
    @Override
    public Map<IfIndex, List<String>> apply(Set<IfIndex> slaves) {
        Map<IfIndex, List<String>> uses = new HashMap<>();
        if (slaves.isEmpty()) {
            return uses;
        }
        for (InterfaceAddress address : kernel.dumpAddresses()) {
            if (slaves.contains(address.ifIndex()) && isUse(address)) {
                add(uses, address.ifIndex(), "has the address " + address.text());
            }
        }
        for (BoundPacketSocket socket : BoundPacketSocket.all()) {
            if (slaves.contains(socket.link())) {
                socket.owner()
                        .filter(owner -> isDhcpClient(socket, owner))
                        .ifPresent(owner -> add(
                                uses,
                                socket.link(),
                                "is listened on by " + owner.name() + " (pid " + owner.pid()
                                        + "), as DHCP clients do"));
            }
        }
        return uses;
    }

    /** A link-local one is the kernel's: every link that is up gets it, unless IPv6 is off for it. */
    static boolean isUse(InterfaceAddress address) {
        return !(address.address() instanceof Inet6Address ip && ip.isLinkLocalAddress());
    }

    static boolean isDhcpClient(BoundPacketSocket socket, BoundPacketSocket.Owner owner) {
        boolean hearsIpOnly = socket.protocol() == BoundPacketSocket.ETH_P_IP;
        boolean isOurs = owner.pid() == ProcessHandle.current().pid();
        return DHCP_CLIENTS.contains(owner.name()) || hearsIpOnly && !isOurs;
    }

    private static void add(Map<IfIndex, List<String>> uses, IfIndex slave, String words) {
        uses.computeIfAbsent(slave, absent -> new ArrayList<>()).add(words);
    }

    @Override
    public void close() {
        kernel.close();
    }
}
