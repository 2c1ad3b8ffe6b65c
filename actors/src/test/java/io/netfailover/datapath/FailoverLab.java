package io.netfailover.datapath;

import io.netfailover.journal.MasterDefinition;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.os.NetworkNamespace;
import io.netfailover.os.PacketSocket;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Layout;
import io.netfailover.types.MacAddress;
import io.netfailover.types.MasterName;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Steering;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Three namespaces for one test: in <em>guest</em> the links {@code ens10} (to be the standby) and {@code ens11} (to be the primary) with
 * one MAC address, the primary down as a fresh VF is; in <em>switch</em> their other ends {@code sw10} and {@code sw11} as ports of a bridge, with {@code swp};
 * behind that {@code eth0} in <em>peer</em>. What is said of links of the guest is said of those in its hidden namespace too. Closing
 * deletes everything.
 */
final class FailoverLab implements AutoCloseable {
    static final MacAddress GUEST_MAC = MacAddress.parse("52:54:00:00:00:10");
    static final MacAddress PEER_MAC = MacAddress.parse("52:54:00:00:00:99");

    /** Local experimental, IEEE 802: nothing but these tests speaks it. */
    static final int ETHER_TYPE = 0x88b5;

    private final String run =
            "nft-" + Integer.toHexString(ThreadLocalRandom.current().nextInt());
    private final String guest = run + "-guest";
    private final String bridge = run + "-switch";
    private final String peer = run + "-peer";
    private final String standby;
    private String hidden = "";
    private Layout layout = Layout.DIRECT;

    FailoverLab() {
        this("ens10");
    }

    /** @param standby the standby's name, where {@code ens10} will not do */
    FailoverLab(String standby) {
        this.standby = standby;
        for (String namespace : List.of(guest, bridge, peer)) {
            command("ip", "netns", "add", namespace);
        }
        hidden = "netfailover-" + guest().call(NetworkNamespace::currentCookie);
        try {
            inSwitch("link add br0 type bridge");
            inSwitch("link set br0 up");
            connect("sw10", guest, standby, GUEST_MAC);
            ip(guest, "link set " + standby + " up");
            connect("swp", peer, "eth0", PEER_MAC);
            inPeer("link set eth0 up");
            awaitForwarding("sw10");
            awaitForwarding("swp");
            plugPrimary();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void connect(String port, String namespace, String link, MacAddress mac) {
        inSwitch("link add " + port + " type veth peer name " + link + " netns " + namespace);
        inSwitch("link set " + port + " master br0 up");
        ip(namespace, "link set " + link + " address " + mac);
    }

    /** Makes {@code ens11}, which the lab has from its beginning. */
    void plugPrimary() {
        connect("sw11", guest, "ens11", GUEST_MAC);
    }

    /** Keeps it up and with carrier: only its namespace says that it is no slave any more. */
    void takePrimaryToPeer() {
        takeToPeer("ens11");
        awaitSwitch();
    }

    void takeToPeer(String link) {
        inGuest("link set " + link + " netns " + peer);
        inPeer("link set " + link + " up");
    }

    void unplugPrimary() {
        inSwitch("link del sw11");
    }

    /** Waits until the bridge forwards what comes from {@code ens11}. */
    void awaitSwitch() {
        awaitForwarding("sw11");
    }

    /** A port that got carrier is taken into service a moment later, as with any switch. */
    private void awaitForwarding(String port) {
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (!run("ip", bridge, "-d link show dev " + port).contains("state forwarding")) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the bridge does not take " + port + " into service");
            }
        }
    }

    /** The carrier of {@code ens11} follows the other end's admin state. */
    void primaryCarrier(boolean carrier) {
        inSwitch("link set sw11 " + (carrier ? "up" : "down"));
        if (carrier && guestLink("ens11").isUp()) {
            awaitSwitch();
        }
    }

    void standbyCarrier(boolean carrier) {
        inSwitch("link set sw10 " + (carrier ? "up" : "down"));
    }

