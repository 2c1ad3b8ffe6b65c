package io.netfailover.netlink;

import static io.netfailover.netlink.Addressing.ip;
import static io.netfailover.netlink.Addressing.prefix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Addresses, routes and rules of this kernel, on a veth pair whose ends are both up. */
final class RoutingTest {
    private static final int LIFETIME_SLACK_S = 30;

    private final Namespace namespace = new Namespace();
    private final RouteSocket route = namespace.openRouteSocket();
    private IfIndex link = new IfIndex(1);
    private IfIndex other = link;

    @BeforeEach
    void pair() {
        namespace.run("ip link set lo up");
        namespace.run("ip link add va type veth peer name vb");
        namespace.run("ip link set va addrgenmode none up");
        namespace.run("ip link set vb addrgenmode none up");
        link = route.link("va").orElseThrow().ifIndex();
        other = route.link("vb").orElseThrow().ifIndex();
    }

    @AfterEach
    void remove() {
        route.close();
        namespace.close();
    }

    @Test
    void addressIsAddedReplacedAndDeleted() {
        Addresses addresses = route.addresses();
        InterfaceAddress address = InterfaceAddress.of(link, ip("10.1.2.3"), 24);
        addresses.add(address);
        assertThat(addresses.listOf(link)).extracting(InterfaceAddress::text).containsExactly("10.1.2.3/24");
        assertThatThrownBy(() -> addresses.add(address))
                .isInstanceOf(NetlinkException.class)
                .hasMessageStartingWith("add address 10.1.2.3/24 to va: File exists (EEXIST)");
        addresses.replace(address.withLifetimes(Duration.ofSeconds(300), Duration.ofSeconds(200)));
        InterfaceAddress limited = addresses.listOf(link).get(0);
        assertThat(limited.validFor().orElseThrow().toSeconds()).isBetween(300L - LIFETIME_SLACK_S, 300L);
        assertThat(limited.preferredFor().orElseThrow().toSeconds()).isBetween(200L - LIFETIME_SLACK_S, 200L);
        assertThat(addresses.delete(address)).isTrue();
        assertThat(addresses.delete(address)).as("a second time").isFalse();
        assertThat(addresses.listOf(link)).isEmpty();
        assertThat(addresses.delete(InterfaceAddress.of(new IfIndex(4711), ip("10.1.2.3"), 24)))
                .as("on no link")
                .isFalse();
    }

    @Test
    void whatBelongsToAnAddressIsReadBack() {
        InterfaceAddress address = InterfaceAddress.of(link, ip("10.1.3.3"), 24)
                .withBroadcast(ip("10.1.3.255"))
                .withScope(InterfaceAddress.RT_SCOPE_LINK)
                .withLabel("va:1")
                .withMetric(77)
                .withFlags(InterfaceAddress.IFA_F_NOPREFIXROUTE);
        InterfaceAddress pointToPoint =
                InterfaceAddress.of(link, ip("10.9.9.1"), 32).withPeer(ip("10.9.9.2"));
        InterfaceAddress inet6 = InterfaceAddress.of(link, ip("fd00::1"), 64)
                .withFlags(InterfaceAddress.IFA_F_NODAD | InterfaceAddress.IFA_F_HOMEADDRESS);
        List.of(address, pointToPoint, inet6).forEach(route.addresses()::add);
        int permanent = InterfaceAddress.IFA_F_PERMANENT;
        assertThat(route.addresses().listOf(link))
                .containsExactlyInAnyOrder(
                        address.withFlags(address.flags() | permanent),
                        pointToPoint.withFlags(permanent).withLabel("va"),
                        inet6.withFlags(inet6.flags() | permanent));
    }

    @Test
    void addressMovesToAnotherLinkUnchanged() {
        route.addresses().add(InterfaceAddress.of(link, ip("10.1.2.3"), 24).withMetric(5));
        route.addresses().add(InterfaceAddress.of(link, ip("fd00::1"), 64).withFlags(InterfaceAddress.IFA_F_NODAD));
        List<InterfaceAddress> before = route.addresses().listOf(link);
        before.forEach(route.addresses()::delete);
        before.forEach(address -> route.addresses().add(address.movedTo(other)));
        assertThat(route.addresses().listOf(other))
                .extracting(InterfaceAddress::text, InterfaceAddress::flags, InterfaceAddress::metric)
                .containsExactlyElementsOf(before.stream()
                        .map(address ->
                                org.assertj.core.groups.Tuple.tuple(address.text(), address.flags(), address.metric()))
                        .toList());
    }

