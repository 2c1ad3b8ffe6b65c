package io.netfailover.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Linux 6.1 told of its links, next to what iproute2 printed of the same ones at the same moment. */
final class RepliesOfLinux61Test {
    private static final Map<IfIndex, Link> LINKS = links();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bond",
                "bond-802.3ad",
                "bond-arp",
                "bond-slave",
                "bond-slave-802.3ad",
                "bond-slave-active",
                "bridge",
                "bridge-port",
                "dummy",
                "failover-master",
                "failover-primary",
                "failover-standby",
                "ifb",
                "loopback",
                "macvlan",
                "macvlan-source",
                "macvtap",
                "netdevsim-pf",
                "tap",
                "team",
                "team-port",
                "tun",
                "veth",
                "veth-over-namespaces",
                "vlan",
                "vlan-802.1ad",
                "vxlan"
            })
    void linkIsShownAsIproute2ShowsIt(String name) {
        Map<String, Object> ip = IpJson.parse("[" + json(name) + "]").get(0);
        LinkDetails details = details(name);
        assertThat(LinkJsonComparison.differences(
                        List.of(ip), List.of(LinkJson.of(details, index -> Optional.ofNullable(LINKS.get(index))))))
                .isEmpty();
    }

    @Test
    void virtualFunctionsAreRead() {
        LinkDetails pf = details("netdevsim-pf");
        assertThat(pf.vfCount()).hasValue(pf.virtualFunctions().size());
        assertThat(pf.virtualFunctionsAreTruncated()).isFalse();
        assertThat(pf.virtualFunctions()).isNotEmpty();
        assertThat(pf.virtualFunctions()).extracting(VirtualFunction::index).doesNotHaveDuplicates();
        assertThat(pf.virtualFunctions())
                .anySatisfy(vf -> assertThat(vf.address()).isNotEqualTo(new MacAddress(0)));
    }

    /** So nothing of it was lost in reading. */
    @Test
    void virtualFunctionsWrittenAgainAreWhatTheKernelSent() {
        ByteBuffer sent = Captured.payloads61("netdevsim-pf").get(0);
        LinkDetails pf = LinkDetailsMessage.decode(sent);
        VirtualFunction[] functions = pf.virtualFunctions().toArray(VirtualFunction[]::new);
        assertThat(listOfVfs(VfBytes.link(functions.length, functions))).isEqualTo(listOfVfs(sent));
    }

    private static String listOfVfs(ByteBuffer link) {
        AttributeSet attributes = new AttributeSet(AttributeReader.after(link, LinkMessage.IFINFOMSG_BYTES));
        return attributes.hex(LinkAttribute.IFLA_VFINFO_LIST);
    }

    @Test
    void failoverTrioIsRecognised() {
        Link master = details("failover-master").link();
        Link standby = details("failover-standby").link();
        Link primary = details("failover-primary").link();
        assertThat(standby.master()).contains(master.ifIndex());
        assertThat(primary.master()).contains(master.ifIndex());
        assertThat(standby.permanentAddress())
                .isEqualTo(primary.permanentAddress())
                .isPresent();
        assertThat(standby.physPortName()).as("NF-03").isEqualTo("sby");
        assertThat(master.parentDevice()).as("NF-04").isEqualTo(standby.parentDevice());
        assertThat(master.kind()).as("there is no kind net_failover").isEmpty();
    }

    @Test
    void everyLinkOfTheDumpIsRead() {
        assertThat(LINKS).hasSizeGreaterThan(20);
    }

    private static Map<IfIndex, Link> links() {
        Map<IfIndex, Link> links = new HashMap<>();
        Stream.of("dump-01", "dump-02", "dump-03")
                .flatMap(name -> Captured.payloads61(name).stream())
                .map(LinkMessage::decode)
                .forEach(link -> links.put(link.ifIndex(), link));
        return links;
    }

    private static LinkDetails details(String name) {
        List<ByteBuffer> payloads = Captured.payloads61(name);
        assertThat(payloads).hasSize(1);
        return LinkDetailsMessage.decode(payloads.get(0));
    }

    private static String json(String name) {
        try (InputStream file = RepliesOfLinux61Test.class.getResourceAsStream("replies-6.1/" + name + ".json")) {
            if (file == null) {
                throw new IllegalArgumentException("no resource " + name);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
