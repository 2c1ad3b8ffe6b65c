package io.netfailover.datapath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.netfailover.datapath.MirrorReading.Remedy;
import io.netfailover.datapath.MirrorReading.RemedyKind;
import io.netfailover.netlink.Ethtool;
import io.netfailover.netlink.Feature;
import io.netfailover.netlink.InterfaceAddress;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.LinkDetails;
import io.netfailover.netlink.MulticastAddresses;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.os.OsException;
import io.netfailover.os.PacketSocket;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import io.netfailover.types.MasterName;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Role;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Slaves that follow their master, on veth in a namespace. */
@ParameterizedClass
@EnumSource(names = {"PROBE_DIRECT", "PROBE_VISIBLE", "PROBE_HIDDEN", "MIRRED", "TAP"})
class MirroringTest extends TrialTest {
    @Parameter
    MasterKind kind = MasterKind.PROBE_DIRECT;

    private static final MacAddress GROUP = MacAddress.parse("33:33:00:00:00:77");
    private static final MacAddress LLDP = MacAddress.parse("01:80:c2:00:00:0e");
    private static final MacAddress FURTHER = MacAddress.parse("02:00:00:00:00:55");

    @BeforeEach
    void useLayout() {
        lab.use(kind.layout);
    }

    @Test
    void nf23TheSlavesAndTheIdleEndTakeTheMastersMtu() {
        inService();
        lab.inGuest("link set ens10 mtu 1400");

        trial.effect(DataPath::followMtu);

        Set<String> links =
                kind.isPair ? Set.of("ens10", "ens10x", "ens10nsby", "ens11") : Set.of("ens10", "ens10nsby", "ens11");
        assertThat(mtus())
                .containsOnlyKeys(links)
                .allSatisfy((link, mtu) -> assertThat(mtu).isEqualTo(1400));
    }

    @Test
    void nf23WhenTheStandbyCannotThePrimaryAndTheMasterAreSetBack() {
        lab.inGuest("link add low0 type veth peer name low1");
        lab.inGuest("link add link low0 name ens12 type macvlan mode bridge"); // no larger MTU than low0's 1500
        lab.inGuest("link set low0 up");
        MacAddress mac = lab.guestLink("ens12").address().orElseThrow();
        trial.establish(lab.definition("ens12", mac, kind.steering, ReceiveRule.OPEN));
        trial.registerPrimary();
        lab.inGuest("link set ens12 mtu 9000");

        assertThatThrownBy(() -> trial.effect(DataPath::followMtu))
                .isInstanceOf(DataPathException.class)
                .hasMessageContaining("MTU of ens12nsby to 9000");

        assertThat(mtus())
                .containsEntry("ens12", 1500)
                .containsEntry("ens12nsby", 1500)
                .containsEntry("ens11", 1500);
    }

    @Test
    void nf15AnMtuBeyondThePrimarysLimitIsUndone() {
        lab.inGuest("link add low0 type veth peer name low1");
        lab.inGuest("link add link low0 name ens12 address " + FailoverLab.GUEST_MAC + " type macvlan mode bridge");
        lab.inGuest("link set low0 address 02:00:00:00:00:01 up");
        trial.establish(kind.steering, ReceiveRule.OPEN);
        Link limited = lab.guestLink("ens12");
        trial.effect(path -> path.register(Role.PRIMARY, limited));
        lab.inGuest("link set ens10 mtu 9000");

        assertThatThrownBy(() -> trial.effect(DataPath::followMtu)).hasMessageContaining("MTU of ens12 to 9000");

        assertThat(mtus()).containsEntry("ens10", 1500).containsEntry("ens10nsby", 1500);
    }

    @Test
    void slavesKeepAddressesThatSomebodyGaveThem() throws UnknownHostException {
        inService();
        IfIndex slave = giveTheStandbyAnAddress();

        assertThat(read().remedies()).isEmpty();
        assertThat(addressesOf(slave)).contains("192.0.2.9/24");
    }

