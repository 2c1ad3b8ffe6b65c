package io.netfailover.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.os.NetworkNamespace;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against the kernel that runs this, in a namespace of its own; needs root. */
final class LinkOperationsTest {
    private static final IfIndex NOBODY = new IfIndex(4711);
    private static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:0a");

    private final Namespace namespace = new Namespace();
    private final RouteSocket route = namespace.openRouteSocket();
    private final LinkOperations links = route.links();

    @AfterEach
    void remove() {
        route.close();
        namespace.close();
    }

    @Test
    void createdBridgeHasWhatWasAskedFor() {
        BridgeSettings settings = BridgeSettings.none()
                .ageing(Duration.ofSeconds(60))
                .stp(true)
                .forwardDelay(Duration.ofSeconds(4))
                .hello(Duration.ofSeconds(1))
                .maxAge(Duration.ofSeconds(10))
                .priority(4096)
                .groupForwardMask(0x4000)
                .multicastSnooping(false);
        Link link =
                links.create(NewLink.bridge("br0", settings).withAddress(MAC).withMtuBytes(1400));
        assertThat(link.kind()).isEqualTo("bridge");
        assertThat(link.address()).contains(MAC);
        assertThat(link.mtuBytes()).isEqualTo(1400);
        BridgeData bridge = bridge(link);
        assertThat(bridge.ageing()).isEqualTo(Duration.ofSeconds(60));
        assertThat(bridge.stpState()).isEqualTo(1);
        assertThat(bridge.forwardDelay()).isEqualTo(Duration.ofSeconds(4));
        assertThat(bridge.hello()).isEqualTo(Duration.ofSeconds(1));
        assertThat(bridge.maxAge()).isEqualTo(Duration.ofSeconds(10));
        assertThat(bridge.bridgeId()).isEqualTo(new BridgeId(4096, MAC));
        assertThat(bridge.groupForwardMask()).isEqualTo(0x4000);
        assertThat(bridge.multicast().orElseThrow().snooping()).isFalse();
    }

    @Test
    void bridgeIsChanged() {
        Link link = links.create(NewLink.bridge("br0", BridgeSettings.none()));
        links.setBridge(
                link.ifIndex(),
                BridgeSettings.none().ageing(Duration.ofSeconds(10)).stp(true));
        assertThat(bridge(link).ageing()).isEqualTo(Duration.ofSeconds(10));
        links.setBridge(
                link.ifIndex(), BridgeSettings.none().ageing(Duration.ZERO).stp(false));
        assertThat(bridge(link).ageing()).isZero();
        assertThat(bridge(link).stpState()).isZero();
    }

    @Test
    void portComesAndGoes() {
        Link bridge = links.create(NewLink.bridge("br0", BridgeSettings.none()));
        Link port = pair().link();
        links.setMaster(port.ifIndex(), bridge.ifIndex());
        assertThat(read(port).master()).contains(bridge.ifIndex());
        assertThat(details(port).portKind()).isEqualTo("bridge");
        assertThat(details(port).portData())
                .isInstanceOfSatisfying(
                        BridgePortData.class,
                        data -> assertThat(data.learning()).isTrue());
        links.removeMaster(port.ifIndex());
        links.removeMaster(port.ifIndex());
        assertThat(read(port).master()).isEmpty();
    }

    @Test
    void macvlanHasALowerLinkAndAMode() {
        Link lower = pair().link();
        Link macvlan = links.create(
                NewLink.macvlan("mv0", lower.ifIndex(), MacvlanMode.VEPA).withAddress(MAC));
        assertThat(macvlan.lower()).contains(lower.ifIndex());
        assertThat(details(macvlan).kindData())
                .isInstanceOfSatisfying(
                        MacvlanData.class, data -> assertThat(data.mode()).isEqualTo(MacvlanMode.VEPA));
    }

    @Test
    void linkOfAPlainKindIsMade() {
        assertThat(links.create(NewLink.of("ifb", "ifb7")).kind()).isEqualTo("ifb");
    }

    @Test
    void unknownKindIsRefusedInTheKernelsWords() {
        assertThatThrownBy(() -> links.create(NewLink.of("nosuchkind", "x0")))
                .isInstanceOf(NetlinkException.class)
                .hasMessage("create nosuchkind x0: Operation not supported (EOPNOTSUPP): Unknown device type");
    }