    /** Waits until the bridge sends frames for the guest to that port. */
    void awaitGuestBehind(String port) {
        String entry = GUEST_MAC + " dev " + port + " ";
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (run("bridge", bridge, "fdb show br br0")
                .lines()
                .noneMatch(line -> line.startsWith(entry) && !line.contains("permanent"))) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the bridge does not know the guest behind " + port);
            }
        }
    }

    /** Runs iproute2 in the guest: {@code "link set ens11 up"}. */
    void inGuest(String arguments) {
        ip(namespaceIn(arguments), arguments);
    }

    /** The namespace of the link that a command names. */
    private String namespaceIn(String arguments) {
        List<String> words = List.of(arguments.split(" ", -1));
        return hiddenLinks().stream()
                        .anyMatch(link -> words.contains(link.name())
                                || link.altNames().stream().anyMatch(words::contains))
                ? hidden
                : guest;
    }

    private List<Link> hiddenLinks() {
        NetworkNamespace namespace = NetworkNamespace.named(hidden);
        if (!namespace.exists()) {
            return List.of();
        }
        try (RouteSocket route = RouteSocket.openIn(namespace)) {
            return route.dumpLinks().stream().filter(Link::isEthernet).toList();
        }
    }

    boolean hasHiddenNamespace() {
        return NetworkNamespace.named(hidden).exists();
    }

    void inSwitch(String arguments) {
        ip(bridge, arguments);
    }

    void inPeer(String arguments) {
        ip(peer, arguments);
    }

    NetworkNamespace guest() {
        return NetworkNamespace.named(guest);
    }

    NetworkNamespace peer() {
        return NetworkNamespace.named(peer);
    }

    /** Where that link of the guest is. */
    NetworkNamespace namespaceOf(String link) {
        return NetworkNamespace.named(namespaceIn(link));
    }

    RouteSocket guestRoutes() {
        return guest().call(RouteSocket::open);
    }

    /** For a link of the guest. */
    RouteSocket routesOf(String link) {
        return RouteSocket.openIn(namespaceOf(link));
    }

    Link guestLink(String name) {
        try (RouteSocket route = routesOf(name)) {
            return route.link(name).orElseThrow(() -> new AssertionError("the guest has no link " + name));
        }
    }

    List<Link> guestLinks() {
        List<Link> links = new ArrayList<>(hiddenLinks());
        try (RouteSocket route = guestRoutes()) {
            links.addAll(route.dumpLinks());
        }
        return links;
    }

    /** What masters are defined with from now on. */
    void use(Layout newLayout) {
        layout = newLayout;
    }

    MasterDefinition definition(Steering steering, ReceiveRule rule) {
        return definition(standby, GUEST_MAC, steering, rule);
    }

    /** Of another standby than the lab's own. */
    MasterDefinition definition(String other, MacAddress mac, Steering steering, ReceiveRule rule) {
        return new MasterDefinition(new MasterName(other), other, true, mac, steering, rule, layout, Optional.empty());
    }

    /** A socket for {@link #ETHER_TYPE} on a link of the guest. */
    PacketSocket guestSocket(String link) {
        return guestSocket(link, ETHER_TYPE);
    }

    PacketSocket guestSocket(String link, int etherType) {
        IfIndex index = guestLink(link).ifIndex();
        return namespaceOf(link).call(() -> PacketSocket.open(index, etherType));
    }

    PacketSocket peerSocket(int etherType) {
        return peerSocket("eth0", etherType);
    }

    /** A socket for {@link #ETHER_TYPE} on a link of the peer. */
    PacketSocket peerSocket(String link) {
        return peerSocket(link, ETHER_TYPE);
    }

    private PacketSocket peerSocket(String link, int etherType) {
        return peer().call(() -> {
            try (RouteSocket route = RouteSocket.open()) {
                return PacketSocket.open(route.link(link).orElseThrow().ifIndex(), etherType);
            }
        });
    }

    void tcInGuest(String arguments) {
        run("tc", namespaceIn(arguments), arguments);
    }

    void bridgeInGuest(String arguments) {
        run("bridge", namespaceIn(arguments), arguments);
    }

    private void ip(String namespace, String arguments) {
        run("ip", namespace, arguments);
    }

    private static String run(String program, String namespace, String arguments) {
        List<String> words = new ArrayList<>(List.of(program, "-n", namespace));
        words.addAll(List.of(arguments.split(" ", -1)));
        return command(words.toArray(new String[0]));
    }

    private static String command(String... words) {
        try {
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", words) + ": " + output.strip());
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        for (String namespace : List.of(guest, bridge, peer, hidden)) {
            if (!namespace.isEmpty()
                    && Path.of("/run/netns", namespace).toFile().exists()) {
                command("ip", "netns", "delete", namespace);
            }
        }
    }
}