    @Test
    void slavesLoseAddressesWhenTheyAreToHaveNone() throws UnknownHostException {
        KernelDataPaths strict = new KernelDataPaths(temporary.resolve("bpf"), RouteSocket::open, true);
        try (MasterOnTrial other = new MasterOnTrial(lab, strict)) {
            other.establish(kind.steering, ReceiveRule.OPEN);
            lab.inGuest("address add 192.0.2.8/24 dev ens10");
            IfIndex slave = giveTheStandbyAnAddress();

            assertThat(lab.guest().call(() -> other.master().mirror(List.of())).remedies())
                    .containsExactly(new Remedy(slave, "ens10nsby", RemedyKind.ADDRESS_REMOVED, "192.0.2.9/24"));
            assertThat(addressesOf(slave)).doesNotContain("192.0.2.9/24");
            assertThat(lab.guest().call(() -> other.master().mirror(List.of())).remedies())
                    .as("once")
                    .isEmpty();
            assertThat(lab.guestRoutes()
                            .addresses()
                            .listOf(other.master().links().master()))
                    .extracting(InterfaceAddress::text)
                    .contains("192.0.2.8/24");
        }
    }

    private IfIndex giveTheStandbyAnAddress() throws UnknownHostException {
        IfIndex standby = lab.guestLink("ens10nsby").ifIndex();
        try (RouteSocket route = lab.routesOf("ens10nsby")) {
            route.addresses().add(InterfaceAddress.of(standby, InetAddress.getByName("192.0.2.9"), 24));
        }
        return standby;
    }

    private List<String> addressesOf(IfIndex standby) {
        try (RouteSocket route = lab.routesOf("ens10nsby")) {
            return route.addresses().listOf(standby).stream()
                    .map(InterfaceAddress::text)
                    .toList();
        }
    }

    @Test
    void nf14APrimaryGetsTheMastersAddressListsWhenItIsRegistered() {
        trial.establish(kind.steering, ReceiveRule.OPEN);
        giveTheMasterAddresses();
        var joined = memberships("ens10"); // the kernel joins more when the link is up for a while

        trial.registerPrimary();

        assertThat(reception("ens11")).contains(GROUP, FURTHER);
        assertThat(memberships("ens11")).containsAll(joined);
    }

    @Test
    void nf24BothSlavesLetInWhatTheMasterDoes() {
        inService();
        giveTheMasterAddresses();
        lab.inGuest("link set ens10 promisc on");
        lab.inGuest("link set ens10 allmulticast on");

        trial.mirror();

        for (String slave : Set.of("ens11", "ens10nsby")) {
            assertThat(reception(slave)).contains(GROUP, FURTHER);
            assertThat(lab.guestLink(slave).flags() & (Link.IFF_PROMISC | Link.IFF_ALLMULTI))
                    .isEqualTo(Link.IFF_PROMISC | Link.IFF_ALLMULTI);
        }
    }

    @Test
    void nf24WhatTheMasterNoLongerLetsInIsTakenFromTheSlavesAndWhatUsersGaveThemStays() {
        inService();
        lab.inGuest("maddress add " + LLDP + " dev ens11");
        giveTheMasterAddresses();
        lab.inGuest("link set ens10 promisc on");
        trial.mirror();

        lab.inGuest("maddress del " + GROUP + " dev ens10");
        lab.bridgeInGuest("fdb del " + FURTHER + " dev ens10 self");
        lab.inGuest("link set ens10 promisc off");
        trial.mirror();

        for (String slave : Set.of("ens11", "ens10nsby")) {
            assertThat(reception(slave)).doesNotContain(GROUP, FURTHER);
            assertThat(lab.guestLink(slave).flags() & Link.IFF_PROMISC).isZero();
        }
        assertThat(reception("ens11")).contains(LLDP);
    }

    @Test
    void nf24AFurtherAddressAloneMakesNoSlavePromiscuous() {
        inService();
        giveTheMasterAddresses();

        trial.mirror();

        assertThat(lab.guestLink("ens11").flags() & Link.IFF_PROMISC).isZero();
    }

    @Test
    void nf32AReleasedPrimaryHasNoneOfTheMastersAddresses() {
        GuestPicture before = GuestPicture.of(lab);
        inService();
        giveTheMasterAddresses();
        trial.mirror();

        trial.effect(path -> path.release(Role.PRIMARY, trial.primary()));

        assertThat(GuestPicture.of(lab).links().get("ens11"))
                .isEqualTo(before.links().get("ens11"));
    }

    @Test
    void nf33ADestroyedMasterLeavesNoneOfItsAddresses() {
        GuestPicture before = GuestPicture.of(lab);
        inService();
        giveTheMasterAddresses();
        lab.inGuest("link set ens10 promisc on");
        trial.mirror();

        trial.effect(path -> path.destroy(Handover.NOTHING));

        assertThat(GuestPicture.of(lab)).isEqualTo(before);
    }