    @Test
    void flagsGroupAndQueueLengthAreChanged() {
        Link link = pair().link();
        IfIndex index = link.ifIndex();
        links.setGroup(index, 42);
        links.setTxQueueLength(index, 77);
        links.setPromiscuous(index, true);
        links.setAllMulticast(index, true);
        links.setMulticast(index, false);
        Link changed = read(link);
        assertThat(changed.group()).isEqualTo(42);
        assertThat(changed.promiscuity()).isEqualTo(1);
        assertThat(changed.flags() & Link.IFF_PROMISC).isNotZero();
        assertThat(changed.flags() & Link.IFF_ALLMULTI).isNotZero();
        assertThat(changed.flags() & Link.IFF_MULTICAST).isZero();
        assertThat(details(link).txQueueLength()).isEqualTo(77);
        links.setPromiscuous(index, false);
        assertThat(read(link).promiscuity()).isZero();
    }

    @Test
    void linkIsMovedToANamedNamespace() {
        try (Namespace other = new Namespace();
                RouteSocket there = other.openRouteSocket()) {
            Link link = pair().link();
            links.moveTo(link.ifIndex(), other.network());
            assertThat(route.link("a")).isEmpty();
            assertThat(there.link("a").orElseThrow().lowerNetnsId()).isPresent();
        }
    }

    @Test
    void linkIsMovedToTheNamespaceOfAProcess() throws Exception {
        try (Namespace other = new Namespace();
                RouteSocket there = other.openRouteSocket()) {
            Process process = new ProcessBuilder("nsenter", "--net=" + other.path(), "cat").start();
            try {
                awaitNamespaceOf(process.pid(), there.netnsCookie());
                links.moveToProcess(pair().link().ifIndex(), (int) process.pid());
                assertThat(there.link("a")).isPresent();
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
    }

    private static void awaitNamespaceOf(long pid, long cookie) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (NetworkNamespace.ofProcess(pid).call(NetworkNamespace::currentCookie) != cookie) {
            assertThat(System.nanoTime()).as("nsenter takes too long").isLessThan(deadline);
        }
    }

    @Test
    void refusalsNameWhatWasTried() {
        Link link = pair().link();
        IfIndex index = link.ifIndex();
        List<Runnable> changes = List.of(
                () -> links.setMaster(NOBODY, index),
                () -> links.removeMaster(NOBODY),
                () -> links.setGroup(NOBODY, 1),
                () -> links.setTxQueueLength(NOBODY, 1),
                () -> links.setPromiscuous(NOBODY, true),
                () -> links.setBridge(NOBODY, BridgeSettings.none().stp(true)),
                () -> links.setBond(NOBODY, BondSettings.none().noActiveSlave()),
                () -> links.setBondSlavePriority(NOBODY, 1),
                () -> links.moveToProcess(NOBODY, 4194303));
        for (Runnable change : changes) {
            assertThatThrownBy(change::run)
                    .isInstanceOf(NetlinkException.class)
                    .hasMessageContaining("link 4711")
                    .hasMessageContaining("(E");
        }
        assertThatThrownBy(() -> links.setVf(index, 0, VfSettings.none().withAddress(MAC)))
                .hasMessage("set VF 0 of a: Operation not supported (EOPNOTSUPP)");
        assertThat(links.virtualFunctions(index)).isEmpty();
        assertThat(links.virtualFunctions(NOBODY)).isEmpty();
        assertThat(route.details(NOBODY)).isEmpty();
    }

    @Test
    void detailsCountCarrierAndFrames() {
        VethEnds ends = pair();
        route.setUp(ends.link().ifIndex(), true);
        route.setUp(ends.peer().ifIndex(), true);
        route.setUp(ends.peer().ifIndex(), false);
        LinkDetails details = details(ends.link());
        assertThat(details.carrierUps()).isPositive();
        assertThat(details.carrierChanges()).isEqualTo(details.carrierUps() + details.carrierDowns());
        assertThat(route.dumpDetails()).extracting(each -> each.link().name()).contains("lo", "a", "b");
    }

    private BridgeData bridge(Link link) {
        return (BridgeData) details(link).kindData();
    }

    private LinkDetails details(Link link) {
        return route.details(link.ifIndex()).orElseThrow();
    }

    private Link read(Link link) {
        return route.link(link.ifIndex()).orElseThrow();
    }

    private VethEnds pair() {
        return route.createVeth(VethPair.of("a", "b"));
    }
}