    @Test
    void whatIsStoredIsReadAsItWas() {
        InterfaceAddress address = InterfaceAddress.of(link, ip("10.1.3.3"), 24)
                .withBroadcast(ip("10.1.3.255"))
                .withLabel("va:1")
                .withMetric(77)
                .withFlags(InterfaceAddress.IFA_F_NOPREFIXROUTE | InterfaceAddress.IFA_F_PERMANENT)
                .withLifetimes(Duration.ofHours(1), Duration.ofMinutes(30));
        Route plain = Route.to(IpPrefix.all(true))
                .gateway(ip("fd00::2"))
                .link(link)
                .metric(9)
                .table(4711)
                .expires(Duration.ofSeconds(91))
                .build();
        Route multipath = Route.to(prefix("10.8.0.0", 16))
                .nextHops(List.of(new NextHop(Optional.of(ip("10.1.2.1")), Optional.of(link), 2, 0)))
                .build();
        Neighbour neighbour =
                Neighbour.of(link, ip("fd00::2"), MacAddress.parse("02:00:00:00:00:01"), NudState.PERMANENT);
        Qdisc qdisc = new Qdisc(link, "pfifo", 0x10000, Qdisc.ROOT, RawBytes.parse("64000000"));
        assertThat(StoredForm.address(StoredForm.of(address))).isEqualTo(address);
        assertThat(StoredForm.route(StoredForm.of(plain))).isEqualTo(plain);
        assertThat(StoredForm.route(StoredForm.of(multipath))).isEqualTo(multipath);
        assertThat(StoredForm.neighbour(StoredForm.of(neighbour))).isEqualTo(neighbour);
        assertThat(StoredForm.qdisc(StoredForm.of(qdisc))).isEqualTo(qdisc);
    }

    @Test
    void aRouteThatEndsIsReadBackWithWhatIsLeftOfItsLife() {
        route.addresses().add(InterfaceAddress.of(link, ip("fd00::1"), 64).withFlags(InterfaceAddress.IFA_F_NODAD));
        Route ending = Route.to(prefix("fd01::", 64))
                .gateway(ip("fd00::2"))
                .link(link)
                .expires(Duration.ofSeconds(500))
                .build();
        route.routes().add(ending);
        assertThat(route.routes().listOf(link))
                .filteredOn(found -> found.destination().equals(ending.destination()))
                .singleElement()
                .satisfies(found ->
                        assertThat(found.expires().orElseThrow().toSeconds()).isBetween(400L, 500L));
    }

    @Test
    void routeIsAddedReplacedAndDeleted() {
        route.addresses().add(InterfaceAddress.of(link, ip("10.1.2.3"), 24));
        Routes routes = route.routes();
        Route wanted = Route.to(IpPrefix.all(false))
                .gateway(ip("10.1.2.1"))
                .link(link)
                .metric(100)
                .metrics(RawBytes.parse("0800020078050000"))
                .protocol(Route.RTPROT_STATIC)
                .build();
        routes.add(wanted);
        assertThat(routes.list()).contains(wanted);
        assertThatThrownBy(() -> routes.add(wanted))
                .isInstanceOf(NetlinkException.class)
                .hasMessageStartingWith("add route default via 10.1.2.1 metric 100: File exists (EEXIST)");
        Route another = wanted.but().gateway(ip("10.1.2.2")).build();
        routes.replace(another);
        assertThat(routes.list()).contains(another).doesNotContain(wanted);
        routes.append(wanted);
        assertThat(routes.listOf(link)).contains(another, wanted);
        assertThat(routes.delete(another)).isTrue();
        assertThat(routes.delete(another)).as("a second time").isFalse();
        assertThat(routes.list()).contains(wanted).doesNotContain(another);
    }

    @Test
    void routesOfATableAreAskedForAlone() {
        route.addresses().add(InterfaceAddress.of(link, ip("10.1.2.3"), 24));
        assertThat(route.routes().listTable(4711)).isEmpty();
        Route route4711 = Route.to(prefix("10.5.0.0", 16))
                .link(link)
                .scope(InterfaceAddress.RT_SCOPE_LINK)
                .source(ip("10.1.2.3"))
                .table(4711)
                .build();
        route.routes().add(route4711);
        assertThat(route.routes().listTable(4711)).containsExactly(route4711);
        assertThat(route.routes().delete(route4711)).isTrue();
        assertThat(route.routes().listTable(4711)).isEmpty();
        assertThat(route.routes().listTable(Route.RT_TABLE_LOCAL))
                .anyMatch(local -> local.type() == RouteType.LOCAL && local.protocol() == Route.RTPROT_KERNEL);
    }

