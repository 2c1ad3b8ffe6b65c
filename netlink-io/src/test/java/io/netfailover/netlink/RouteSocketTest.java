package io.netfailover.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against the kernel that runs this, in a namespace of its own; needs root. */
final class RouteSocketTest {
    private static final IfIndex NOBODY = new IfIndex(4711);
    private static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:0a");

    private final Namespace namespace = new Namespace();
    private RouteSocket route = namespace.openRouteSocket();

    @BeforeEach
    void nothingButLoopback() {
        assertThat(route.dumpLinks()).extracting(Link::name).containsExactly("lo");
    }

    @AfterEach
    void remove() {
        route.close();
        namespace.close();
    }

    @Test
    void createdVethHasWhatWasAskedFor() {
        VethEnds ends = route.createVeth(VethPair.of("master", "masterx")
                .withAddress(MAC)
                .withMtuBytes(9000)
                .withAliases("netfailover:master", "netfailover:idle")
                .withoutPeerArp());

        Link link = ends.link();
        Link peer = ends.peer();
        assertThat(link.name()).isEqualTo("master");
        assertThat(link.address()).contains(MAC);
        assertThat(link.mtuBytes()).isEqualTo(9000);
        assertThat(link.alias()).isEqualTo("netfailover:master");
        assertThat(link.kind()).isEqualTo("veth");
        assertThat(link.flags() & Link.IFF_NOARP).isZero();
        assertThat(link.isUp()).isFalse();
        assertThat(link.carrier()).isFalse();
        assertThat(link.lower()).contains(peer.ifIndex());
        assertThat(peer.name()).isEqualTo("masterx");
        assertThat(peer.mtuBytes()).isEqualTo(9000);
        assertThat(peer.alias()).isEqualTo("netfailover:idle");
        assertThat(peer.flags() & Link.IFF_NOARP).isNotZero();
        assertThat(peer.lower()).contains(link.ifIndex());
        assertThat(route.dumpLinks()).contains(link, peer);
    }

    @Test
    void carrierFollowsThePeer() {
        VethEnds ends = pair();
        route.setUp(ends.link().ifIndex(), true);
        assertThat(read(ends.link()).isRunningWithCarrier()).isFalse();
        route.setUp(ends.peer().ifIndex(), true);
        assertThat(read(ends.link()).isRunningWithCarrier()).isTrue();
        route.setUp(ends.link().ifIndex(), false);
        assertThat(read(ends.link()).isUp()).isFalse();
        assertThat(read(ends.peer()).carrier()).isFalse();
    }

    @Test
    void changesAreReadBack() {
        Link link = pair().link();
        IfIndex index = link.ifIndex();
        route.setMtu(index, 1300);
        route.rename(index, "ens10nsby");
        route.setAlias(index, "a standby");
        route.setAddress(index, MAC);
        route.setArp(index, false);
        Link changed = read(link);
        assertThat(changed.mtuBytes()).isEqualTo(1300);
        assertThat(changed.name()).isEqualTo("ens10nsby");
        assertThat(changed.alias()).isEqualTo("a standby");
        assertThat(changed.address()).contains(MAC);
        assertThat(changed.flags() & Link.IFF_NOARP).isNotZero();
        route.setAlias(index, "");
        route.setArp(index, true);
        assertThat(read(link).alias()).isEmpty();
        assertThat(read(link).flags() & Link.IFF_NOARP).isZero();
    }

    @Test
    void linkIsFoundByNameAltNameAndIndex() {
        Link link = pair().link();
        String longName = "an-alternative-name-of-more-than-fifteen-characters";
        route.addAltName(link.ifIndex(), longName);
        route.addAltName(link.ifIndex(), "short");
        Link named = read(link);
        assertThat(named.altNames()).containsExactlyInAnyOrder(longName, "short");
        assertThat(route.link(longName)).contains(named);
        assertThat(route.link("short")).contains(named);
        assertThat(route.link(link.name())).contains(named);
        route.deleteAltName(link.ifIndex(), longName);
        assertThat(route.link(longName)).isEmpty();
        assertThat(read(link).altNames()).containsExactly("short");
    }

