package io.netfailover.netlink;

import static io.netfailover.netlink.Addressing.ip;
import static io.netfailover.netlink.Addressing.prefix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the kernel told capture.py about forwarding and routing, read as whole values. Links: 30 br1, 31 p1, 32 q1, 33 vx1. */
final class ForwardingRepliesTest {
    private static final IfIndex BRIDGE = new IfIndex(30);
    private static final IfIndex PORT = new IfIndex(31);
    private static final IfIndex LINK = new IfIndex(32);
    private static final IfIndex VXLAN = new IfIndex(33);

    /** Which one answered; the same commands were run on both. */
    enum Kernel {
        LINUX_6_1,
        LINUX_6_18
    }

    @ParameterizedTest
    @EnumSource
    void fdbEntriesHaveTableKindAndFlags(Kernel kernel) {
        FdbEntry sticky = onPort("02:00:00:00:0b:01").asSticky();
        assertThat(read(
                        kernel,
                        "fdb-dump",
                        payload -> NeighbourMessage.decode(payload).fdbEntry()))
                .contains(
                        sticky,
                        onPort("02:00:00:00:0b:02").as(FdbEntry.Kind.DYNAMIC),
                        // what an agent learned does not age, but the bridge does not call it static
                        onPort("02:00:00:00:0b:03").as(FdbEntry.Kind.DYNAMIC).externallyLearned(),
                        onPort("02:00:00:00:00:31").as(FdbEntry.Kind.PERMANENT),
                        FdbEntry.onLink(LINK, MacAddress.parse("02:00:00:00:0b:04")),
                        FdbEntry.onLink(VXLAN, new MacAddress(0))
                                .to(new FdbEntry.Remote(ip("10.1.2.9"), 4790, 7, Optional.of(LINK))));
        assertThat(read(
                        kernel,
                        "fdb-get",
                        payload -> NeighbourMessage.decode(payload).fdbEntry()))
                .containsExactly(sticky);
        assertThat(read(
                        kernel,
                        "fdb-dump",
                        payload -> NeighbourMessage.decode(payload).neighbour()))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void neighboursHaveStateAndFlags(Kernel kernel) {
        List<Neighbour> neighbours = read(
                kernel,
                "neighbour-dump",
                payload -> NeighbourMessage.decode(payload).neighbour());
        assertThat(neighbours)
                .contains(
                        neighbour("10.2.0.3", "02:00:00:00:00:43", NudState.PERMANENT),
                        neighbour("10.2.0.4", "02:00:00:00:00:44", NudState.STALE)
                                .externallyLearned(),
                        neighbour("fd02::3", "02:00:00:00:00:45", NudState.PERMANENT)
                                .asRouter());
    }

    @ParameterizedTest
    @EnumSource
    void bridgePortHasItsSettings(Kernel kernel) {
        assertThat(read(kernel, "bridge-port-dump", BridgeMessage::decodePort))
                .containsExactly(new BridgePort(
                        PORT,
                        BRIDGE,
                        PortState.FORWARDING,
                        7,
                        9,
                        EnumSet.of(
                                BridgePortFlag.ISOLATED,
                                BridgePortFlag.MULTICAST_FLOOD,
                                BridgePortFlag.BROADCAST_FLOOD)));
        assertThat(read(kernel, "bridge-port-dump", BridgeMessage::decodeVlans)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void addressesHaveAllThatBelongsToThem(Kernel kernel) {
        int permanent = InterfaceAddress.IFA_F_PERMANENT;
        InterfaceAddress limited = InterfaceAddress.of(LINK, ip("10.2.1.1"), 24)
                .withBroadcast(ip("10.2.1.255"))
                .withScope(InterfaceAddress.RT_SCOPE_LINK)
                .withLabel("q1:1")
                .withLifetimes(Duration.ofSeconds(3000), Duration.ofSeconds(2000))
                .withMetric(77);
        int home = InterfaceAddress.IFA_F_NODAD
                | InterfaceAddress.IFA_F_HOMEADDRESS
                | InterfaceAddress.IFA_F_NOPREFIXROUTE;
        assertThat(read(kernel, "address-dump-all", AddressMessage::decode))
                .contains(
                        limited,
                        InterfaceAddress.of(LINK, ip("10.2.0.250"), 24)
                                .withFlags(permanent)
                                .withLabel("q1"),
                        InterfaceAddress.of(LINK, ip("10.2.9.1"), 32)
                                .withPeer(ip("10.2.9.2"))
                                .withFlags(permanent)
                                .withLabel("q1"));
        if (kernel == Kernel.LINUX_6_18) { // 6.1 tells the second family in a datagram of its own
            assertThat(read(kernel, "address-dump-all", AddressMessage::decode))
                    .contains(InterfaceAddress.of(LINK, ip("fd03::250"), 64).withFlags(home | permanent));
        }
    }

    @ParameterizedTest
    @EnumSource
    void routesHaveAllThatBelongsToThem(Kernel kernel) {
        NextHop first = new NextHop(Optional.of(ip("10.2.0.1")), Optional.of(LINK), 2, 0);
        NextHop second = new NextHop(Optional.of(ip("10.2.0.2")), Optional.of(LINK), 1, Route.RTNH_F_ONLINK);
        assertThat(read(kernel, "route-dump", RouteMessage::decode))
                .contains(
                        Route.to(IpPrefix.all(false))
                                .gateway(ip("10.2.0.1"))
                                .link(LINK)
                                .metric(100)
                                .metrics(RawBytes.parse("0800020078050000"))
                                .build(),
                        Route.to(prefix("10.5.0.0", 16))
                                .link(LINK)
                                .scope(InterfaceAddress.RT_SCOPE_LINK)
                                .source(ip("10.2.0.250"))
                                .protocol(Route.RTPROT_STATIC)
                                .table(4711)
                                .build(),
                        Route.to(prefix("10.8.0.0", 16))
                                .nextHops(List.of(first, second))
                                .build(),
                        Route.to(prefix("10.11.0.0", 16))
                                .gateway(ip("fd02::1"))
                                .link(LINK)
                                .build(),
                        Route.to(prefix("10.9.0.0", 16))
                                .type(RouteType.BLACKHOLE)
                                .build());
        assertThat(read(kernel, "route-dump-inet6", RouteMessage::decode))
                .contains(Route.to(prefix("fd01::", 64))
                        .gateway(ip("fd02::1"))
                        .link(LINK)
                        .metric(5)
                        .preference(1)
                        .build());
    }

    @ParameterizedTest
    @EnumSource
    void rulesHaveAllThatBelongsToThem(Kernel kernel) {
        RawAttribute ports = new RawAttribute(24, RawBytes.parse("50005000"));
        RawAttribute portMask = new RawAttribute(29, RawBytes.parse("ffff"));
        RawAttribute tcp = new RawAttribute(22, RawBytes.parse("06"));
        assertThat(read(kernel, "rule-dump", RuleMessage::decode))
                .contains(
                        Rule.inet(0).table(255).build(),
                        Rule.inet(501)
                                .inverted(true)
                                .from(prefix("10.1.0.0", 16))
                                .to(prefix("10.2.0.0", 16))
                                .inputLink("q1")
                                .outputLink("p1")
                                .mark(7, 15)
                                .tos(8)
                                .table(4711)
                                .suppressPrefixLength(0)
                                .build(),
                        Rule.inet(502)
                                .to(prefix("10.3.0.1", 32))
                                .action(RuleAction.BLACKHOLE)
                                .build(),
                        Rule.inet(503).target(32766).build(),
                        Rule.inet(504)
                                .table(100)
                                .others(
                                        kernel == Kernel.LINUX_6_1
                                                ? List.of(ports, tcp)
                                                : List.of(ports, portMask, tcp))
                                .build());
        assertThat(read(kernel, "rule-dump-inet6", RuleMessage::decode))
                .contains(Rule.inet6(500).from(prefix("fd00::", 64)).table(100).build());
    }

    @ParameterizedTest
    @EnumSource
    void redirectingFiltersNameTheirTargets(Kernel kernel) {
        assertThat(read(kernel, "mirred-dump", MirredMessage::decode))
                .extracting(
                        TrafficFilter::kind,
                        TrafficFilter::priority,
                        TrafficFilter::handle,
                        filter -> filter.actions().get(0).mirred())
                .containsExactly(
                        tuple("u32", 5, 0x80000800, Optional.of(Mirred.redirectTo(PORT))),
                        tuple("u32", 6, 0x80100800, Optional.of(Mirred.mirrorToIngressOf(PORT))));
        assertThat(read(Kernel.LINUX_6_18, "filter-dump", MirredMessage::decode))
                .extracting(TrafficFilter::kind, TrafficFilter::priority, TrafficFilter::handle)
                .containsExactly(tuple("bpf", 7, 5));
    }

    @ParameterizedTest
    @EnumSource
    void qdiscsKeepTheirOptionsAsTheyAre(Kernel kernel) {
        List<Qdisc> qdiscs = read(kernel, "qdisc-dump-options", QdiscMessage::decode);
        assertThat(qdiscs)
                .contains(
                        new Qdisc(PORT, "pfifo", 0x80020000, Qdisc.ROOT, RawBytes.parse("4d000000")),
                        new Qdisc(LINK, "ingress", 0xffff0000, Qdisc.INGRESS, RawBytes.NONE));
        Qdisc tbf = qdiscs.stream()
                .filter(qdisc -> qdisc.kind().equals("tbf"))
                .findFirst()
                .orElseThrow();
        assertThat(tbf.options().toString()).startsWith("2800010000010000").hasSize(80);
    }

    @Test
    void vlansOfPortsAndBridgeAreRead() {
        assertThat(read(Kernel.LINUX_6_1, "bridge-vlans-compressed", BridgeMessage::decodeVlans))
                .containsExactly(
                        new BridgeVlans.OfLink(
                                new IfIndex(34),
                                List.of(VlanRange.of(7).asPvid().asUntagged(), VlanRange.of(10, 12))),
                        new BridgeVlans.OfLink(
                                new IfIndex(35),
                                List.of(
                                        VlanRange.of(7).asUntagged(),
                                        VlanRange.of(10, 20),
                                        VlanRange.of(30).asPvid().asUntagged())));
        assertThat(read(
                        Kernel.LINUX_6_1,
                        "fdb-vlans",
                        payload -> NeighbourMessage.decode(payload).fdbEntry()))
                .extracting(FdbEntry::vlan)
                .contains(0)
                .anyMatch(vlan -> vlan > 0);
    }

    @Test
    void ethtoolsAnswersAreRead() {
        assertThat(EthtoolMessage.decodeFamily(
                        Captured.payloads("ethtool-family").get(0)))
                .isPresent();
        assertThat(EthtoolMessage.decodeLinkState(
                        Captured.payloads("ethtool-linkstate").get(0)))
                .isTrue();
        assertThat(EthtoolMessage.decodeLinkModes(
                        Captured.payloads("ethtool-linkmodes").get(0)))
                .isEqualTo(new LinkModes(OptionalInt.of(10_000), LinkModes.Duplex.FULL, false, Set.of(), Set.of()));
        assertThat(EthtoolMessage.decodeChannels(
                        Captured.payloads("ethtool-channels").get(0)))
                .isEqualTo(new Channels(4, 4, 0, 0, 4, 4, 0, 0));
        assertThat(EthtoolMessage.decodeFeatures(
                        Captured.payloads("ethtool-features").get(0)))
                .contains(
                        new Feature("tx-checksum-ip-generic", true, true, true),
                        new Feature("rx-gro", false, false, true),
                        new Feature("vlan-challenged", false, false, false))
                .hasSizeGreaterThan(50);
    }

    @Test
    void refusedEntrySaysWhy() {
        MessageReader reader = new MessageReader(Captured.reply("error-fdb-exists"));
        assertThat(reader.next()).isTrue();
        ErrorMessage error = ErrorMessage.decodeError(reader.payload(), reader.flags());
        assertThat(NetlinkException.refused("add", error).errnoName()).isEqualTo("EEXIST");
    }

    private static <T> List<T> read(Kernel kernel, String reply, Function<ByteBuffer, Optional<T>> decoder) {
        List<ByteBuffer> payloads = kernel == Kernel.LINUX_6_1 ? Captured.payloads61(reply) : Captured.payloads(reply);
        return payloads.stream().map(decoder).flatMap(Optional::stream).toList();
    }

    private static FdbEntry onPort(String address) {
        FdbEntry entry = FdbEntry.onBridgePort(PORT, MacAddress.parse(address));
        return new FdbEntry(
                PORT,
                entry.address(),
                entry.table(),
                entry.kind(),
                0,
                false,
                false,
                false,
                Optional.of(BRIDGE),
                Optional.empty());
    }

    private static Neighbour neighbour(String address, String mac, NudState state) {
        return Neighbour.of(LINK, ip(address), MacAddress.parse(mac), state);
    }

    /** For tests of robustness: all replies of this kind. */
    static Stream<String> replies() {
        return Stream.of(
                "fdb-dump",
                "fdb-get",
                "neighbour-dump",
                "bridge-port-dump",
                "address-dump-all",
                "route-dump",
                "route-dump-inet6",
                "rule-dump",
                "rule-dump-inet6",
                "mirred-dump",
                "qdisc-dump-options",
                "error-fdb-exists");
    }
}
