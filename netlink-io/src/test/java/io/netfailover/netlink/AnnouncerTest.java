package io.netfailover.netlink;

import static io.netfailover.netlink.Addressing.ip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.os.OsException;
import io.netfailover.os.Tap;
import io.netfailover.os.announce.Announcer;
import io.netfailover.os.announce.ArpFrames;
import io.netfailover.os.announce.ReportVersion;
import io.netfailover.os.announce.Station;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A guest that changes its path from one port of a bridge to another; the bridge itself is the peer that talks to it. */
final class AnnouncerTest {
    private static final MacAddress OLD = MacAddress.parse("02:00:00:00:0a:01");
    private static final MacAddress NEW = MacAddress.parse("02:00:00:00:0a:02");
    private static final Inet4Address IP = (Inet4Address) ip("10.1.2.3");
    private static final Inet6Address IP6 = (Inet6Address) ip("fd00::3");
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration NOW = Duration.ofMillis(50);

    private final Namespace peer = new Namespace();
    private final Namespace guest = new Namespace();
    private final RouteSocket peers = peer.openRouteSocket();
    private final RouteSocket guests = guest.openRouteSocket();
    private IfIndex bridge = new IfIndex(1);
    private IfIndex path1 = bridge;
    private IfIndex path2 = bridge;

    @BeforeEach
    void bridgeWithTwoPathsToTheGuest() {
        peer.run("ip link add br0 type bridge");
        for (int path = 1; path <= 2; path++) {
            peer.run("ip link add p" + path + " type veth peer name path" + path);
            peer.run("ip link set p" + path + " master br0 addrgenmode none up");
            peer.run("ip link set path" + path + " netns " + guest.name());
            guest.run("ip link set path" + path + " addrgenmode none up");
        }
        peer.run("ip link set br0 addrgenmode none up");
        peer.run("ip address add 10.1.2.1/24 dev br0");
        peer.run("ip address add fd00::1/64 dev br0 nodad");
        bridge = peers.link("br0").orElseThrow().ifIndex();
        path1 = guests.link("path1").orElseThrow().ifIndex();
        path2 = guests.link("path2").orElseThrow().ifIndex();
    }

    @AfterEach
    void remove() {
        peers.close();
        guests.close();
        guest.close();
        peer.close();
    }

    @Test
    void neighboursTakeTheAnnouncedAddress() {
        knownBefore(IP);
        knownBefore(IP6);
        announce(path1, Station.of(NEW), IP, IP6);
        for (var address : List.of(IP, IP6)) {
            Neighbour neighbour = peers.neighbours().find(bridge, address).orElseThrow();
            assertThat(neighbour.linkAddress()).as(address.getHostAddress()).contains(NEW);
        }
    }

    @Test
    void bridgeLearnsThePathWithEachAnnouncement() {
        announce(path1, Station.of(OLD), IP);
        assertThat(portOf(OLD)).isEqualTo("p1");
        announce(path2, Station.of(OLD), IP);
        assertThat(portOf(OLD)).isEqualTo("p2");
        announce(path1, Station.of(OLD), IP6);
        assertThat(portOf(OLD)).isEqualTo("p1");
        announce(path2, Station.of(OLD));
        assertThat(portOf(OLD)).as("RARP").isEqualTo("p2");
    }

    @Test
    void announcementsInAVlanCarryItsTag() {
        try (Tap tap = tap();
                Announcer announcer = guest.call(() -> Announcer.open(tapLink()))) {
            announcer.announce(Station.of(OLD).inVlan(10), List.of(IP, IP6));
            announcer.announce(Station.of(OLD).inVlan(10), List.of());
            assertThat(sent(tap))
                    .extracting(frame -> HexFormat.of().formatHex(frame, 6, 18))
                    .containsExactly(
                            "020000000a018100000a0806",
                            "020000000a018100000a0806",
                            "020000000a018100000a86dd",
                            "020000000a018100000a8035");
        }
    }

