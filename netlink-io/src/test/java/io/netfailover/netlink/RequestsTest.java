package io.netfailover.netlink;

import static io.netfailover.netlink.Captured.assertSame;
import static io.netfailover.netlink.Captured.linkOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** What we send is what iproute2 sends, sequence number and port aside; the differences are named in the tests. */
final class RequestsTest {
    private final RequestWriter writer = new RequestWriter();

    @Test
    void vethIsCreatedAsByIproute2() {
        VethPair pair = VethPair.of("v0", "v1")
                .withAddress(MacAddress.parse("02:00:00:00:00:01"))
                .withMtuBytes(1400);
        assertSame("veth-create", LinkRequests.createVeth(writer, pair));
    }

    @Test
    void vethWithAQuietPeerIsCreatedAsByIproute2() {
        VethPair pair = VethPair.of("v2", "v3").withoutPeerArp();
        assertSame("veth-create-peer-without-arp", LinkRequests.createVeth(writer, pair));
    }

    @Test
    void linkIsSetUpAndDownAsByIproute2() {
        assertSame("link-up", LinkRequests.flags(writer, linkOf("link-up"), Link.IFF_UP, Link.IFF_UP));
        assertSame("link-down", LinkRequests.flags(writer, linkOf("link-down"), 0, Link.IFF_UP));
    }

    @Test
    void arpIsTurnedOffAsByIproute2() {
        assertSame("link-arp-off", LinkRequests.flags(writer, linkOf("link-arp-off"), Link.IFF_NOARP, Link.IFF_NOARP));
    }

    @Test
    void mtuIsSetAsByIproute2() {
        assertSame("link-mtu", LinkRequests.mtu(writer, linkOf("link-mtu"), 1300));
    }

    @Test
    void linkIsRenamedAsByIproute2() {
        assertSame("link-rename", LinkRequests.rename(writer, linkOf("link-rename"), "ens10nsby"));
    }

    @Test
    void aliasIsSetAndRemovedAsByIproute2() {
        assertSame("link-alias", LinkRequests.alias(writer, linkOf("link-alias"), "netfailover:standby"));
        assertSame("link-alias-removed", LinkRequests.alias(writer, linkOf("link-alias-removed"), ""));
    }

    @Test
    void addressIsSetAsByIproute2() {
        assertSame(
                "link-address",
                LinkRequests.address(writer, linkOf("link-address"), MacAddress.parse("02:00:00:00:00:02")));
    }

    @Test
    void ipv6AddressGenerationIsTurnedOffAsByIproute2() {
        IfIndex link = linkOf("link-addrgenmode-none");
        assertSame(
                "link-addrgenmode-none",
                LinkRequests.ipv6AddressGeneration(writer, link, LinkAttribute.IN6_ADDR_GEN_MODE_NONE));
    }

    @Test
    void altNamesComeAndGoAsByIproute2() {
        String name = "a-long-alternative-name";
        assertSame("altname-add", LinkRequests.addAltName(writer, linkOf("altname-add"), name));
        assertSame("altname-delete", LinkRequests.deleteAltName(writer, linkOf("altname-delete"), name));
    }

    @Test
    void linkIsDeletedAsByIproute2() {
        assertSame("link-delete", LinkRequests.delete(writer, linkOf("link-delete")));
    }

    @Test
    void linkIsLookedUpAsByIproute2ButWithoutItsVfs() {
        byte[] expected = Captured.request("link-get");
        assertThat(expected[36]).as("RTEXT_FILTER_VF | RTEXT_FILTER_SKIP_STATS").isEqualTo((byte) 9);
        expected[36] = LinkAttribute.RTEXT_FILTER_SKIP_STATS;
        assertSame(expected, LinkRequests.get(writer, "ens10nsby"));
    }

    @Test
    void linksAreDumpedAsByIproute2ButWithoutVfsAndInNoFamily() {
        byte[] expected = Captured.request("link-dump");
        assertThat(expected[16])
                .as("AF_PACKET, for which the kernel does the same as for AF_UNSPEC")
                .isEqualTo((byte) 17);
        expected[16] = LinkAttribute.AF_UNSPEC;
        assertThat(expected[36]).as("RTEXT_FILTER_VF").isEqualTo((byte) 1);
        expected[36] = LinkAttribute.RTEXT_FILTER_SKIP_STATS;
        assertSame(expected, LinkRequests.dump(writer));
    }

    @Test
    void addressesAreDumpedAsByIproute2() {
        assertSame("address-dump", AddressMessage.dump(writer));
    }

    @Test
    void clsactComesAndGoesAsByTc() {
        assertSame("clsact-add", QdiscMessage.addClsact(writer, linkOf("clsact-add")));
        assertSame("clsact-delete", QdiscMessage.deleteClsact(writer, linkOf("clsact-delete")));
    }

    @Test
    void filterIsAttachedDumpedAndDetachedAsByTc() {
        IfIndex link = linkOf("filter-attach");
        ByteBuffer tc = ByteBuffer.wrap(Captured.request("filter-attach")).order(ByteOrder.LITTLE_ENDIAN);
        int programFd = tc.getInt(52);
        assertSame(
                "filter-attach",
                FilterMessage.attach(writer, link, TcHook.INGRESS, 1, 2, programFd, "capture:[*fsobj]"));
        assertSame("filter-dump", FilterMessage.dump(writer, link, TcHook.INGRESS));
        assertSame("filter-detach", FilterMessage.detach(writer, link, TcHook.INGRESS, 1, 2));
    }

    @Test
    void textWithAZeroIsNotSentAsAShorterOne() {
        assertThatThrownBy(() -> LinkRequests.rename(writer, new IfIndex(1), "lo\0x"))
                .isInstanceOf(NetlinkException.class)
                .hasMessageContaining("EINVAL");
    }

    @Test
    void textThatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> LinkRequests.alias(writer, new IfIndex(1), "x".repeat(9000)))
                .isInstanceOf(NetlinkException.class)
                .hasMessageContaining("9000 bytes is too long");
    }
}
