package io.netfailover.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the kernel sent, read as whole values. */
final class RepliesTest {
    /** IFF_UP | IFF_BROADCAST | IFF_RUNNING | IFF_MULTICAST | IFF_LOWER_UP. */
    private static final int UP = 0x11043;

    private static final int DOWN = 0x1002;
    private static final int ARPHRD_LOOPBACK = 772;
    private static final int ARPHRD_NONE = 0xfffe;

    @Test
    void vethHasPeerAliasAndAltNames() {
        assertThat(link("link-veth"))
                .isEqualTo(new Expected(11, "ens10", UP)
                        .mtu(9000)
                        .mac("02:00:00:00:00:11")
                        .lower(12)
                        .up("noqueue")
                        .kind("veth")
                        .alias("netfailover:master")
                        .altNames("a-long-alternative-name", "second")
                        .link());
    }

    @Test
    void bridgePortHasAMaster() {
        assertThat(link("link-bridge-port"))
                .isEqualTo(new Expected(12, "ens10x", UP)
                        .mtu(1500)
                        .mac("02:00:00:00:00:12")
                        .lower(11)
                        .master(10)
                        .promiscuity(1)
                        .up("noqueue")
                        .kind("veth")
                        .link());
    }

    @Test
    void peerInAnotherNamespaceHasThatNamespacesNumber() {
        Link link = link("link-veth-over-namespaces");
        assertThat(link)
                .isEqualTo(new Expected(13, "far", DOWN)
                        .mtu(1500)
                        .mac("02:00:00:00:00:13")
                        .lower(link.lower().orElseThrow().value())
                        .lowerNetnsId(0)
                        .down()
                        .kind("veth")
                        .link());
    }

    @Test
    void physicalLinkHasParentAndPermanentAddress() {
        assertThat(link("link-virtio_net"))
                .isEqualTo(new Expected(4, "eth0", UP)
                        .mtu(1400)
                        .mac("02:fc:00:00:00:01")
                        .permanentMac("02:fc:00:00:00:01")
                        .up("pfifo_fast")
                        .parent("virtio2", "virtio")
                        .link());
    }

    @Test
    void loopbackIsNoEthernet() {
        Link link = link("link-loopback");
        assertThat(link)
                .isEqualTo(new Expected(1, "lo", 0x10049)
                        .type(ARPHRD_LOOPBACK)
                        .mtu(65536)
                        .limits(0, 0)
                        .mac("00:00:00:00:00:00")
                        .carrier(OperState.UNKNOWN)
                        .qdisc("noqueue")
                        .link());
        assertThat(link.isEthernet()).isFalse();
    }

    @Test
    void tunHasNoAddress() {
        Link link = link("link-tun");
        assertThat(link)
                .isEqualTo(new Expected(link.ifIndex().value(), "tun0", 0x1090)
                        .type(ARPHRD_NONE)
                        .mtu(1500)
                        .limits(68, 65535)
                        .down()
                        .kind("tun")
                        .link());
    }

    @Test
    void tapIsAnEthernetLink() {
        Link link = link("link-tap");
        assertThat(link)
                .isEqualTo(new Expected(link.ifIndex().value(), "tap0", DOWN)
                        .mtu(1500)
                        .limits(68, 65521)
                        .mac("02:00:00:00:00:15")
                        .down()
                        .kind("tun")
                        .link());
        assertThat(link.isEthernet()).isTrue();
    }

    @Test
    void bridgeIsRead() {
        assertThat(link("link-bridge"))
                .isEqualTo(new Expected(10, "br0", DOWN)
                        .mtu(1500)
                        .limits(68, 65535)
                        .mac("02:00:00:00:00:10")
                        .down()
                        .kind("bridge")
                        .link());
    }

    @Test
    void everyMessageOfADumpIsRead() {
        List<String> names = Stream.of("link-dump", "link-dump-done")
                .flatMap(name -> Captured.payloads(name).stream())
                .map(payload -> LinkMessage.decode(payload).name())
                .toList();
        assertThat(names)
                .contains("lo", "br0", "ens10", "ens10x", "far", "tun0", "tap0")
                .doesNotHaveDuplicates();
    }

    @Test
    void messageOfABridgeAboutItsPortDoesNotConcernTheLink() {
        assertThat(Captured.payloads("event-port-leaves-bridge-1")).allMatch(LinkMessage::concernsLink);
        ByteBuffer removedFromBridge =
                Captured.payloads("event-port-leaves-bridge-3").get(0);
        assertThat(LinkMessage.concernsLink(removedFromBridge)).isFalse();
    }

    @Test
    void removalStillSaysWhichLinkItWas() {
        ByteBuffer removal = Captured.payloads("event-link-removed-3").get(0);
        assertThat(LinkMessage.concernsLink(removal)).isTrue();
        Link gone = LinkMessage.decode(removal);
        assertThat(gone.ifIndex()).isEqualTo(new IfIndex(11));
        assertThat(gone.name()).isEqualTo("ens10");
    }

    @Test
    void errorHasNumberTextAndOffset() {
        ErrorMessage unknownLink = error("error-unknown-link");
        assertThat(NetlinkException.refused("x", unknownLink)).hasMessage("x: No such device (ENODEV)");
        ErrorMessage mtu = error("error-mtu-too-large");
        assertThat(NetlinkException.refused("x", mtu))
                .hasMessage("x: Invalid argument (EINVAL): mtu greater than device maximum");
        ErrorMessage alias = error("error-alias-too-long");
        assertThat(alias.text()).isEqualTo("Attribute failed policy validation");
        assertThat(alias.offendingAttributeOffset()).hasValue(32);
        assertThat(error("acknowledged").errno()).isZero();
    }

