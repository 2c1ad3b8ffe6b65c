package io.netfailover.datapath;

import io.netfailover.netlink.Ethtool;
import io.netfailover.netlink.InterfaceAddress;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.NetlinkException;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.os.OsException;
import io.netfailover.os.PacketSocket;
import io.netfailover.os.announce.Announcer;
import io.netfailover.os.announce.MulticastGroups;
import io.netfailover.os.announce.ReportVersion;
import io.netfailover.os.announce.Station;
import io.netfailover.types.IfIndex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The master in the network namespace of the calling threads, slaves there or hidden. */
final class KernelNeighbourhood implements Neighbourhood {
    private static final int IFA_F_DADFAILED = 0x08;
    private static final int UNUSABLE = InterfaceAddress.IFA_F_TENTATIVE | IFA_F_DADFAILED;
    private static final Path IPV6_SETTINGS = Path.of("/proc/sys/net/ipv6/conf");

    private final IfIndex master;
    private final Supplier<RouteSocket> routes;
    private final HiddenNamespace hidden;

    KernelNeighbourhood(IfIndex master, Supplier<RouteSocket> routes, HiddenNamespace hidden) {
        this.master = master;
        this.routes = routes;
        this.hidden = hidden;
    }

    @Override
    public void announce(IfIndex slave) {
        try (RouteSocket route = routes.get();
                Announcer announcer = hidden.at(slave, () -> Announcer.open(slave))) {
            Link link = link(route);
            Station station = station(link);
            List<InetAddress> addresses =
                    addresses(route).stream().map(InterfaceAddress::address).toList();
            announcer.announce(station, addresses, isRouter(link));
            MulticastGroups groups = MulticastGroups.of(master);
            announcer.join(
                    station,
                    first(addresses, Inet4Address.class, (Inet4Address) InetAddress.getByAddress(new byte[4])),
                    groups.inet(),
                    groups.version3() ? ReportVersion.NEWER : ReportVersion.OLDER);
            announcer.join(station, linkLocal(addresses), groups.inet6(), ReportVersion.NEWER);
        } catch (NetlinkException | OsException | IOException | UncheckedIOException e) {
            throw new DataPathException("announce the master on link " + slave + ": " + e.getMessage(), e);
        }
    }

    /** Reports come from a link-local address, or from the unspecified one while there is none (RFC 3810, 5.2.13). */
    private static Inet6Address linkLocal(List<InetAddress> addresses) throws IOException {
        return first(
                addresses.stream().filter(InetAddress::isLinkLocalAddress).toList(), Inet6Address.class, (Inet6Address)
                        InetAddress.getByAddress(new byte[16]));
    }

    private static <T> T first(List<InetAddress> addresses, Class<T> kind, T otherwise) {
        return addresses.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElse(otherwise);
    }

    private static boolean isRouter(Link link) throws IOException {
        Path forwarding = IPV6_SETTINGS.resolve(link.name()).resolve("forwarding");
        return Files.exists(forwarding) && Files.readString(forwarding).startsWith("1");
    }

    /** @throws DataPathException when the master is gone */
    Link link(RouteSocket route) {
        return route.link(master).orElseThrow(() -> new DataPathException("the master is gone"));
    }

    /** Past the programs that give the slave's frames to the master; hears answers. */
    PacketSocket listen(IfIndex slave) {
        return hidden.at(
                slave,
                () -> PacketSocket.open(slave, PacketSocket.EVERY_ETHER_TYPE)
                        .ignoringOutgoing()
                        .receivingNeighbourAnswers());
    }

    static Station station(Link link) {
        return Station.of(link.address().orElseThrow(() -> new DataPathException("the master has no MAC")));
    }

    /** The master's that may be used. */
    List<InterfaceAddress> addresses(RouteSocket route) {
        return route.addresses().listOf(master).stream()
                .filter(address -> (address.flags() & UNUSABLE) == 0)
                .toList();
    }

    @Override
    public OptionalInt speedMbits(IfIndex slave) {
        try (Ethtool ethtool = hidden.at(slave, Ethtool::open)) {
            return ethtool.linkModes(slave).speedMbits();
        } catch (NetlinkException e) {
            return OptionalInt.empty(); // a driver that does not know, or a link that has gone
        }
    }

    @Override
    public PathProbe probe(IfIndex slave, Question question, Consumer<Boolean> hear) {
        return new PathProber(this, routes, slave, question, hear).started();
    }
}
