package io.netfailover.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What the kernel told of one link of each kind that it has, read as whole values. */
final class LinkDetailsTest {
    private static final OffloadLimits LIMITS = new OffloadLimits(65536, 65535, 65536, 65535, 65536);
    private static final OffloadLimits VETH_LIMITS = new OffloadLimits(65536, 65535, 524280, 65535, 65536);
    private static final LinkStatistics NOTHING_COUNTED = LinkStatistics.decode(AttributeReader.NONE);

    /** Of the bridge and its port; 0x1000 is the priority. */
    private static final BridgeId BRIDGE = new BridgeId(0x1000, MacAddress.parse("02:00:00:00:00:42"));

    @Test
    void tapIsReadWhole() {
        ByteBuffer tap = payload("details-tap");
        assertThat(LinkDetailsMessage.decode(tap))
                .isEqualTo(new LinkDetails(
                        LinkMessage.decode(tap),
                        false,
                        "02:00:00:00:00:47",
                        "ff:ff:ff:ff:ff:ff",
                        "",
                        0,
                        1000,
                        256,
                        256,
                        LIMITS,
                        0,
                        1,
                        1,
                        false,
                        0,
                        0,
                        0,
                        0,
                        "",
                        "",
                        Optional.of(AddressGeneration.EUI64),
                        NOTHING_COUNTED,
                        new TunData(TunData.TAP, false, true, true, true, 0, 0, OptionalInt.of(0), OptionalInt.of(0)),
                        "",
                        new PortData.None(),
                        OptionalInt.empty(),
                        List.of()));
    }

