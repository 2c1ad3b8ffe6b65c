package io.netfailover.netlink;

import static io.netfailover.netlink.ScriptedKernel.datagram;
import static io.netfailover.netlink.ScriptedKernel.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** VFs as their PF tells of them, and settings that are read back, with a scripted kernel: this one has no VFs. */
final class VirtualFunctionTest {
    private static final IfIndex PF = new IfIndex(VfBytes.PF);
    private static final VfStatistics COUNTED =
            new VfStatistics(1, 2, 3, 4, 5, 6, OptionalLong.of(7), OptionalLong.of(8));
    static final VirtualFunction SET = new VirtualFunction(
            1,
            MacAddress.parse("02:00:00:00:00:21"),
            Optional.of(MacAddress.parse("ff:ff:ff:ff:ff:ff")),
            List.of(new VfVlan(100, 5, VfVlan.ETH_P_8021AD)),
            1000,
            200,
            1000,
            Optional.of(true),
            VfLinkState.ENABLE,
            Optional.of(false),
            Optional.of(true),
            Optional.of(COUNTED));
    static final VirtualFunction UNTOUCHED = new VirtualFunction(
            0,
            new MacAddress(0),
            Optional.of(MacAddress.parse("ff:ff:ff:ff:ff:ff")),
            List.of(VfVlan.NONE),
            0,
            0,
            0,
            Optional.empty(),
            VfLinkState.AUTO,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private final ScriptedKernel script = new ScriptedKernel();
    private final RouteSocket route = new RouteSocket(new Conversation(script, Duration.ofSeconds(1)), 1);

    @Test
    void allThatAPfTellsIsRead() {
        LinkDetails details = LinkDetailsMessage.decode(VfBytes.link(2, UNTOUCHED, SET));
        assertThat(details.virtualFunctions()).containsExactly(UNTOUCHED, SET);
        assertThat(details.virtualFunctionsAreTruncated()).isFalse();
    }

    @Test
    void vfIsShownAsIproute2ShowsIt() {
        LinkDetails details = LinkDetailsMessage.decode(VfBytes.link(2, UNTOUCHED, SET));
        assertThat(LinkJson.of(List.of(details)).get(0).get("vfinfo_list"))
                .isEqualTo(List.of(
                        Map.of(
                                "vf", 0L,
                                "link_type", "ether",
                                "address", "00:00:00:00:00:00",
                                "broadcast", "ff:ff:ff:ff:ff:ff",
                                "vlan_list", List.of(Map.of()),
                                "rate", Map.of("max_tx", 0L, "min_tx", 0L),
                                "link_state", "auto"),
                        Map.ofEntries(
                                Map.entry("vf", 1L),
                                Map.entry("link_type", "ether"),
                                Map.entry("address", "02:00:00:00:00:21"),
                                Map.entry("broadcast", "ff:ff:ff:ff:ff:ff"),
                                Map.entry("vlan_list", List.of(Map.of("vlan", 100L, "qos", 5L, "protocol", "802.1ad"))),
                                Map.entry("tx_rate", 1000L),
                                Map.entry("rate", Map.of("max_tx", 1000L, "min_tx", 200L)),
                                Map.entry("spoofchk", true),
                                Map.entry("link_state", "enable"),
                                Map.entry("trust", false),
                                Map.entry("query_rss_en", true),
                                Map.entry(
                                        "stats",
                                        Map.of(
                                                "rx",
                                                Map.of(
                                                        "bytes",
                                                        3L,
                                                        "packets",
                                                        1L,
                                                        "multicast",
                                                        6L,
                                                        "broadcast",
                                                        5L,
                                                        "dropped",
                                                        7L),
                                                "tx",
                                                Map.of("tx_bytes", 4L, "tx_packets", 2L, "dropped", 8L))))));
    }

    @Test
    void olderKernelWithoutVlanListStillTellsTheVlan() {
        VirtualFunction old = with(List.of());
        VirtualFunction read = LinkDetailsMessage.decode(VfBytes.link(1, old))
                .virtualFunctions()
                .get(0);
        assertThat(read.vlans()).containsExactly(VfVlan.NONE);
        assertThat(with(List.of()).vlan()).isEqualTo(VfVlan.NONE);
    }

    @Test
    void listThatIsCutOffIsNoticed() {
        assertThat(LinkDetailsMessage.decode(VfBytes.link(256, UNTOUCHED)).virtualFunctionsAreTruncated())
                .isTrue();
        script.answering(pf(256, UNTOUCHED)).answering(pf(256, UNTOUCHED));
        assertThatThrownBy(() -> route.links().virtualFunctions(PF))
                .isInstanceOf(NetlinkException.class)
                .hasMessageContaining("list of the VFs of pf0 is cut off");
    }

    @Test
    void vfWithoutANumberIsRefused() {
        ByteBuffer payload = VfBytes.link(1, SET);
        // IFLA_VF_MAC is the first attribute of the first VF: ifinfomsg, name, number of VFs, two headers
        payload.putShort(16 + 8 + 8 + 8 + 2, (short) 99);
        assertThatThrownBy(() -> LinkDetailsMessage.decode(payload))
                .isInstanceOf(NetlinkException.class)
                .hasMessageContaining("VF without IFLA_VF_MAC");
    }

    @Test
    void settingsAreReadBack() {
        script.answering(datagram(error(0))).answering(pf(2, UNTOUCHED, SET));
        assertThat(route.links().setVf(PF, 1, VfSettings.of(SET))).isEqualTo(SET);
    }

    @Test
    void driverThatAgreesAndDoesSomethingElseIsNoticed() {
        script.answering(datagram(error(0))).answering(pf(2, UNTOUCHED, SET)).answering(pf(2, UNTOUCHED, SET));
        VfSettings wanted = VfSettings.of(SET)
                .withAddress(MacAddress.parse("02:00:00:00:00:22"))
                .withVlan(VfVlan.of(7))
                .withMinTxRateMbps(1)
                .withMaxTxRateMbps(2)
                .withSpoofCheck(false)
                .withTrusted(true)
                .withRssQuery(false)
                .withLinkState(VfLinkState.DISABLE);
        assertThatThrownBy(() -> route.links().setVf(PF, 1, wanted))
                .isInstanceOf(NetlinkException.class)
                .hasMessage("set VF 1 of pf0: the kernel agreed, but MAC is 02:00:00:00:00:21, not 02:00:00:00:00:22, "
                        + "VLAN is VfVlan[id=100, qos=5, protocol=34984], not VfVlan[id=7, qos=0, protocol=33024], "
                        + "min_tx_rate is 200, not 1, max_tx_rate is 1000, not 2, spoofchk is true, not false, "
                        + "trust is false, not true, query_rss is true, not false, state is ENABLE, not DISABLE (EIO)");
    }

    @Test
    void whatADriverDoesNotTellIsNotHeldAgainstIt() {
        script.answering(datagram(error(0))).answering(pf(2, UNTOUCHED, SET));
        VfSettings wanted = VfSettings.none().withSpoofCheck(true).withTrusted(true);
        assertThat(route.links().setVf(PF, 0, wanted)).isEqualTo(UNTOUCHED);
    }

    @Test
    void oneRateAloneKeepsTheOther() {
        script.answering(pf(2, UNTOUCHED, SET)).answering(datagram(error(0))).answering(pf(2, UNTOUCHED, SET));
        route.links().setVf(PF, 1, VfSettings.none().withMaxTxRateMbps(1000));
        assertThat(script.requestTypes())
                .containsExactly(LinkAttribute.RTM_GETLINK, LinkAttribute.RTM_NEWLINK, LinkAttribute.RTM_GETLINK);
    }

    @Test
    void unknownVfIsRefused() {
        script.answering(pf(1, UNTOUCHED)).answering(pf(1, UNTOUCHED));
        assertThatThrownBy(() -> route.links().setVf(PF, 9, VfSettings.none().withMinTxRateMbps(1)))
                .isInstanceOf(NetlinkException.class)
                .hasMessage("read VF 9 of pf0: there is no such VF (EINVAL)");
    }

    @Test
    void vfsOfALinkThatIsNoEthernetAreNotShown() {
        ByteBuffer payload = VfBytes.link(1, SET).putShort(2, (short) 32);
        LinkDetails infiniband = LinkDetailsMessage.decode(payload);
        assertThat(LinkJson.of(List.of(infiniband)).get(0))
                .doesNotContainKey("vfinfo_list")
                .containsEntry("link_type", "infiniband");
    }

    @Test
    void linkStateThatWeDoNotKnowReadsAsDisabled() {
        assertThat(VfLinkState.of(3)).isEqualTo(VfLinkState.DISABLE);
        assertThat(VfLinkState.of(-1)).isEqualTo(VfLinkState.DISABLE);
    }

    private static VirtualFunction with(List<VfVlan> vlans) {
        return new VirtualFunction(
                SET.index(),
                SET.address(),
                SET.broadcast(),
                vlans,
                SET.txRateMbps(),
                SET.minTxRateMbps(),
                SET.maxTxRateMbps(),
                SET.spoofCheck(),
                SET.linkState(),
                SET.trusted(),
                SET.rssQuery(),
                SET.statistics());
    }

    private static ScriptedKernel.Answer pf(int vfCount, VirtualFunction... functions) {
        ByteBuffer payload = VfBytes.link(vfCount, functions);
        return datagram(sequence -> {
            ByteBuffer message = ByteBuffer.allocate(MessageHeader.BYTES + payload.capacity())
                    .order(ByteOrder.nativeOrder());
            message.putInt(message.capacity())
                    .putShort((short) LinkAttribute.RTM_NEWLINK)
                    .putShort((short) 0);
            return message.putInt(sequence).putInt(ScriptedKernel.PORT).put(payload.duplicate());
        });
    }
}
