package io.netfailover.datapath;

import io.netfailover.netlink.InterfaceAddress;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.os.BoundPacketSocket;
import io.netfailover.os.BoundPacketSocket.Owner;
import io.netfailover.types.IfIndex;
import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What other programs do with slaves that should carry no traffic of their own: addresses that somebody gave them, and DHCP clients. A client
 * without a lease is known by the packet socket that it listens with, one with a lease by the address.
 */
public final class SlaveUses implements Function<Set<IfIndex>, Map<IfIndex, List<String>>>, AutoCloseable {
    /** By the name of their process ({@code /proc/PID/comm}, 15 bytes): some listen to all protocols, as sniffers do. */
    private static final Set<String> DHCP_CLIENTS =
            Set.of("dhclient", "dhcpcd", "udhcpc", "dhcp6c", "systemd-network", "NetworkManager");

    /** Of these, the ones that are started for a link, and may be ended for it. */
    private static final Set<String> FOR_ONE_LINK = Set.of("dhclient", "udhcpc");

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

    static boolean isDhcpClient(BoundPacketSocket socket, Owner owner) {
        boolean hearsIpOnly = socket.protocol() == BoundPacketSocket.ETH_P_IP;
        boolean isOurs = owner.pid() == ProcessHandle.current().pid();
        return DHCP_CLIENTS.contains(owner.name()) || hearsIpOnly && !isOurs;
    }

    /**
     * DHCP clients that were started for that link and listen on no other.
     *
     * @param sockets all of its network namespace
     */
    static Set<Owner> clientsOfOnly(IfIndex slave, List<BoundPacketSocket> sockets) {
        Set<Owner> clients = owners(sockets, socket -> socket.link().equals(slave));
        clients.removeIf(client -> !FOR_ONE_LINK.contains(client.name()));
        if (!clients.isEmpty()) {
            clients.removeAll(owners(sockets, socket -> !socket.link().equals(slave)));
        }
        return clients;
    }

    private static Set<Owner> owners(List<BoundPacketSocket> sockets, Predicate<BoundPacketSocket> which) {
        return sockets.stream()
                .filter(which)
                .flatMap(socket -> socket.owner().stream())
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static void add(Map<IfIndex, List<String>> uses, IfIndex slave, String words) {
        uses.computeIfAbsent(slave, absent -> new ArrayList<>()).add(words);
    }

    @Override
    public void close() {
        kernel.close();
    }
}
