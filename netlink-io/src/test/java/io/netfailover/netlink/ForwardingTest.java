package io.netfailover.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.os.NetworkNamespace;
import io.netfailover.os.PacketSocket;
import io.netfailover.os.announce.ArpFrames;
import io.netfailover.os.announce.Station;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How bridges of this kernel treat the entries that migration relies on: a bridge with two ports, whose far ends are p1x and p2x. */
final class ForwardingTest {
    private static final MacAddress VM = MacAddress.parse("02:00:00:00:0a:01");
    private static final int ETH_P_TEST = 0x88b5;
    private static final Duration SOON = Duration.ofMillis(500);
    private static final Duration NEVER = Duration.ofMillis(150);

    private final Namespace namespace = new Namespace();
    private final RouteSocket route = RouteSocket.openIn(NetworkNamespace.named(namespace.name()));
    private final Fdb fdb = route.fdb();
    private IfIndex bridge = new IfIndex(1);
    private IfIndex port1 = bridge;
    private IfIndex port2 = bridge;
    private IfIndex far1 = bridge;
    private IfIndex far2 = bridge;

    @BeforeEach
    void bridgeWithTwoPorts() {
        namespace.run("ip link add br0 type bridge");
        for (String port : new String[] {"p1", "p2"}) {
            namespace.run("ip link add " + port + " type veth peer name " + port + "x");
            namespace.run("ip link set " + port + " master br0 addrgenmode none up");
            namespace.run("ip link set " + port + "x addrgenmode none up");
        }
        namespace.run("ip link set br0 addrgenmode none up");
        bridge = index("br0");
        port1 = index("p1");
        port2 = index("p2");
        far1 = index("p1x");
        far2 = index("p2x");
    }

    @AfterEach
    void remove() {
        route.close();
        namespace.close();
    }

    @Test
    void entriesAreFoundAsTheyWereAdded() {
        FdbEntry sticky = FdbEntry.onBridgePort(port1, VM).asSticky();
        fdb.add(sticky);
        assertThat(fdb.find(bridge, VM, 0)).contains(onBridge(sticky));
        assertThat(fdb.entriesOf(port1)).contains(onBridge(sticky));
        assertThat(fdb.entriesOfBridge(bridge)).contains(onBridge(sticky));
        assertThat(fdb.entries()).contains(onBridge(sticky));
        assertThat(fdb.entriesOf(port2)).noneMatch(entry -> entry.address().equals(VM));
        assertThat(fdb.delete(sticky)).isTrue();
        assertThat(fdb.find(bridge, VM, 0)).isEmpty();
        assertThat(fdb.delete(sticky)).as("a second time").isFalse();
    }

    @Test
    void secondAddIsRefusedAndReplaceMovesTheEntry() {
        fdb.add(FdbEntry.onBridgePort(port1, VM));
        assertThatThrownBy(() -> fdb.add(FdbEntry.onBridgePort(port2, VM).asSticky()))
                .isInstanceOf(NetlinkException.class)
                .hasMessage("add FDB entry " + VM + " master static sticky of p2: File exists (EEXIST)");
        FdbEntry other = FdbEntry.onBridgePort(port2, VM).asSticky();
        fdb.replace(other);
        assertThat(fdb.find(bridge, VM, 0)).contains(onBridge(other));
    }

    @Test
    void staticEntryRoamsToWhereItsAddressIsSeen() {
        FdbEntry entry = FdbEntry.onBridgePort(port1, VM);
        fdb.add(entry);
        sendFrom(far2, VM);
        assertThat(portOf(VM)).isEqualTo(port2);
        assertThat(fdb.delete(entry)).as("it is no longer there").isFalse();
        assertThatThrownBy(() -> fdb.add(entry)).hasMessageContaining("EEXIST");
    }

    @Test
    void stickyEntryStaysWhereItIs() {
        FdbEntry entry = FdbEntry.onBridgePort(port1, VM).asSticky();
        fdb.add(entry);
        sendFrom(far2, VM);
        assertThat(portOf(VM)).isEqualTo(port1);
        assertThat(fdb.delete(entry)).isTrue();
    }

    @Test
    void dynamicEntryRoams() {
        fdb.add(FdbEntry.onBridgePort(port1, VM).as(FdbEntry.Kind.DYNAMIC));
        sendFrom(far2, VM);
        assertThat(portOf(VM)).isEqualTo(port2);
    }

    @Test
    void permanentEntryOfAPortLosesTheTrafficOfItsAddress() {
        fdb.add(FdbEntry.onBridgePort(port1, VM).as(FdbEntry.Kind.PERMANENT));
        assertThat(framesThatReach(far1, NEVER)).as("permanent").isZero();
        fdb.replace(FdbEntry.onBridgePort(port1, VM).asSticky());
        assertThat(framesThatReach(far1, SOON)).as("static sticky").isEqualTo(10);
    }