    @Test
    void bridgeLearnsGroupsOfEachReport() {
        peer.run(
                "ip link set br0 type bridge mcast_snooping 1 mcast_querier 1 mcast_igmp_version 3 mcast_mld_version 2");
        try (Announcer announcer = guest.call(() -> Announcer.open(path2))) {
            Station station = Station.of(OLD);
            announcer.join(station, IP, groups("239.1.2.1"), ReportVersion.OLDER);
            announcer.join(station, IP, groups("239.1.2.2", "239.1.2.3"), ReportVersion.NEWER);
            Inet6Address linkLocal = (Inet6Address) ip("fe80::7");
            announcer.join(station, linkLocal, groups6("ff05::1:1"), ReportVersion.OLDER);
            announcer.join(station, linkLocal, groups6("ff05::1:2", "ff05::1:3"), ReportVersion.NEWER);
        }
        String mdb = peer.run("bridge mdb show");
        for (String group : List.of("239.1.2.1", "239.1.2.2", "239.1.2.3", "ff05::1:1", "ff05::1:2", "ff05::1:3")) {
            assertThat(mdb).contains("port p2 grp " + group + " ");
        }
        assertThat(mdb).doesNotContain("port p1 grp");
    }

    @Test
    void manyGroupsAreReportedInParts() {
        try (Tap tap = tap();
                Announcer announcer = guest.call(() -> Announcer.open(tapLink()))) {
            Station station = Station.of(OLD);
            List<Inet4Address> many = Collections.nCopies(200, (Inet4Address) ip("239.1.2.3"));
            List<Inet6Address> many6 = Collections.nCopies(100, (Inet6Address) ip("ff05::1:3"));
            announcer.join(station, IP, many, ReportVersion.NEWER);
            announcer.join(station, (Inet6Address) ip("fe80::7"), many6, ReportVersion.NEWER);
            announcer.join(station, IP, List.of(), ReportVersion.NEWER);
            announcer.send(ArpFrames.rarp(station));
            assertThat(sent(tap))
                    .extracting(frame -> frame.length)
                    .containsExactly(
                            14 + 24 + 8 + 183 * 8,
                            14 + 24 + 8 + 17 * 8,
                            14 + 48 + 8 + 72 * 20,
                            14 + 48 + 8 + 28 * 20,
                            60);
        }
    }

    @Test
    void linkThatIsDownOrGoneIsAnError() {
        assertThatThrownBy(() -> guest.call(() -> Announcer.open(new IfIndex(4711))))
                .isInstanceOf(OsException.class)
                .hasMessageContaining("ENODEV");
        try (Announcer announcer = guest.call(() -> Announcer.open(path1))) {
            guests.setUp(path1, false);
            assertThatThrownBy(() -> announcer.announce(Station.of(OLD), List.of(IP)))
                    .isInstanceOf(OsException.class)
                    .hasMessageContaining("ENETDOWN");
        }
    }

    private Tap tap() {
        Tap tap = guest.call(() -> Tap.open("tap0"));
        guest.run("ip link set tap0 addrgenmode none up");
        return tap;
    }

    private IfIndex tapLink() {
        return guests.link("tap0").orElseThrow().ifIndex();
    }

    /** What left by the TAP so far, from the station alone. */
    private static List<byte[]> sent(Tap tap) {
        List<byte[]> frames = new ArrayList<>();
        Optional<byte[]> frame = tap.receive(SOON);
        while (frame.isPresent() && frames.size() < 10) {
            if (MacAddress.ofBytes(Arrays.copyOfRange(frame.get(), 6, 12)).equals(OLD)) {
                frames.add(frame.get());
            }
            frame = tap.receive(NOW);
        }
        return frames;
    }

    private void knownBefore(InetAddress address) {
        peers.neighbours().add(Neighbour.of(bridge, address, OLD, NudState.STALE));
        assertThat(linkAddress(bridge, address)).contains(OLD);
    }

    private Optional<MacAddress> linkAddress(IfIndex link, InetAddress address) {
        return peers.neighbours().find(link, address).orElseThrow().linkAddress();
    }

    private String portOf(MacAddress address) {
        IfIndex port = peers.fdb().find(bridge, address, 0).orElseThrow().link();
        return peers.link(port).orElseThrow().name();
    }

    private void announce(IfIndex link, Station station, InetAddress... addresses) {
        try (Announcer announcer = guest.call(() -> Announcer.open(link))) {
            announcer.announce(station, List.of(addresses));
        }
    }

    private static List<Inet4Address> groups(String... texts) {
        return Arrays.stream(texts).map(text -> (Inet4Address) ip(text)).toList();
    }

    private static List<Inet6Address> groups6(String... texts) {
        return Arrays.stream(texts).map(text -> (Inet6Address) ip(text)).toList();
    }
}
