package io.netfailover.netlink;

import static io.netfailover.netlink.Addressing.ip;
import static io.netfailover.netlink.Iproute2.assertSends;
import static io.netfailover.netlink.MessageHeader.*;

import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What we send about forwarding is what {@code bridge} and {@code ip neighbour} send, without exception. Indexes are those that capture.py
 * gave.
 */
final class ForwardingRequestsTest {
    private static final IfIndex BRIDGE = new IfIndex(20);
    private static final IfIndex PORT = new IfIndex(21);
    private static final IfIndex LINK = new IfIndex(22);
    private static final IfIndex VXLAN = new IfIndex(23);
    private static final MacAddress MAC = MacAddress.parse("02:00:00:00:0a:01");
    private static final MacAddress NOBODY = new MacAddress(0);
    private static final int ADD = NLM_F_CREATE | NLM_F_EXCL;
    private static final int REPLACE = NLM_F_CREATE | NLM_F_REPLACE;
    private static final int APPEND = NLM_F_CREATE | NLM_F_APPEND;

    private final RequestWriter writer = new RequestWriter();

    @Test
    void entryOfALinkComesAndGoesAsByBridge() {
        FdbEntry entry = FdbEntry.onLink(LINK, MAC);
        assertSends("fdb-add-self-permanent", FdbRequests.change(writer, entry, ADD));
        assertSends("fdb-delete-self", FdbRequests.delete(writer, entry));
    }

    @Test
    void entryOfABridgePortComesAndGoesAsByBridge() {
        FdbEntry entry = FdbEntry.onBridgePort(PORT, MAC);
        assertSends("fdb-add-static-sticky", FdbRequests.change(writer, entry.asSticky(), ADD));
        assertSends("fdb-replace-static", FdbRequests.change(writer, entry, REPLACE));
        assertSends("fdb-replace-dynamic", FdbRequests.change(writer, entry.as(FdbEntry.Kind.DYNAMIC), REPLACE));
        assertSends("fdb-replace-permanent", FdbRequests.change(writer, entry.as(FdbEntry.Kind.PERMANENT), REPLACE));
        assertSends("fdb-replace-extern-learn", FdbRequests.change(writer, entry.externallyLearned(), REPLACE));
        assertSends("fdb-delete-master", FdbRequests.delete(writer, entry.asSticky()));
    }

    @Test
    void entryOfAVlanComesAndGoesAsByBridge() {
        FdbEntry entry = FdbEntry.onBridgePort(PORT, MAC).inVlan(10);
        assertSends("fdb-add-vlan", FdbRequests.change(writer, entry, ADD));
        assertSends("fdb-delete-vlan", FdbRequests.delete(writer, entry));
    }

    @Test
    void remoteOfAVxlanComesAndGoesAsByBridge() {
        FdbEntry.Remote remote = new FdbEntry.Remote(ip("10.1.2.9"), 4790, 7, Optional.of(LINK));
        FdbEntry entry = FdbEntry.onLink(VXLAN, NOBODY).to(remote);
        assertSends("fdb-append-vxlan", FdbRequests.change(writer, entry, APPEND));
        assertSends("fdb-delete-vxlan", FdbRequests.delete(writer, entry));
    }

    @Test
    void forwardingDatabasesAreAskedForAsByBridge() {
        assertSends("fdb-show", FdbRequests.dump(writer));
        assertSends("fdb-show-bridge", FdbRequests.dumpOfBridge(writer, BRIDGE));
        assertSends("fdb-show-port", FdbRequests.dumpOfLink(writer, PORT));
        assertSends("fdb-get", FdbRequests.find(writer, BRIDGE, MAC, 0));
    }

