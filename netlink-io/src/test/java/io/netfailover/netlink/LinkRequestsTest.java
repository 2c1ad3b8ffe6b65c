package io.netfailover.netlink;

import static io.netfailover.netlink.Captured.assertSame;
import static io.netfailover.netlink.Captured.linkOf;
import static io.netfailover.netlink.LinkAttribute.IFLA_INFO_DATA;
import static io.netfailover.netlink.LinkAttribute.IFLA_INFO_SLAVE_DATA;
import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Creation and change of links, as iproute2 asks for them. */
final class LinkRequestsTest {
    private static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:21");

    private final RequestWriter writer = new RequestWriter();

    @Test
    void bridgeIsCreatedAsByIproute2() {
        assertSame("bridge-create", LinkRequests.create(writer, NewLink.bridge("br0", BridgeSettings.none())));
    }

    @Test
    void bridgeIsCreatedWithSettingsAsByIproute2() {
        BridgeSettings settings = BridgeSettings.none()
                .forwardDelay(Duration.ofSeconds(2))
                .ageing(Duration.ofMinutes(1))
                .stp(true)
                .priority(4096)
                .vlanFiltering(true)
                .vlanProtocol(VfVlan.ETH_P_8021AD)
                .vlanDefaultPvid(5)
                .groupForwardMask(0x4000)
                .multicastSnooping(false);
        NewLink bridge = NewLink.bridge("br1", settings).withAddress(MAC).withMtuBytes(1400);
        assertSame("bridge-create-with-settings", LinkRequests.create(writer, bridge));
    }

    @Test
    void bridgeIsChangedAsByIproute2() {
        assertSameBridge("bridge-ageing", BridgeSettings.none().ageing(Duration.ofSeconds(10)));
        assertSameBridge("bridge-stp", BridgeSettings.none().stp(true));
        assertSameBridge("bridge-vlan-filtering", BridgeSettings.none().vlanFiltering(true));
        assertSameBridge(
                "bridge-stp-times",
                BridgeSettings.none().hello(Duration.ofSeconds(1)).maxAge(Duration.ofSeconds(10)));
    }

    @Test
    void linksOfOtherKindsAreCreatedAsByIproute2() {
        assertSame("ifb-create", LinkRequests.create(writer, NewLink.of("ifb", "ifb7")));
        assertSame("netdevsim-create", LinkRequests.create(writer, NewLink.of("netdevsim", "nsim0")));
        assertSame(
                "dummy-create",
                LinkRequests.create(writer, NewLink.of("dummy", "d0").withAddress(MAC)));
    }

    @Test
    void linksOverOthersAreCreatedAsByIproute2() {
        assertSame(
                "macvlan-create",
                LinkRequests.create(writer, NewLink.macvlan("mv0", lowerOf("macvlan-create"), MacvlanMode.PRIVATE)));
        assertSame("vlan-create", LinkRequests.create(writer, NewLink.vlan("p0.5", lowerOf("vlan-create"), 5)));
        NewLink tagged = NewLink.vlan("p0.6", lowerOf("vlan-create"), 6, VfVlan.ETH_P_8021AD)
                .withMtuBytes(1496);
        assertSame("vlan-create-802.1ad", LinkRequests.create(writer, tagged));
    }

    @Test
    void bondIsCreatedAsByIproute2() {
        BondSettings settings = BondSettings.none().mode(BondData.ACTIVE_BACKUP).miimon(Duration.ofMillis(100));
        assertSame("bond-create", LinkRequests.create(writer, NewLink.bond("bond0", settings)));
    }

    @Test
    void bondIsCreatedWithSettingsAsByIproute2() {
        BondSettings settings = BondSettings.none()
                .mode(BondData.ACTIVE_BACKUP)
                .miimon(Duration.ofMillis(10))
                .upDelay(Duration.ofMillis(20))
                .downDelay(Duration.ofMillis(30))
                .peerNotifyDelay(Duration.ofMillis(40))
                .primary(lowerOf("vlan-create"))
                .primaryReselect(1)
                .failOverMac(1)
                .gratuitousArps(3)
                .resendIgmp(2);
        assertSame(
                "bond-create-with-settings",
                LinkRequests.create(writer, NewLink.bond("bond1", settings).withAddress(MAC)));
    }