    @Test
    void unknownLinkIsEmpty() {
        assertThat(route.link(NOBODY)).isEmpty();
        assertThat(route.link("nobody")).isEmpty();
        assertThat(route.link("")).isEmpty();
        assertThat(route.link("lo\0")).isEmpty();
        assertThat(route.link("x".repeat(127))).isEmpty();
        assertThat(route.link("x".repeat(128))).isEmpty();
    }

    @Test
    void deletionTakesThePeerAndMayBeRepeated() {
        VethEnds ends = pair();
        route.delete(ends.link().ifIndex());
        assertThat(route.link(ends.link().ifIndex())).isEmpty();
        assertThat(route.link(ends.peer().ifIndex())).isEmpty();
        route.delete(ends.link().ifIndex());
    }

    @Test
    void refusalSaysWhatWhyAndWhere() {
        Link link = pair().link();
        NetlinkException refusal =
                catchThrowableOfType(NetlinkException.class, () -> route.setMtu(link.ifIndex(), 70_000));
        assertThat(refusal)
                .hasMessage("set MTU of a to 70000: Invalid argument (EINVAL): mtu greater than device maximum");
        assertThat(refusal.operation()).isEqualTo("set MTU of a to 70000");
        assertThat(refusal.errnoName()).isEqualTo("EINVAL");
        assertThat(refusal.kernelText()).isEqualTo("mtu greater than device maximum");
    }

    @Test
    void refusalOfAnAttributeTellsItsOffset() {
        Link link = pair().link();
        NetlinkException refusal =
                catchThrowableOfType(NetlinkException.class, () -> route.setAlias(link.ifIndex(), "x".repeat(256)));
        assertThat(refusal.errnoName()).isEqualTo("ERANGE");
        assertThat(refusal.offendingAttributeOffset()).hasValue(MessageHeader.BYTES + LinkMessage.IFINFOMSG_BYTES);
        assertThat(refusal)
                .hasMessageEndingWith("Numerical result out of range (ERANGE): Attribute failed policy validation");
    }

    @Test
    void changeOfAnUnknownLinkNamesItsNumber() {
        assertThatThrownBy(() -> route.setUp(NOBODY, true))
                .isInstanceOf(NetlinkException.class)
                .hasMessage("set link 4711 up: No such device (ENODEV)");
    }

    @Test
    void nameInUseIsRefused() {
        VethEnds ends = pair();
        assertThatThrownBy(() -> route.rename(ends.link().ifIndex(), "b"))
                .hasMessage("rename a to b: File exists (EEXIST)");
        assertThatThrownBy(() -> route.createVeth(VethPair.of("c", "b")))
                .hasMessage("create veth c with peer b: File exists (EEXIST)");
        assertThat(route.link("c")).isEmpty();
    }

    @Test
    void nothingIsLeftOfAPairWhoseAliasIsRefused() {
        assertThatThrownBy(() -> route.createVeth(VethPair.of("a", "b").withAliases("fine", "x".repeat(300))))
                .isInstanceOf(NetlinkException.class)
                .hasMessageStartingWith("set alias of b to 'xxx");
        assertThat(route.dumpLinks()).extracting(Link::name).containsExactly("lo");
    }

    @Test
    void linkWithoutIpv6AddressGenerationComesUpWithoutAnAddress() {
        VethEnds ends = pair();
        route.disableIpv6AddressGeneration(ends.link().ifIndex());
        route.setUp(ends.link().ifIndex(), true);
        route.setUp(ends.peer().ifIndex(), true);
        // linkwatch tells IPv6 of the carrier a little later, and of both ends at once
        InterfaceAddress ofPeer = awaitAddress(ends.peer().ifIndex());
        assertThat(ofPeer.scope()).isEqualTo(InterfaceAddress.RT_SCOPE_LINK);
        assertThat(route.dumpAddresses())
                .noneMatch(address -> address.ifIndex().equals(ends.link().ifIndex()));
    }

    @Test
    void linkTooNarrowForIpv6HasNoAddressGenerationToTurnOff() {
        VethEnds ends = route.createVeth(VethPair.of("a", "b").withMtuBytes(1000));
        route.disableIpv6AddressGeneration(ends.link().ifIndex());
        assertThat(read(ends.link()).mtuBytes()).isEqualTo(1000);
    }