    @Test
    void singlePortFlagsAreSetAsByBridge() {
        BridgePortChange nothing = BridgePortChange.nothing();
        assertSends("bridge-link-flood-off", change(nothing.with(BridgePortFlag.FLOOD, false)));
        assertSends("bridge-link-learning-off", change(nothing.with(BridgePortFlag.LEARNING, false)));
        assertSends("bridge-link-isolated", change(nothing.with(BridgePortFlag.ISOLATED, true)));
        assertSends("bridge-link-neigh-suppress", change(nothing.with(BridgePortFlag.NEIGHBOUR_SUPPRESS, true)));
    }

    @Test
    void allPortSettingsAtOnceAreSetAsByBridge() {
        BridgePortChange all =
                BridgePortChange.nothing().withCost(7).withPriority(9).withState(PortState.FORWARDING);
        for (BridgePortFlag flag : BridgePortFlag.values()) {
            boolean on = switch (flag) {
                case ISOLATED, LOCKED, NEIGHBOUR_SUPPRESS, VLAN_TUNNEL -> false;
                default -> true;
            };
            all = all.with(flag, on);
        }
        assertSends("bridge-link-all", change(all));
    }

    @Test
    void portsAndVlansAreAskedForAsByBridge() {
        assertSends("bridge-link-show", BridgeMessage.dumpPorts(writer));
        assertSends("vlan-show", BridgeMessage.dumpVlans(writer));
    }

    @Test
    void vlansComeAndGoAsByBridge() {
        VlanRange pvid = VlanRange.of(20).asPvid().asUntagged();
        assertSends("vlan-add", BridgeMessage.addVlans(writer, PORT, VlanRange.of(10), false));
        assertSends("vlan-add-pvid", BridgeMessage.addVlans(writer, PORT, pvid, false));
        assertSends("vlan-add-range", BridgeMessage.addVlans(writer, PORT, VlanRange.of(100, 110), false));
        assertSends("vlan-add-self", BridgeMessage.addVlans(writer, BRIDGE, VlanRange.of(10), true));
        assertSends("vlan-delete", BridgeMessage.deleteVlans(writer, PORT, VlanRange.of(10), false));
        assertSends("vlan-delete-range", BridgeMessage.deleteVlans(writer, PORT, VlanRange.of(100, 110), false));
    }

    @Test
    void neighboursComeAndGoAsByIproute2() {
        Neighbour neighbour = neighbour("10.1.2.3", 0x33, NudState.PERMANENT);
        assertSends("neighbour-add", NeighbourRequests.change(writer, neighbour, ADD));
        assertSends(
                "neighbour-replace-reachable",
                NeighbourRequests.change(writer, neighbour("10.1.2.3", 0x34, NudState.REACHABLE), REPLACE));
        assertSends(
                "neighbour-change",
                NeighbourRequests.change(writer, neighbour("10.1.2.4", 0x35, NudState.PERMANENT), NLM_F_REPLACE));
        assertSends("neighbour-delete", NeighbourRequests.delete(writer, LINK, neighbour.address()));
    }

    @Test
    void flagsOfNeighboursAreSentAsByIproute2() {
        assertSends(
                "neighbour-add-inet6",
                NeighbourRequests.change(
                        writer, neighbour("fd00::3", 0x33, NudState.STALE).asRouter(), ADD));
        assertSends(
                "neighbour-add-extern-learn",
                NeighbourRequests.change(
                        writer, neighbour("10.1.2.4", 0x33, NudState.NOARP).externallyLearned(), ADD));
    }

    @Test
    void neighboursAreAskedForAsByIproute2() {
        assertSends("neighbour-dump", NeighbourRequests.dump(writer));
        assertSends("neighbour-dump-link", NeighbourRequests.dumpOfLink(writer, LINK));
    }

    private RequestWriter change(BridgePortChange change) {
        return BridgeMessage.change(writer, PORT, change);
    }

    private static Neighbour neighbour(String address, int lastOctet, NudState state) {
        return Neighbour.of(LINK, ip(address), new MacAddress(0x020000000000L | lastOctet), state);
    }
}