    @Test
    void activeSlaveIsChosenAsByIproute2() {
        assertSameBond("bond-active-slave", BondSettings.none().activeSlave(lowerOf("vlan-create")));
        assertSameBond("bond-no-active-slave", BondSettings.none().noActiveSlave());
    }

    @Test
    void bondSlaveGetsItsPriorityAsByIproute2() {
        IfIndex slave = linkOf("bond-slave-priority");
        AttributeList data = AttributeList.EMPTY.u32(BondSlaveData.IFLA_BOND_SLAVE_PRIO, 7);
        assertSame(
                "bond-slave-priority", LinkRequests.kindData(writer, slave, "bond_slave", IFLA_INFO_SLAVE_DATA, data));
    }

    @Test
    void masterIsSetAndRemovedAsByIproute2() {
        IfIndex bridge = linkOf("bridge-ageing");
        assertSame("link-master", LinkRequests.master(writer, linkOf("link-master"), bridge));
        assertSame("link-nomaster", LinkRequests.noMaster(writer, linkOf("link-nomaster")));
    }

    @Test
    void groupAndQueueLengthAreSetAsByIproute2() {
        assertSame("link-group", LinkRequests.group(writer, linkOf("link-group"), 42));
        assertSame("link-txqueuelen", LinkRequests.txQueueLength(writer, linkOf("link-txqueuelen"), 77));
    }

    @Test
    void flagsAreChangedAsByIproute2() {
        assertSameFlags("link-promisc-on", Link.IFF_PROMISC, Link.IFF_PROMISC);
        assertSameFlags("link-promisc-off", 0, Link.IFF_PROMISC);
        assertSameFlags("link-multicast-off", 0, Link.IFF_MULTICAST);
        assertSameFlags("link-allmulticast-on", Link.IFF_ALLMULTI, Link.IFF_ALLMULTI);
    }

    @Test
    void linkIsMovedToANamespaceAsByIproute2() {
        ByteBuffer captured = ByteBuffer.wrap(Captured.request("link-netns")).order(ByteOrder.LITTLE_ENDIAN);
        int fd = captured.getInt(captured.capacity() - Integer.BYTES);
        assertSame("link-netns", LinkRequests.netnsByDescriptor(writer, linkOf("link-netns"), fd));
        IfIndex link = linkOf("link-netns-of-process");
        assertSame("link-netns-of-process", LinkRequests.netnsOfProcess(writer, link, 4194303));
    }

    @Test
    void detailsAreDumpedAsByIproute2ButInNoFamily() {
        byte[] expected = Captured.request("link-details-dump");
        assertThat(expected[MessageHeader.BYTES])
                .as("AF_PACKET, for which the kernel does the same as for AF_UNSPEC")
                .isEqualTo((byte) 17);
        expected[MessageHeader.BYTES] = LinkAttribute.AF_UNSPEC;
        assertSame(expected, LinkRequests.dumpDetails(writer));
    }

    @Test
    void bridgeIsDeletedAsByIproute2() {
        assertSame("bridge-delete", LinkRequests.delete(writer, linkOf("bridge-delete")));
    }

    private void assertSameBridge(String captured, BridgeSettings settings) {
        assertSame(
                captured,
                LinkRequests.kindData(writer, linkOf(captured), "bridge", IFLA_INFO_DATA, settings.attributes()));
    }

    private void assertSameBond(String captured, BondSettings settings) {
        assertSame(
                captured,
                LinkRequests.kindData(writer, linkOf(captured), "bond", IFLA_INFO_DATA, settings.attributes()));
    }

    private void assertSameFlags(String captured, int flags, int change) {
        assertSame(captured, LinkRequests.flags(writer, linkOf(captured), flags, change));
    }

    /** IFLA_LINK, the first attribute of these. */
    private static IfIndex lowerOf(String captured) {
        ByteBuffer request = ByteBuffer.wrap(Captured.request(captured)).order(ByteOrder.LITTLE_ENDIAN);
        return new IfIndex(request.getInt(MessageHeader.BYTES + LinkMessage.IFINFOMSG_BYTES + 4));
    }
}
