package io.netfailover.netlink;

import static io.netfailover.netlink.Addressing.ip;
import static io.netfailover.netlink.Addressing.prefix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What no kernel here sends, but another may: read from requests of our own, which have the same format, and from what is wrong about them. */
final class RoutingMessagesTest {
    private static final IfIndex LINK = new IfIndex(7);
    private static final int FIXED_BYTES = 12;

    private final RequestWriter writer = new RequestWriter();

    @Test
    void vlanRangesAreReadAsTheyAreWritten() {
        for (VlanRange vlans : List.of(
                VlanRange.of(10),
                VlanRange.of(20).asPvid().asUntagged(),
                VlanRange.of(100, 110),
                VlanRange.of(200, 210).asUntagged())) {
            BridgeVlans.OfLink read = BridgeMessage.decodeVlans(
                            payload(BridgeMessage.addVlans(writer, LINK, vlans, true)))
                    .orElseThrow();
            assertThat(read).isEqualTo(new BridgeVlans.OfLink(LINK, List.of(vlans)));
        }
        assertThat(VlanRange.of(100, 110).text()).isEqualTo("100-110");
        assertThat(VlanRange.of(20).asPvid().asUntagged().text()).isEqualTo("20 PVID Egress Untagged");
    }

    @Test
    void vlanRangesThatCannotBeAreRefused() {
        ByteBuffer payload = payload(BridgeMessage.addVlans(writer, LINK, VlanRange.of(100, 110), false));
        payload.putShort(payload.limit() - 2, (short) 99);
        assertMalformed(() -> BridgeMessage.decodeVlans(payload), "not a VLAN range: 100 to 99");
        payload.putShort(payload.limit() - 2, (short) 4095);
        assertMalformed(() -> BridgeMessage.decodeVlans(payload), "not a VLAN range: 100 to 4095");
        assertThatThrownBy(() -> VlanRange.of(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> VlanRange.of(1, 2).asPvid()).hasMessage("not a VLAN range: 1 to 2 as PVID");
    }

    @Test
    void bridgePortsThatCannotBeAreRefused() {
        BridgePortChange change =
                BridgePortChange.nothing().withState(PortState.BLOCKING).withCost(5);
        ByteBuffer payload = payload(BridgeMessage.change(writer, LINK, change));
        assertThat(BridgeMessage.decodePort(payload)).as("no bridge is named").isEmpty();
        ByteBuffer ofBridge = payload(BridgeMessage.change(writer, LINK, change).ifIndex(10, new IfIndex(9)));
        assertThat(BridgeMessage.decodePort(ofBridge).orElseThrow())
                .extracting(BridgePort::bridge, BridgePort::state, BridgePort::cost)
                .containsExactly(new IfIndex(9), PortState.BLOCKING, 5);
        ByteBuffer unknown = payload(BridgeMessage.change(writer, LINK, change.withState(PortState.BLOCKING))
                .ifIndex(10, new IfIndex(9)));
        unknown.put(16 + 4 + 8 + 4, (byte) 77);
        assertMalformed(() -> BridgeMessage.decodePort(unknown), "bridge port state 77");
        ofBridge.putInt(4, 0);
        assertMalformed(() -> BridgeMessage.decodePort(ofBridge), "bridge port with the index 0");
    }

    @Test
    void ipv6RoutesKeepSourceAndNextHopObject() {
        Route route = Route.to(prefix("fd01::", 64))
                .from(prefix("fd02::", 48))
                .nextHopId(9)
                .table(0x80000000)
                .tos(4)
                .build();
        assertThat(RouteMessage.decode(payload(RouteRequests.add(writer, route, 0))))
                .contains(route);
        assertThat(route.text()).isEqualTo("fd01:0:0:0:0:0:0:0/64 table 2147483648");
    }

    @Test
    void nextHopsOfTheOtherFamilyAreRead() {
        NextHop hop = new NextHop(Optional.of(ip("fd00::1")), Optional.empty(), 256, 0);
        Route route = Route.to(prefix("10.8.0.0", 16)).nextHops(List.of(hop)).build();
        assertThat(RouteMessage.decode(payload(RouteRequests.add(writer, route, 0))))
                .contains(route);
        assertThat(route.uses(LINK)).isFalse();
    }

    @Test
    void routesThatCannotBeAreRefused() {
        NextHop hop = new NextHop(Optional.empty(), Optional.of(LINK), 1, 0);
        Route route = Route.to(prefix("10.8.0.0", 16)).nextHops(List.of(hop)).build();
        int hopAt = FIXED_BYTES + 8 + 4;
        ByteBuffer payload = payload(RouteRequests.add(writer, route, 0));
        payload.putShort(hopAt, (short) 7);
        assertMalformed(() -> RouteMessage.decode(payload), "next hop of 7 bytes where 8 are left");
        payload.putShort(hopAt, (short) 9);
        assertMalformed(() -> RouteMessage.decode(payload), "next hop of 9 bytes where 8 are left");
        payload.putShort(hopAt, (short) 8).putInt(hopAt + 4, -1);
        assertMalformed(() -> RouteMessage.decode(payload), "next hop on a link with the index -1");
        payload.putInt(hopAt + 4, 0).put(1, (byte) 33);
        assertMalformed(() -> RouteMessage.decode(payload), "10.8.0.0 has no prefix of 33 bits");
        payload.put(1, (byte) 16).put(7, (byte) 12);
        assertMalformed(() -> RouteMessage.decode(payload), "route type 12");
        payload.put(0, (byte) 128);
        assertThat(RouteMessage.decode(payload)).as("multicast routing").isEmpty();
        assertMalformed(() -> RouteMessage.decode(ByteBuffer.allocate(11)), "payload of 11 bytes where 12 are fixed");
    }

    @Test
    void gatewayOfTheOtherFamilyMayNotBeCutOff() {
        Route route = Route.to(prefix("10.8.0.0", 16)).gateway(ip("fd00::1")).build();
        ByteBuffer payload = payload(RouteRequests.add(writer, route, 0));
        int viaAt = FIXED_BYTES + 8;
        payload.putShort(viaAt, (short) (4 + 2 + 15));
        assertMalformed(() -> RouteMessage.decode(payload), "an IP address has 4 or 16 octets, not 15");
        payload.putShort(viaAt, (short) 5);
        assertMalformed(() -> RouteMessage.decode(payload), "attribute 18 has 1 bytes where 2 are due");
    }

    @Test
    void rulesOfOtherFamiliesAreSkippedAndUnknownActionsRefused() {
        ByteBuffer payload =
                payload(RuleMessage.add(writer, Rule.inet(5).mark(0, 3).build()));
        assertThat(RuleMessage.decode(payload).orElseThrow().mask()).isEqualTo(3);
        payload.put(7, (byte) 9);
        assertMalformed(() -> RuleMessage.decode(payload), "action 9 of a routing rule");
        payload.put(0, (byte) 128);
        assertThat(RuleMessage.decode(payload)).isEmpty();
    }

    @Test
    void neighboursOfOtherKindsAreSkipped() {
        Neighbour neighbour = Neighbour.of(LINK, ip("10.1.2.3"), new MacAddress(0x020000000001L), NudState.DELAY);
        ByteBuffer payload = payload(NeighbourRequests.change(writer, neighbour, 0));
        assertThat(NeighbourMessage.decode(payload).neighbour()).contains(neighbour);
        payload.put(10, (byte) NeighbourMessage.NTF_PROXY);
        assertThat(NeighbourMessage.decode(payload).neighbour()).as("a proxy").isEmpty();
        payload.put(0, (byte) 7);
        assertThat(NeighbourMessage.decode(payload).neighbour())
                .as("of a bridge")
                .isEmpty();
        ByteBuffer withoutAddress = payload(NeighbourRequests.find(writer, LINK, ip("10.1.2.3")));
        assertThat(NeighbourMessage.decode(withoutAddress)
                        .neighbour()
                        .orElseThrow()
                        .linkAddress())
                .isEmpty();
        withoutAddress.put(0, (byte) 7);
        assertThat(NeighbourMessage.decode(withoutAddress).fdbEntry()).isEmpty();
        ByteBuffer nobody = payload(NeighbourRequests.dump(writer));
        assertMalformed(() -> NeighbourMessage.decode(nobody), "neighbour on a link with the index 0");
        nobody.put(0, (byte) 2).putInt(4, 7);
        assertThat(NeighbourMessage.decode(nobody).neighbour()).isEmpty();
        assertThat(NudState.of(0)).isEqualTo(NudState.NONE);
    }

    @Test
    void fdbEntriesOfAllTablesAndKindsAreRead() {
        MacAddress mac = new MacAddress(0x020000000001L);
        FdbEntry entry = FdbEntry.onBridgePort(LINK, mac).inVlan(10);
        assertThat(read(entry)).contains(entry);
        assertThat(read(entry.as(FdbEntry.Kind.DYNAMIC).externallyLearned().asSticky()))
                .contains(entry.as(FdbEntry.Kind.DYNAMIC).externallyLearned().asSticky());
        FdbEntry remote = FdbEntry.onLink(LINK, mac).to(FdbEntry.Remote.of(ip("fd00::1")));
        assertThat(read(remote)).contains(remote);
        ByteBuffer stale = payload(FdbRequests.change(writer, entry, 0));
        stale.putShort(8, (short) NudState.STALE.bit()).put(10, (byte) NeighbourMessage.NTF_OFFLOADED);
        FdbEntry read = NeighbourMessage.decode(stale).fdbEntry().orElseThrow();
        assertThat(read.kind()).isEqualTo(FdbEntry.Kind.STALE);
        assertThat(read.offloaded()).isTrue();
        assertThat(read.table()).as("who names no bridge is no bridge").isEqualTo(FdbEntry.Table.SELF);
        assertThat(entry.externallyLearned().text()).isEqualTo(mac + " vlan 10 master static extern_learn");
        assertThat(remote.text()).isEqualTo(mac + " dst fd00:0:0:0:0:0:0:1 self permanent");
        assertThat(payload(FdbRequests.find(writer, LINK, mac, 10)).remaining()).isEqualTo(12 + 12 + 8 + 8);
    }

    private Optional<FdbEntry> read(FdbEntry entry) {
        return NeighbourMessage.decode(payload(FdbRequests.change(writer, entry, 0)))
                .fdbEntry();
    }

    @Test
    void redirectingFiltersOfBothClassifiersAreRead() {
        for (Classifier classifier : Classifier.values()) {
            for (Mirred mirred : List.of(
                    Mirred.redirectTo(LINK),
                    Mirred.redirectToIngressOf(LINK),
                    Mirred.mirrorTo(LINK),
                    Mirred.mirrorToIngressOf(LINK))) {
                ByteBuffer payload = payload(MirredMessage.add(writer, LINK, TcHook.EGRESS, 5, classifier, mirred));
                assertThat(MirredMessage.decode(payload)).as("without a handle").isEmpty();
                payload.putInt(8, 0x80000801);
                assertThat(MirredMessage.decode(payload))
                        .contains(new TrafficFilter(
                                classifier.kind(),
                                5,
                                0x80000801,
                                3,
                                List.of(new MirredAction(0, Optional.of(mirred), 0))));
            }
        }
    }

    @Test
    void redirectionToNobodyHasNoTargetAndToNonsenseIsRefused() {
        ByteBuffer payload = payload(
                MirredMessage.add(writer, LINK, TcHook.EGRESS, 5, Classifier.MATCHALL, Mirred.redirectTo(LINK)));
        payload.putInt(8, 1);
        int target = payload.limit() - 4;
        payload.putInt(target, 0);
        assertThat(MirredMessage.decode(payload).orElseThrow().actions())
                .containsExactly(new MirredAction(0, Optional.empty(), 0));
        payload.putInt(target, -1);
        assertMalformed(() -> MirredMessage.decode(payload), "mirred action 1 to link -1");
        payload.putInt(target, 7).putInt(target - 4, 0);
        assertMalformed(() -> MirredMessage.decode(payload), "mirred action 0 to link 7");
        payload.putInt(target - 4, 5);
        assertMalformed(() -> MirredMessage.decode(payload), "mirred action 5 to link 7");
    }

    @Test
    void qdiscsWithoutALinkAreRefused() {
        ByteBuffer payload = payload(QdiscMessage.dumpAll(writer));
        assertMalformed(() -> QdiscMessage.decode(payload), "qdisc of a link with the index 0");
    }

    @Test
    void addressesWithAHalfOfALifetimeAreSent() {
        InterfaceAddress address = InterfaceAddress.of(LINK, ip("10.1.2.3"), 24);
        InterfaceAddress deprecated = new InterfaceAddress(
                LINK,
                address.address(),
                24,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                "",
                Optional.empty(),
                Optional.of(Duration.ZERO),
                0);
        assertThat(AddressMessage.decode(payload(AddressMessage.add(writer, deprecated, 0))))
                .contains(deprecated);
        Duration tooLong = Duration.ofDays(100_000);
        InterfaceAddress longest = address.withLifetimes(tooLong, tooLong);
        assertThat(AddressMessage.decode(payload(AddressMessage.add(writer, longest, 0)))
                        .orElseThrow()
                        .validFor())
                .as("the longest that is not for ever")
                .contains(Duration.ofSeconds(0xfffffffeL));
    }

    @Test
    void rawBytesAreComparedByWhatIsInThem() {
        RawBytes bytes = RawBytes.parse("0102");
        assertThat(bytes).isEqualTo(RawBytes.of(new byte[] {1, 2})).hasSameHashCodeAs(RawBytes.parse("0102"));
        assertThat(bytes).isNotEqualTo(RawBytes.NONE).isNotEqualTo("0102").hasToString("0102");
        assertThat(RawBytes.of(new byte[0])).isSameAs(RawBytes.NONE);
        assertThat(RawBytes.NONE.isEmpty()).isTrue();
    }

    @Test
    void prefixesHaveALengthThatTheirFamilyAllows() {
        assertThat(IpPrefix.host(ip("10.1.2.3")).text()).isEqualTo("10.1.2.3/32");
        assertThat(IpPrefix.host(ip("fd00::1")).isInet6()).isTrue();
        assertThat(IpPrefix.all(true).length()).isZero();
        assertThatThrownBy(() -> prefix("10.0.0.0", -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> prefix("fd00::", 129)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertMalformed(org.assertj.core.api.ThrowableAssert.ThrowingCallable decoder, String reason) {
        assertThatThrownBy(decoder)
                .isInstanceOf(NetlinkException.class)
                .hasMessage("read netlink message: " + reason + " (EBADMSG)");
    }

    /** What follows the header, copied. */
    private static ByteBuffer payload(RequestWriter request) {
        ByteBuffer finished = request.finish(1, 1);
        ByteBuffer payload =
                ByteBuffer.allocate(finished.remaining() - MessageHeader.BYTES).order(ByteOrder.nativeOrder());
        return payload.put(finished.position(MessageHeader.BYTES)).flip();
    }
}