    @Test
    void bridgePortIsReadWhole() {
        ByteBuffer port = payload("details-bridge-port");
        LinkDetails details = LinkDetailsMessage.decode(port);
        BridgePortData running = (BridgePortData) details.portData();
        assertThat(details)
                .isEqualTo(new LinkDetails(
                        LinkMessage.decode(port),
                        false,
                        "02:00:00:00:00:41",
                        "ff:ff:ff:ff:ff:ff",
                        "",
                        1,
                        77,
                        2,
                        2,
                        VETH_LIMITS,
                        1,
                        1,
                        2,
                        false,
                        0,
                        0,
                        0,
                        0,
                        "",
                        "",
                        Optional.of(AddressGeneration.EUI64),
                        details.statistics(),
                        new KindData.None(),
                        "bridge",
                        port(running.holdTimer(), running.forwardDelayTimer()),
                        OptionalInt.empty(),
                        List.of()));
        assertThat(running.holdTimer()).as("runs for a second").isBetween(Duration.ZERO, Duration.ofSeconds(1));
        assertThat(running.forwardDelayTimer())
                .as("listens for 15 s")
                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(15));
        Link link = LinkMessage.decode(port);
        assertThat(link.group()).isEqualTo(42);
        assertThat(link.promiscuity()).as("the bridge and the administrator").isEqualTo(2);
    }

    /** As the capture made it: isolated, hairpin, fast leave and suppression on, learning and flooding off. */
    private static BridgePortData port(Duration holdTimer, Duration forwardDelayTimer) {
        return new BridgePortData(
                1,
                9,
                55,
                true,
                false,
                false,
                true,
                false,
                false,
                0x2402,
                2,
                0x2402,
                0,
                BRIDGE,
                BRIDGE,
                holdTimer,
                Duration.ZERO,
                forwardDelayTimer,
                false,
                false,
                false,
                false,
                1,
                true,
                true,
                false,
                true,
                0x4000,
                false,
                true,
                false,
                Optional.of(new IfIndex(48)));
    }

    @Test
    void bridgeIsReadWhole() {
        BridgeData bridge = (BridgeData) details("details-bridge").kindData();
        assertThat(bridge)
                .isEqualTo(new BridgeData(
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(20),
                        Duration.ofMinutes(1),
                        1,
                        4096,
                        false,
                        BRIDGE,
                        BRIDGE,
                        0,
                        0,
                        false,
                        false,
                        bridge.timers(),
                        0x4000,
                        MacAddress.parse("01:80:c2:00:00:00"),
                        0,
                        bridge.booleanOptionsMask(),
                        Optional.empty(),
                        Optional.of(multicast()),
                        Optional.of(new BridgeNetfilter(false, false, false))));
        assertThat(bridge.timers().hello()).as("every 2 s").isBetween(Duration.ZERO, Duration.ofSeconds(2));
        assertThat(bridge.booleanOptionsMask() & 3).as("those of Linux 6.1").isEqualTo(3);
        assertThat(BRIDGE).hasToString("1000.02:00:00:00:00:42");
    }

    private static BridgeMulticast multicast() {
        return new BridgeMulticast(
                1,
                true,
                false,
                false,
                16,
                4096,
                2,
                2,
                Duration.ofSeconds(1),
                Duration.ofSeconds(260),
                Duration.ofSeconds(255),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofMillis(31240),
                false,
                2,
                1);
    }

    @Test
    void macvlansAreRead() {
        assertThat(details("details-macvlan").kindData())
                .isEqualTo(
                        new MacvlanData(MacvlanMode.PRIVATE, 0, OptionalInt.of(1000), OptionalInt.of(2000), List.of()));
        assertThat(details("details-macvlan-source").kindData())
                .isEqualTo(new MacvlanData(
                        MacvlanMode.SOURCE,
                        0,
                        OptionalInt.of(2000),
                        OptionalInt.of(2000),
                        List.of(MacAddress.parse("02:00:00:00:00:aa"))));
    }

    @Test
    void kindsWithoutAnythingSpecialHaveNone() {
        for (String reply : List.of("details-veth", "details-ifb", "details-loopback")) {
            LinkDetails details = details(reply);
            assertThat(details.kindData()).isEqualTo(new KindData.None());
            assertThat(details.portData()).isEqualTo(new PortData.None());
            assertThat(details.portKind()).isEmpty();
        }
        assertThat(details("details-veth").offloadLimits()).isEqualTo(VETH_LIMITS);
        assertThat(details("details-veth").carrierChanges()).isEqualTo(2);
    }

    @Test
    void tunHasNoAddress() {
        LinkDetails tun = details("details-tun");
        assertThat(tun.hardwareAddress()).isEmpty();
        assertThat(tun.broadcastAddress()).isEmpty();
        assertThat(tun.kindData())
                .isEqualTo(new TunData(
                        TunData.TUN, false, false, true, false, 0, 0, OptionalInt.empty(), OptionalInt.empty()));
    }

    @Test
    void kindThatWeDoNotKnowIsKept() {
        assertThat(details("details-vxlan").kindData()).isInstanceOfSatisfying(KindData.Unknown.class, vxlan -> {
            assertThat(vxlan.kind()).isEqualTo("vxlan");
            assertThat(vxlan.data()).as("IFLA_VXLAN_ID 5 comes first").startsWith("0800010005000000");
        });
    }

    @Test
    void bondAndSlaveAreReadAsTheyWereWritten() {
        assertThat(LinkInfoBytes.bond().kindData()).isEqualTo(LinkInfoBytes.BOND);
        assertThat(LinkInfoBytes.bondSlave().portData()).isEqualTo(LinkInfoBytes.BOND_SLAVE);
    }

    @Test
    void vlanIsReadAsItWasWritten() {
        assertThat(LinkInfoBytes.vlan().kindData()).isEqualTo(LinkInfoBytes.VLAN);
    }

    @Test
    void vlansOfABridgeAreReadWhereTheKernelHasThem() {
        assertThat(((BridgeData) LinkInfoBytes.vlanBridge().kindData()).vlans())
                .contains(new BridgeVlanSettings(VfVlan.ETH_P_8021AD, 7, true, false));
    }

    @Test
    void bondIsShownAsIproute2ShowsIt() {
        assertThat(LinkInfoBytes.shown(LinkInfoBytes.bond(), "info_data")).isEqualTo(LinkInfoBytes.BOND_JSON);
        assertThat(LinkInfoBytes.shown(LinkInfoBytes.bondSlave(), "info_slave_data"))
                .isEqualTo(LinkInfoBytes.BOND_SLAVE_JSON);
        assertThat(LinkInfoBytes.shown(LinkInfoBytes.vlan(), "info_data")).isEqualTo(LinkInfoBytes.VLAN_JSON);
    }

    @Test
    void countersAreReadInTheOrderOfTheStruct() {
        int[] words = new int[50];
        for (int i = 0; i < words.length; i += 2) {
            words[i] = i / 2 + 1;
        }
        LinkStatistics statistics = LinkInfoBytes.counted(words);
        assertThat(statistics)
                .isEqualTo(new LinkStatistics(
                        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25));
        LinkStatistics older = LinkInfoBytes.counted(Arrays.copyOf(words, 48));
        assertThat(older.rxNohandler()).isEqualTo(24);
        assertThat(older.rxOtherhostDropped()).as("since Linux 5.19").isZero();
        assertThat(StatisticsJson.of(statistics).map())
                .isEqualTo(Map.of(
                        "rx",
                        Map.of(
                                "bytes",
                                3L,
                                "packets",
                                1L,
                                "errors",
                                5L,
                                "dropped",
                                7L,
                                "over_errors",
                                12L,
                                "multicast",
                                9L,
                                "compressed",
                                22L),
                        "tx",
                        Map.of(
                                "bytes",
                                4L,
                                "packets",
                                2L,
                                "errors",
                                6L,
                                "dropped",
                                8L,
                                "carrier_errors",
                                18L,
                                "collisions",
                                10L,
                                "compressed",
                                23L)));
    }

    @Test
    void numbersOfNewerKernelsHaveAMeaning() {
        assertThat(AddressGeneration.of(9)).isEqualTo(AddressGeneration.NONE);
        assertThat(LinkMode.of(9)).isEqualTo(LinkMode.DEFAULT);
        assertThat(MacvlanMode.of(32)).isEqualTo(MacvlanMode.UNKNOWN);
        assertThat(Bits.name(-1, List.of("a"))).isEqualTo("UNKNOWN");
        assertThat(Bits.name(1, List.of("a"))).isEqualTo("UNKNOWN");
    }

    private static LinkDetails details(String reply) {
        return LinkDetailsMessage.decode(payload(reply));
    }

    private static ByteBuffer payload(String reply) {
        List<ByteBuffer> payloads = Captured.payloads(reply);
        assertThat(payloads).hasSize(1);
        return payloads.get(0);
    }
}