    @Test
    void nf16TheMasterHasTheOffloadsThatBulkTrafficNeedsAndSendsNoLargerPiecesThanItsSlavesTake() {
        inService();
        lab.inGuest("link set ens11 gso_max_size 30000 gso_max_segs 20");

        trial.mirror();

        IfIndex master = lab.guestLink("ens10").ifIndex();
        Set<String> on = lab.guest().call(() -> {
            try (Ethtool ethtool = Ethtool.open()) {
                return ethtool.features(master).stream()
                        .filter(Feature::active)
                        .map(Feature::name)
                        .collect(Collectors.toSet());
            }
        });
        assertThat(on)
                .contains(
                        "tx-checksum-ip-generic",
                        "tx-scatter-gather",
                        "tx-generic-segmentation",
                        "tx-tcp-segmentation",
                        "tx-tcp6-segmentation");
        assertThat(details("ens10").offloadLimits().gsoMaxSize()).isEqualTo(30_000);
        assertThat(details("ens10").offloadLimits().gsoMaxSegs()).isEqualTo(20);
    }

    @Test
    void nf26TheReadingHasTheCountersOfBothSlaves() {
        inService();
        MirrorReading reading = read();
        IfIndex standby = lab.guestLink("ens10nsby").ifIndex();

        assertThat(reading.counters()).containsOnlyKeys(lab.guestLink("ens10").ifIndex(), standby, trial.primary());
        assertThat(reading.counters().get(standby)).containsKey("txPackets");
        assertThat(reading.problems()).isEmpty();
    }

    @Test
    void nf27TheReadingHasTheSettingsOfBothSlaves() {
        inService();
        MirrorReading.SlaveReading primary =
                Objects.requireNonNull(read().slaves().get(Role.PRIMARY));

        assertThat(primary.speedMbits()).hasValue(10_000); // what every veth says
        assertThat(primary.duplex()).isEqualTo("full");
        assertThat(primary.losesVlans()).isFalse();
    }

    @Test
    void nf02TheMasterIsThereBeforeTheStandbyIsItsSlave() {
        List<String> steps = new ArrayList<>();
        KernelDataPaths told =
                new KernelDataPaths(temporary.resolve("bpf"), RouteSocket::open, ProbeSupport::detect, steps::add);
        try (MasterOnTrial other = new MasterOnTrial(lab, told)) {
            IfIndex standby = lab.guestLink("ens10").ifIndex();
            other.establish(kind.steering, ReceiveRule.OPEN);

            assertThat(steps).first().isEqualTo(kind.isPair ? "create the pair of ens10" : "create the TAP of ens10");
            assertThat(steps.indexOf((kind.isPair ? "add clsact to link " : "copy the frames of link ") + standby))
                    .isPositive();
        }
    }

    @Test
    void nf28AMasterIsKnownByItsAlias() {
        inService();
        IfIndex master = lab.guestLink("ens10").ifIndex();
        String driver = lab.guest().call(() -> {
            try (Ethtool ethtool = Ethtool.open()) {
                return ethtool.driver(master).driver();
            }
        });

        assertThat(driver).isEqualTo(kind.isPair ? "veth" : "tun");
        assertThat(MasterAlias.parse(lab.guestLink("ens10").alias())
                        .orElseThrow()
                        .part())
                .isEqualTo(MasterAlias.Part.MASTER);
        assertThat(trial.found()).extracting(MasterName::value).containsExactly("ens10");
    }

    @Test
    void nf31SlavesHaveNoIpv6AddressesOfTheirOwn() {
        inService();

        List<String> addresses;
        try (RouteSocket route = lab.routesOf("ens11")) {
            addresses = Stream.of("ens11", "ens10nsby")
                    .map(slave -> lab.guestLink(slave).ifIndex())
                    .flatMap(slave -> route.addresses().listOf(slave).stream())
                    .map(InterfaceAddress::text)
                    .toList();
        }
        assertThat(addresses).isEmpty();
    }

