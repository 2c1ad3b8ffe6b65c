package io.netfailover.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.os.NetworkNamespace;
import io.netfailover.os.Tap;
import io.netfailover.types.IfIndex;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each question by both ways that the kernel offers, of veth and TAP links. */
final class EthtoolTest {
    /** A number that the kernel could give the family; those of rtnetlink are smaller. */
    static final int FAMILY = 0x4711;

    private static final IfIndex NOBODY = new IfIndex(4711);

    private final Namespace namespace = new Namespace();
    private final RouteSocket route = namespace.openRouteSocket();
    private IfIndex veth = NOBODY;
    private IfIndex peer = NOBODY;

    enum Way {
        NETLINK,
        IOCTL,
        BOTH
    }

    @BeforeEach
    void pair() {
        namespace.run("ip link add va numrxqueues 4 numtxqueues 4 type veth peer name vb");
        veth = route.link("va").orElseThrow().ifIndex();
        peer = route.link("vb").orElseThrow().ifIndex();
    }

    @AfterEach
    void remove() {
        route.close();
        namespace.close();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void linkIsDetectedWhenBothEndsAreUp(Way way) {
        try (Ethtool ethtool = open(way)) {
            assertThat(ethtool.linkDetected(veth)).isFalse();
            route.setUp(veth, true);
            route.setUp(peer, true);
            assertThat(ethtool.linkDetected(veth)).isTrue();
            route.setUp(peer, false);
            assertThat(ethtool.linkDetected(veth)).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void linkModesOfAVethAreItsSpeedAndNothingElse(Way way) {
        try (Ethtool ethtool = open(way)) {
            route.setUp(veth, true);
            route.setUp(peer, true);
            LinkModes modes = ethtool.linkModes(veth);
            assertThat(modes.speedMbits()).hasValue(10_000);
            assertThat(modes.duplex()).isEqualTo(LinkModes.Duplex.FULL);
            assertThat(modes.autoNegotiation()).isFalse();
            assertThat(modes.advertised()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void channelsAreChangedAndReadBack(Way way) {
        try (Ethtool ethtool = open(way)) {
            Channels channels = ethtool.channels(veth);
            assertThat(channels.maxReceive()).isEqualTo(4);
            assertThat(channels.maxTransmit()).isEqualTo(4);
            ethtool.setChannels(veth, channels.with(2, 3, channels.combined()));
            assertThat(ethtool.channels(veth)).isEqualTo(channels.with(2, 3, channels.combined()));
            ethtool.setChannels(veth, channels.with(2, 3, channels.combined()));
            assertThat(ethtool.channels(veth).transmit()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void featuresAreChangedAndReadBack(Way way) {
        try (Ethtool ethtool = open(way)) {
            assertThat(feature(ethtool, "tx-checksum-ip-generic"))
                    .isEqualTo(new Feature("tx-checksum-ip-generic", true, true, true));
            assertThat(ethtool.setFeature(veth, "tx-checksum-ip-generic", false).active())
                    .isFalse();
            assertThat(feature(ethtool, "tx-tcp-segmentation"))
                    .as("off without checksums, though wanted")
                    .isEqualTo(new Feature("tx-tcp-segmentation", false, true, true));
            assertThat(ethtool.setFeature(veth, "tx-checksum-ip-generic", true).active())
                    .isTrue();
            assertThat(feature(ethtool, "vlan-challenged").changeable()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void unknownFeatureAndUnknownLinkAreRefused(Way way) {
        try (Ethtool ethtool = open(way)) {
            assertThatThrownBy(() -> ethtool.setFeature(veth, "no-such-feature", true))
                    .isInstanceOf(NetlinkException.class);
            assertThatThrownBy(() -> ethtool.linkDetected(NOBODY))
                    .isInstanceOf(NetlinkException.class)
                    .hasMessageContaining("ENODEV");
            assertThatThrownBy(() -> ethtool.driver(NOBODY))
                    .hasMessage("read the driver of link 4711: No such device (ENODEV)");
        }
    }

    @Test
    void bothWaysTellTheSame() {
        try (Ethtool netlink = open(Way.NETLINK);
                Ethtool ioctl = open(Way.IOCTL)) {
            assertThat(ioctl.features(veth)).containsExactlyInAnyOrderElementsOf(netlink.features(veth));
            assertThat(ioctl.linkModes(veth)).isEqualTo(netlink.linkModes(veth));
            assertThat(ioctl.channels(veth)).isEqualTo(netlink.channels(veth));
        }
    }

    @Test
    void driversAreNamed() {
        namespace.call(() -> {
            try (Tap tap = Tap.open("tap0");
                    Ethtool ethtool = Ethtool.open()) {
                DriverIdentity driver =
                        ethtool.driver(route.link("tap0").orElseThrow().ifIndex());
                assertThat(driver.driver()).isEqualTo("tun");
                assertThat(driver.bus()).isEqualTo("tap");
                assertThat(ethtool.driver(veth).driver()).isEqualTo("veth");
                tap.setCarrier(true);
            }
            return true;
        });
    }

    @Test
    void whatADriverDoesNotKnowIsNotSupported() {
        namespace.run("ip link add vx0 type vxlan id 5 dstport 4789");
        IfIndex vxlan = route.link("vx0").orElseThrow().ifIndex();
        try (Ethtool ethtool = open(Way.BOTH)) {
            assertThatThrownBy(() -> ethtool.channels(vxlan))
                    .isInstanceOf(NetlinkException.class)
                    .hasMessage("read channels of vx0: Operation not supported (EOPNOTSUPP)");
        }
    }

    @Test
    void physicalLinkOfTheCallersNamespaceIsRead() {
        try (RouteSocket here = RouteSocket.open();
                Ethtool ethtool = Ethtool.open()) {
            List<Link> physical = here.dumpLinks().stream()
                    .filter(link -> !link.parentDevice().isEmpty())
                    .toList();
            for (Link link : physical) {
                assertThat(ethtool.driver(link.ifIndex()).driver()).isNotEmpty();
                assertThat(ethtool.linkDetected(link.ifIndex())).isEqualTo(link.carrier());
                assertThat(ethtool.features(link.ifIndex())).isNotEmpty();
            }
        }
    }

    private Feature feature(Ethtool ethtool, String name) {
        return ethtool.features(veth).stream()
                .filter(feature -> feature.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Ethtool open(Way way) {
        if (way == Way.BOTH) {
            return Ethtool.openIn(NetworkNamespace.named(namespace.name()));
        }
        return namespace.call(
                () -> new Ethtool(way == Way.NETLINK ? EthtoolNetlink.open() : Optional.empty(), new EthtoolIoctl()));
    }
}