    @Test
    void addressesHavePrefixScopeAndOwnSide() {
        List<InterfaceAddress> addresses = Captured.payloads("address-dump").stream()
                .map(AddressMessage::decode)
                .flatMap(Optional::stream)
                .toList();
        assertThat(addresses)
                .extracting(InterfaceAddress::text)
                .containsExactly("127.0.0.1/8", "10.1.2.3/24", "10.9.9.1/31");
        assertThat(addresses).extracting(address -> address.ifIndex().value()).containsExactly(1, 11, 11);
        assertThat(addresses).extracting(InterfaceAddress::scope).containsExactly(254, 0, 0);
        assertThat(addresses).extracting(InterfaceAddress::flags).containsOnly(0x80);
    }

    @Test
    void ipv6AddressesHave32BitsOfFlags() {
        assertThat(Captured.payloads("address-dump-inet6"))
                .map(payload -> AddressMessage.decode(payload).orElseThrow())
                .filteredOn(address -> address.text().equals("fd00:0:0:0:0:0:0:1/64"))
                .singleElement()
                .satisfies(address -> assertThat(address.flags()).isEqualTo(0x82));
    }

    @Test
    void filterHasPriorityHandleNameAndProgram() {
        List<BpfFilter> filters = Captured.payloads("filter-dump").stream()
                .map(FilterMessage::decode)
                .flatMap(Optional::stream)
                .toList();
        assertThat(filters).hasSize(1);
        int id = filters.get(0).programId();
        assertThat(filters).containsExactly(new BpfFilter(7, 5, 3, "capture:[*fsobj]", id, "7c85c77581178cdb", true));
        assertThat(id).isPositive();
    }

    @Test
    void clsactIsFoundAmongQdiscs() {
        List<ByteBuffer> qdiscs = Captured.payloads("qdisc-dump");
        assertThat(qdiscs)
                .filteredOn(qdisc -> QdiscMessage.isClsactOf(qdisc, new IfIndex(11)))
                .hasSize(1);
        assertThat(qdiscs).noneMatch(qdisc -> QdiscMessage.isClsactOf(qdisc, new IfIndex(1)));
    }

    private static Link link(String reply) {
        List<ByteBuffer> payloads = Captured.payloads(reply);
        assertThat(payloads).hasSize(1);
        return LinkMessage.decode(payloads.get(0));
    }

    private static ErrorMessage error(String reply) {
        MessageReader reader = new MessageReader(Captured.reply(reply));
        assertThat(reader.next()).isTrue();
        return ErrorMessage.decodeError(reader.payload(), reader.flags());
    }

    /** Builds the whole value that a reply must give; what is not said is as veth has it without anything. */
    private static final class Expected {
        private final int index;
        private final String name;
        private final int flags;
        private int type = Link.ARPHRD_ETHER;
        private int mtu;
        private int minMtu = 68;
        private int maxMtu = 65535;
        private Optional<MacAddress> mac = Optional.empty();
        private Optional<MacAddress> permanentMac = Optional.empty();
        private Optional<IfIndex> master = Optional.empty();
        private Optional<IfIndex> lower = Optional.empty();
        private Optional<Integer> lowerNetnsId = Optional.empty();
        private boolean carrier;
        private OperState operState = OperState.UNKNOWN;
        private String qdisc = "";
        private String kind = "";
        private String alias = "";
        private List<String> altNames = List.of();
        private String parentDevice = "";
        private String parentBus = "";
        private int promiscuity;

        Expected(int index, String name, int flags) {
            this.index = index;
            this.name = name;
            this.flags = flags;
        }

        Expected type(int value) {
            type = value;
            return this;
        }

        Expected mtu(int value) {
            mtu = value;
            return this;
        }

        Expected limits(int min, int max) {
            minMtu = min;
            maxMtu = max;
            return this;
        }

        Expected mac(String value) {
            mac = Optional.of(MacAddress.parse(value));
            return this;
        }

        Expected permanentMac(String value) {
            permanentMac = Optional.of(MacAddress.parse(value));
            return this;
        }

        Expected master(int value) {
            master = Optional.of(new IfIndex(value));
            return this;
        }

        Expected lower(int value) {
            lower = Optional.of(new IfIndex(value));
            return this;
        }

        Expected lowerNetnsId(int value) {
            lowerNetnsId = Optional.of(value);
            return this;
        }

        Expected up(String qdiscKind) {
            return carrier(OperState.UP).qdisc(qdiscKind);
        }

        Expected down() {
            operState = OperState.DOWN;
            return qdisc("noop");
        }

        Expected carrier(OperState state) {
            carrier = true;
            operState = state;
            return this;
        }

        Expected qdisc(String value) {
            qdisc = value;
            return this;
        }

        Expected kind(String value) {
            kind = value;
            return this;
        }

        Expected alias(String value) {
            alias = value;
            return this;
        }

        Expected altNames(String... values) {
            altNames = List.of(values);
            return this;
        }

        Expected promiscuity(int value) {
            promiscuity = value;
            return this;
        }

        Expected parent(String device, String bus) {
            parentDevice = device;
            parentBus = bus;
            return this;
        }

        Link link() {
            return new Link(
                    new IfIndex(index),
                    name,
                    type,
                    flags,
                    mtu,
                    minMtu,
                    maxMtu,
                    mac,
                    permanentMac,
                    master,
                    lower,
                    lowerNetnsId,
                    carrier,
                    operState,
                    qdisc,
                    kind,
                    alias,
                    altNames,
                    parentDevice,
                    parentBus,
                    "",
                    0,
                    promiscuity,
                    LinkMode.DEFAULT);
        }
    }
}