    @Test
    void nf30SlavesAndMasterMayBeRenamedWhileTheyAreInService() {
        inService();
        lab.inGuest("link set ens11 name vf0");
        lab.inGuest("link set ens10nsby name para0");
        lab.inGuest("link set ens10 name net0");
        lab.inGuest("link set net0 mtu 1400");
        trial.effect(DataPath::followMtu);
        trial.steer(io.netfailover.types.Path.PRIMARY);
        trial.effect(path -> path.setCarrier(true));

        assertThat(mtus()).containsEntry("vf0", 1400).containsEntry("para0", 1400);
        try (PacketSocket master = lab.guestSocket("net0");
                PacketSocket peer = lab.peerSocket(FailoverLab.ETHER_TYPE)) {
            master.send(Frames.toPeer(1));
            assertThat(Frames.arriving(peer)).containsExactly(1);
        }
    }

    @Test
    void whatTheMasterItselfCountsIsWhatCrossesThePair() {
        inService();
        trial.steer(io.netfailover.types.Path.PRIMARY);
        trial.effect(path -> path.setCarrier(true));
        long sent = details("ens10").statistics().txPackets();
        long received = details("ens10").statistics().rxPackets();
        try (PacketSocket master = lab.guestSocket("ens10");
                PacketSocket peer = lab.peerSocket(FailoverLab.ETHER_TYPE)) {
            master.send(Frames.toPeer(1));
            assertThat(Frames.arriving(peer)).containsExactly(1);
            peer.send(Frames.toGuest(2));
            assertThat(Frames.arriving(master)).containsExactly(2);
        }
        long crossing = kind.countsItself ? 1 : 0;
        assertThat(details("ens10").statistics().txPackets()).isGreaterThanOrEqualTo(sent + crossing);
        assertThat(details("ens10").statistics().rxPackets()).isGreaterThanOrEqualTo(received + crossing);
        assertThat(details("ens10").statistics().txPackets()).isLessThan(sent + 100 * crossing + 1);
    }

    @Test
    void nf20And26WhatThePairDropsWithoutCarrierCounts() {
        inService();
        trial.effect(path -> path.setCarrier(false));
        Map<String, Long> before = Objects.requireNonNull(
                read().counters().get(lab.guestLink("ens10").ifIndex()));
        try (PacketSocket master = lab.guestSocket("ens10").bypassingQdisc()) {
            Throwable told = catchThrowable(() -> master.send(Frames.toPeer(1)));
            assertThat(told)
                    .satisfiesAnyOf(
                            none -> assertThat(none).isNull(),
                            // newer kernels tell the sender
                            newer -> assertThat(newer).isInstanceOf(OsException.class));
        }
        Map<String, Long> after = Objects.requireNonNull(
                read().counters().get(lab.guestLink("ens10").ifIndex()));
        assertThat(after.getOrDefault("txDropped", 0L)).isGreaterThan(before.getOrDefault("txDropped", 0L));
    }

    private void inService() {
        trial.establish(kind.steering, ReceiveRule.OPEN);
        trial.registerPrimary();
    }

    private void giveTheMasterAddresses() {
        lab.inGuest("maddress add " + GROUP + " dev ens10");
        lab.bridgeInGuest("fdb add " + FURTHER + " dev ens10 self permanent");
    }

    private MirrorReading read() {
        return lab.guest().call(() -> trial.master().mirror(List.of()));
    }

    private Map<String, Integer> mtus() {
        return lab.guestLinks().stream()
                .filter(link -> !link.isLoopback() && !link.name().startsWith("low"))
                .collect(Collectors.toMap(Link::name, Link::mtuBytes));
    }

    private LinkDetails details(String link) {
        try (RouteSocket route = lab.routesOf(link)) {
            return route.details(lab.guestLink(link).ifIndex()).orElseThrow();
        }
    }

    /** What was given to the link by hand. */
    private Set<MacAddress> reception(String name) {
        IfIndex link = lab.guestLink(name).ifIndex();
        return lab.namespaceOf(name).call(() -> {
            try (RouteSocket route = RouteSocket.open();
                    MulticastAddresses multicast = new MulticastAddresses()) {
                Set<MacAddress> all = route.fdb().entriesOf(link).stream()
                        .map(entry -> entry.address())
                        .filter(address -> !address.isMulticast())
                        .collect(Collectors.toSet());
                all.addAll(multicast.staticOnes(link));
                return all;
            }
        });
    }

    private Set<MacAddress> memberships(String name) {
        try (RouteSocket route = lab.routesOf(name)) {
            return route.fdb().entriesOf(lab.guestLink(name).ifIndex()).stream()
                    .map(entry -> entry.address())
                    .collect(Collectors.toSet());
        }
    }
}