    @Test
    void unusualRoutesAreReadBack() {
        route.addresses().add(InterfaceAddress.of(link, ip("10.1.2.3"), 24));
        route.addresses().add(InterfaceAddress.of(link, ip("fd00::1"), 64).withFlags(InterfaceAddress.IFA_F_NODAD));
        NextHop first = new NextHop(Optional.of(ip("10.1.2.1")), Optional.of(link), 2, 0);
        NextHop second = new NextHop(Optional.of(ip("10.99.9.9")), Optional.of(link), 1, Route.RTNH_F_ONLINK);
        Route multipath = Route.to(prefix("10.8.0.0", 16))
                .nextHops(List.of(first, second))
                .build();
        Route blackhole =
                Route.to(prefix("10.9.0.0", 16)).type(RouteType.BLACKHOLE).build();
        Route viaInet6 = Route.to(prefix("10.11.0.0", 16))
                .gateway(ip("fd00::2"))
                .link(link)
                .build();
        Route mapped = Route.to(new IpPrefix(mapped(), 96))
                .gateway(ip("fd00::2"))
                .link(link)
                .metric(5)
                .preference(1)
                .build();
        List.of(multipath, blackhole, viaInet6, mapped).forEach(route.routes()::add);
        assertThat(route.routes().list()).contains(multipath, blackhole, viaInet6, mapped);
        assertThat(multipath.uses(link)).isTrue();
        assertThat(multipath.uses(other)).isFalse();
        assertThat(route.routes().listOf(link))
                .contains(multipath, viaInet6, mapped)
                .doesNotContain(blackhole);
        List.of(multipath, blackhole, viaInet6, mapped)
                .forEach(gone -> assertThat(route.routes().delete(gone)).isTrue());
    }

    /** ::ffff:0:0, which {@link InetAddress} would take for an IPv4 address. */
    private static InetAddress mapped() {
        byte[] octets = new byte[16];
        octets[10] = -1;
        octets[11] = -1;
        try {
            return java.net.Inet6Address.getByAddress(null, octets, -1);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void routesMoveToAnotherLinkWithTheirAddress() {
        InterfaceAddress address = InterfaceAddress.of(link, ip("10.1.2.3"), 24);
        route.addresses().add(address);
        NextHop first = new NextHop(Optional.of(ip("10.1.2.1")), Optional.of(link), 1, 0);
        NextHop second = new NextHop(Optional.of(ip("10.1.2.2")), Optional.of(link), 1, 0);
        Route multipath = Route.to(prefix("10.8.0.0", 16))
                .nextHops(List.of(first, second))
                .build();
        Route plain = Route.to(IpPrefix.all(false))
                .gateway(ip("10.1.2.1"))
                .link(link)
                .metric(9)
                .build();
        List<Route> users = List.of(multipath, plain);
        users.forEach(route.routes()::add);
        route.addresses().delete(address);
        users.forEach(route.routes()::delete);
        assertThat(route.routes().listOf(link)).allMatch(left -> left.protocol() == Route.RTPROT_KERNEL);
        route.addresses().add(address.movedTo(other));
        users.forEach(user -> route.routes().add(user.moved(link, other)));
        assertThat(route.routes().listOf(other))
                .contains(multipath.moved(link, other), plain.moved(link, other))
                .allMatch(moved -> !moved.uses(link));
    }

    @Test
    void rulesComeAndGo() {
        Rules rules = route.rules();
        assertThat(rules.list())
                .extracting(Rule::text)
                .contains("0: from all lookup 255", "32766: from all lookup 254");
        Rule all = Rule.inet(501)
                .inverted(true)
                .from(prefix("10.1.0.0", 16))
                .to(prefix("10.2.0.0", 16))
                .inputLink("va")
                .outputLink("vb")
                .mark(7, 15)
                .tos(8)
                .table(4711)
                .suppressPrefixLength(0)
                .build();
        Rule jump = Rule.inet(502).target(32766).build();
        Rule refuse = Rule.inet6(503)
                .from(prefix("fd00::", 64))
                .action(RuleAction.PROHIBIT)
                .build();
        List.of(all, jump, refuse).forEach(rules::add);
        assertThat(rules.list()).contains(all, jump, refuse);
        assertThatThrownBy(() -> rules.add(all))
                .isInstanceOf(NetlinkException.class)
                .hasMessageContaining("EEXIST");
        List.of(all, jump, refuse)
                .forEach(rule -> assertThat(rules.delete(rule)).isTrue());
        List.of(all, jump, refuse)
                .forEach(rule -> assertThat(rules.delete(rule)).isFalse());
        assertThat(rules.list()).doesNotContain(all, jump, refuse);
    }

    @Test
    void ruleWithSelectorsThatWeDoNotKnowIsGivenBackUnchanged() {
        namespace.run("ip rule add ipproto tcp dport 80 uidrange 0-7 lookup 100 pref 504");
        Rule rule = route.rules().list().stream()
                .filter(found -> found.priority() == 504)
                .findFirst()
                .orElseThrow();
        assertThat(rule.others()).isNotEmpty();
        String before = namespace.run("ip rule show pref 504");
        assertThat(before).contains("ipproto tcp").contains("dport 80").contains("uidrange 0-7");
        assertThat(route.rules().delete(rule)).isTrue();
        assertThat(namespace.run("ip rule show pref 504")).isEmpty();
        route.rules().add(rule);
        assertThat(namespace.run("ip rule show pref 504")).isEqualTo(before);
    }
}