    @Test
    void linkWithoutBridgeTakesOnlyPermanentEntries() {
        FdbEntry permanent = FdbEntry.onLink(far1, VM);
        assertThatThrownBy(() -> fdb.add(permanent.as(FdbEntry.Kind.STATIC))).hasMessageContaining("EINVAL");
        assertThatThrownBy(() -> fdb.add(permanent.as(FdbEntry.Kind.STATIC).asSticky()))
                .hasMessageContaining("EINVAL");
        fdb.add(permanent);
        assertThat(fdb.entriesOf(far1)).contains(permanent);
        assertThatThrownBy(() -> fdb.add(permanent)).hasMessageContaining("EEXIST");
        assertThat(fdb.delete(permanent)).isTrue();
        assertThat(fdb.delete(permanent)).as("a second time").isFalse();
        assertThat(fdb.entriesOf(far1)).doesNotContain(permanent);
    }

    @Test
    void bridgeEntryOfALinkWithoutBridgeIsRefused() {
        assertThatThrownBy(() -> fdb.add(FdbEntry.onBridgePort(far1, VM)))
                .isInstanceOf(NetlinkException.class)
                .hasMessageContaining("of p1x");
    }

    @Test
    void remotesOfAVxlanAreAppended() {
        namespace.run("ip link add vx0 type vxlan id 5 dstport 4789");
        FdbEntry all = FdbEntry.onLink(index("vx0"), new MacAddress(0));
        FdbEntry first = all.to(new FdbEntry.Remote(Addressing.ip("10.1.2.9"), 4790, 7, Optional.of(far1)));
        FdbEntry second = all.to(FdbEntry.Remote.of(Addressing.ip("10.1.2.10")));
        fdb.append(first);
        fdb.append(second);
        // the tunnel's own port and VNI are not told again
        assertThat(fdb.entriesOf(index("vx0"))).contains(first, second);
        assertThat(fdb.delete(first)).isTrue();
        assertThat(fdb.entriesOf(index("vx0"))).contains(second).doesNotContain(first);
    }

    @Test
    void portSettingsAreChangedAndReadBack() {
        BridgePorts ports = route.bridgePorts();
        BridgePort before = ports.find(port1).orElseThrow();
        assertThat(before.bridge()).isEqualTo(bridge);
        assertThat(before.is(BridgePortFlag.FLOOD)).isTrue();
        assertThat(before.is(BridgePortFlag.LEARNING)).isTrue();
        assertThat(before.is(BridgePortFlag.ISOLATED)).isFalse();
        ports.change(
                port1,
                BridgePortChange.nothing()
                        .with(BridgePortFlag.FLOOD, false)
                        .with(BridgePortFlag.LEARNING, false)
                        .with(BridgePortFlag.ISOLATED, true)
                        .with(BridgePortFlag.NEIGHBOUR_SUPPRESS, true)
                        .with(BridgePortFlag.HAIRPIN, true)
                        .with(BridgePortFlag.GUARD, true)
                        .with(BridgePortFlag.FAST_LEAVE, true)
                        .with(BridgePortFlag.MULTICAST_FLOOD, false)
                        .with(BridgePortFlag.BROADCAST_FLOOD, false)
                        .withCost(7)
                        .withPriority(9));
        // of the states only this one is not chosen anew by the bridge at once (br_port_state_selection)
        ports.change(port1, BridgePortChange.nothing().withState(PortState.DISABLED));
        assertThat(ports.find(port1))
                .contains(new BridgePort(
                        port1,
                        bridge,
                        PortState.DISABLED,
                        7,
                        9,
                        java.util.EnumSet.of(
                                BridgePortFlag.ISOLATED,
                                BridgePortFlag.NEIGHBOUR_SUPPRESS,
                                BridgePortFlag.HAIRPIN,
                                BridgePortFlag.GUARD,
                                BridgePortFlag.FAST_LEAVE)));
        assertThat(ports.list()).extracting(BridgePort::link).containsExactlyInAnyOrder(port1, port2);
    }

    @Test
    void linkThatIsNoPortHasNoPortSettings() {
        assertThat(route.bridgePorts().find(far1)).isEmpty();
        BridgePortChange change = BridgePortChange.nothing().with(BridgePortFlag.FLOOD, false);
        assertThatThrownBy(() -> route.bridgePorts().change(far1, change))
                .isInstanceOf(NetlinkException.class)
                .hasMessageStartingWith("change p1x as bridge port: ");
    }

    @Test
    void portThatDoesNotLearnLeavesTheDatabaseAlone() {
        route.bridgePorts().change(port1, BridgePortChange.nothing().with(BridgePortFlag.LEARNING, false));
        sendFrom(far1, VM);
        assertThat(fdb.find(bridge, VM, 0)).isEmpty();
        sendFrom(far2, VM);
        assertThat(portOf(VM)).isEqualTo(port2);
    }