    @Test
    void addressesAreDumpedWithPrefixAndOwnSide() {
        IfIndex index = pair().link().ifIndex();
        namespace.run("ip address add 10.1.2.3/24 dev a");
        namespace.run("ip address add 10.9.9.1 peer 10.9.9.2/31 dev a");
        namespace.run("ip address add fd00::1/64 dev a");
        assertThat(route.dumpAddresses())
                .filteredOn(address -> address.ifIndex().equals(index))
                .extracting(InterfaceAddress::text)
                .containsExactlyInAnyOrder("10.1.2.3/24", "10.9.9.1/31", "fd00:0:0:0:0:0:0:1/64");
    }

    @Test
    void clsactIsAddedAndDeletedIdempotently() {
        IfIndex index = pair().link().ifIndex();
        IfIndex other = route.link("b").orElseThrow().ifIndex();
        route.deleteClsact(index);
        route.addClsact(index);
        route.addClsact(index);
        assertThat(route.hasClsact(index)).isTrue();
        assertThat(route.hasClsact(other)).isFalse();
        assertThat(namespace.run("tc qdisc show dev a")).contains("qdisc clsact ffff: parent ffff:fff1");
        route.deleteClsact(index);
        route.deleteClsact(index);
        assertThat(route.hasClsact(index)).isFalse();
        route.deleteClsact(NOBODY);
    }

    @Test
    void ingressQdiscIsNoClsact() {
        IfIndex index = pair().link().ifIndex();
        namespace.run("tc qdisc add dev a ingress");
        assertThatThrownBy(() -> route.addClsact(index))
                .isInstanceOf(NetlinkException.class)
                .hasMessageStartingWith("add clsact to a: File exists (EEXIST)");
    }

    @Test
    void filterWithoutQdiscIsRefusedInTheKernelsWords() {
        IfIndex index = pair().link().ifIndex();
        assertThatThrownBy(() -> route.attachFilter(index, TcHook.INGRESS, 1, 1, 0, "x"))
                .isInstanceOf(NetlinkException.class)
                .hasMessageStartingWith("attach filter x to ingress of a: ");
        assertThat(route.filters(index, TcHook.INGRESS)).isEmpty();
        route.detachFilter(index, TcHook.INGRESS, 1, 1);
        assertThat(route.filters(NOBODY, TcHook.EGRESS)).isEmpty();
    }

    @Test
    void hundredsOfLinksAreDumpedAtOnceAndWhole() {
        Set<String> names = new HashSet<>(Set.of("lo"));
        for (int i = 0; i < 300; i++) {
            route.createVeth(VethPair.of("v" + i, "w" + i));
            names.add("v" + i);
            names.add("w" + i);
        }
        List<Link> links = route.dumpLinks();
        assertThat(links).hasSize(601);
        assertThat(links.stream().map(Link::name).collect(Collectors.toSet())).isEqualTo(names);
    }

    @Test
    void socketStaysInItsNamespaceWhoeverUsesIt() throws Exception {
        try (Namespace other = new Namespace();
                RouteSocket there = other.openRouteSocket()) {
            there.createVeth(VethPair.of("only", "there"));
            assertThat(there.link("only")).isPresent();
            assertThat(route.link("only")).isEmpty();
            assertThat(there.netnsCookie()).isNotEqualTo(route.netnsCookie());
            assertThat(there.netnsCookie()).isEqualTo(other.call(io.netfailover.os.NetworkNamespace::currentCookie));
        }
    }

    @Test
    void closedSocketRefuses() {
        route.close();
        assertThatThrownBy(() -> route.dumpLinks())
                .isInstanceOf(NetlinkException.class)
                .hasMessageContaining("EBADF");
        route = namespace.openRouteSocket();
    }

    private InterfaceAddress awaitAddress(IfIndex ifIndex) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (System.nanoTime() < deadline) {
            for (InterfaceAddress address : route.dumpAddresses()) {
                if (address.ifIndex().equals(ifIndex)) {
                    return address;
                }
            }
        }
        throw new AssertionError("link " + ifIndex + " got no address");
    }

    private VethEnds pair() {
        return route.createVeth(VethPair.of("a", "b"));
    }

    private Link read(Link link) {
        Optional<Link> read = route.link(link.ifIndex());
        assertThat(read).isPresent();
        return read.orElseThrow();
    }
}