    @Test
    void vlansOfPortsAreReadBackOrTheKernelSaysThatItHasNone() {
        BridgeVlans vlans = route.bridgeVlans();
        if (vlans.list().isEmpty()) {
            // built without CONFIG_BRIDGE_VLAN_FILTERING: then every port would have VLAN 1
            assertThatThrownBy(() -> vlans.add(port1, VlanRange.of(10)))
                    .isInstanceOf(NetlinkException.class)
                    .hasMessageStartingWith("add VLAN 10 to p1: ");
            return;
        }
        vlans.add(port1, VlanRange.of(10));
        vlans.add(port1, VlanRange.of(20).asPvid().asUntagged());
        vlans.add(port1, VlanRange.of(100, 110));
        vlans.addToBridge(bridge, VlanRange.of(10));
        assertThat(vlans.listOf(port1))
                .contains(VlanRange.of(10), VlanRange.of(20).asPvid().asUntagged(), VlanRange.of(100, 110));
        assertThat(vlans.listOf(bridge)).contains(VlanRange.of(10));
        vlans.delete(port1, VlanRange.of(100, 110));
        vlans.deleteFromBridge(bridge, VlanRange.of(10));
        assertThat(vlans.listOf(port1)).doesNotContain(VlanRange.of(100, 110));
        assertThat(vlans.listOf(bridge)).doesNotContain(VlanRange.of(10));
    }

    @Test
    void neighboursAreAddedChangedAndDeleted() {
        namespace.run("ip address add 10.1.2.1/24 dev p1x");
        Neighbours neighbours = route.neighbours();
        Neighbour neighbour = Neighbour.of(far1, Addressing.ip("10.1.2.3"), VM, NudState.PERMANENT);
        neighbours.add(neighbour);
        assertThat(neighbours.listOf(far1)).contains(neighbour);
        assertThat(neighbours.list()).contains(neighbour);
        assertThat(neighbours.find(far1, neighbour.address())).contains(neighbour);
        assertThatThrownBy(() -> neighbours.add(neighbour))
                .hasMessage("add neighbour 10.1.2.3 on p1x: File exists (EEXIST)");
        Neighbour other = Neighbour.of(far1, neighbour.address(), new MacAddress(0x020000000a02L), NudState.STALE);
        neighbours.replace(other);
        assertThat(neighbours.find(far1, neighbour.address())).contains(other);
        neighbours.change(neighbour);
        assertThat(neighbours.find(far1, neighbour.address())).contains(neighbour);
        assertThat(neighbours.delete(far1, neighbour.address())).isTrue();
        assertThat(neighbours.listOf(far1)).noneMatch(left -> left.state() == NudState.PERMANENT);
        assertThat(neighbours.find(far1, Addressing.ip("10.1.2.77"))).isEmpty();
        assertThat(neighbours.delete(far1, Addressing.ip("10.1.2.77"))).isFalse();
        assertThatThrownBy(
                        () -> neighbours.change(Neighbour.of(far1, Addressing.ip("10.1.2.77"), VM, NudState.PERMANENT)))
                .hasMessageContaining("ENOENT");
    }

    @Test
    void neighboursOfIpv6HaveTheirFlags() {
        Neighbour neighbour = Neighbour.of(far1, Addressing.ip("fd00::3"), VM, NudState.PERMANENT)
                .asRouter()
                .externallyLearned();
        route.neighbours().add(neighbour);
        assertThat(route.neighbours().listOf(far1)).contains(neighbour);
    }

    /** How many of ten frames to the VM that arrive on port 2 leave by {@code link}. */
    private long framesThatReach(IfIndex link, Duration patience) {
        try (PacketSocket sender = namespace.call(() -> PacketSocket.open(far2, ETH_P_TEST));
                PacketSocket receiver = namespace.call(() -> PacketSocket.open(link, ETH_P_TEST))) {
            byte[] frame = new byte[60];
            System.arraycopy(VM.toBytes(), 0, frame, 0, 6);
            frame[6] = 2;
            frame[12] = (byte) (ETH_P_TEST >>> 8);
            frame[13] = (byte) ETH_P_TEST;
            IntStream.range(0, 10).forEach(i -> sender.send(frame));
            return IntStream.range(0, 10)
                    .takeWhile(i -> receiver.receive(patience).isPresent())
                    .count();
        }
    }

    private void sendFrom(IfIndex link, MacAddress source) {
        try (PacketSocket socket = namespace.call(() -> PacketSocket.open(link, 0))) {
            socket.send(ArpFrames.rarp(Station.of(source)));
        }
    }

    private IfIndex portOf(MacAddress address) {
        return fdb.find(bridge, address, 0).orElseThrow().link();
    }

    private FdbEntry onBridge(FdbEntry entry) {
        return new FdbEntry(
                entry.link(),
                entry.address(),
                entry.table(),
                entry.kind(),
                entry.vlan(),
                entry.sticky(),
                entry.externLearn(),
                entry.offloaded(),
                Optional.of(bridge),
                entry.remote());
    }

    private IfIndex index(String name) {
        return route.link(name).orElseThrow().ifIndex();
    }
}
