package io.netfailover.netlink;

import static io.netfailover.netlink.Addressing.ip;
import static io.netfailover.netlink.Addressing.prefix;
import static io.netfailover.netlink.Iproute2.assertSends;
import static io.netfailover.netlink.MessageHeader.*;

import io.netfailover.types.IfIndex;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What we send about addresses, routes, rules and traffic control is what {@code ip} and {@code tc} send, without exception. Indexes are those
 * that capture.py gave.
 */
final class RoutingRequestsTest {
    private static final IfIndex PORT = new IfIndex(21);
    private static final IfIndex LINK = new IfIndex(22);
    private static final int ADD = NLM_F_CREATE | NLM_F_EXCL;
    private static final int REPLACE = NLM_F_CREATE | NLM_F_REPLACE;
    private static final int APPEND = NLM_F_CREATE | NLM_F_APPEND;

    private final RequestWriter writer = new RequestWriter();

    @Test
    void addressesComeAndGoAsByIproute2() {
        InterfaceAddress plain = InterfaceAddress.of(LINK, ip("10.1.2.3"), 24);
        assertSends("address-add", AddressMessage.add(writer, plain, ADD));
        assertSends("address-delete", AddressMessage.delete(writer, plain.withScope(253)));
        InterfaceAddress inet6 = InterfaceAddress.of(LINK, ip("fd00::1"), 64)
                .withFlags(InterfaceAddress.IFA_F_NODAD
                        | InterfaceAddress.IFA_F_HOMEADDRESS
                        | InterfaceAddress.IFA_F_NOPREFIXROUTE);
        assertSends("address-add-inet6", AddressMessage.add(writer, inet6, ADD));
        assertSends("address-delete-inet6", AddressMessage.delete(writer, inet6));
    }

    @Test
    void whatBelongsToAnAddressIsSentAsByIproute2() {
        assertSends(
                "address-add-broadcast-label",
                AddressMessage.add(
                        writer,
                        InterfaceAddress.of(LINK, ip("10.1.3.3"), 24)
                                .withBroadcast(ip("10.1.3.255"))
                                .withScope(InterfaceAddress.RT_SCOPE_LINK)
                                .withLabel("q0:1"),
                        ADD));
        assertSends(
                "address-add-peer",
                AddressMessage.add(
                        writer, InterfaceAddress.of(LINK, ip("10.9.9.1"), 31).withPeer(ip("10.9.9.2")), ADD));
        assertSends(
                "address-replace-lifetimes",
                AddressMessage.add(
                        writer,
                        InterfaceAddress.of(LINK, ip("10.1.2.3"), 24)
                                .withLifetimes(Duration.ofSeconds(300), Duration.ofSeconds(200)),
                        REPLACE));
        assertSends(
                "address-add-metric",
                AddressMessage.add(
                        writer, InterfaceAddress.of(LINK, ip("10.1.4.3"), 24).withMetric(77), ADD));
    }

    @Test
    void routesComeAndGoAsByIproute2() {
        Route.Builder all = Route.to(IpPrefix.all(false)).gateway(ip("10.1.2.1"));
        assertSends(
                "route-add-default", RouteRequests.add(writer, all.link(LINK).build(), ADD));
        assertSends("route-delete-via", RouteRequests.delete(writer, Route.via(IpPrefix.all(false), ip("10.1.2.1"))));
        Route link = Route.to(prefix("10.5.0.0", 16))
                .link(LINK)
                .scope(InterfaceAddress.RT_SCOPE_LINK)
                .source(ip("10.1.2.250"))
                .protocol(Route.RTPROT_STATIC)
                .metric(100)
                .table(4711)
                .build();
        assertSends("route-add-link", RouteRequests.add(writer, link, ADD));
        assertSends(
                "route-delete",
                RouteRequests.delete(
                        writer,
                        Route.to(prefix("10.5.0.0", 16)).link(LINK).table(4711).build()));
        assertSends(
                "route-replace", RouteRequests.add(writer, Route.via(prefix("10.6.0.0", 16), ip("10.1.2.1")), REPLACE));
    }

    @Test
    void unusualRoutesAreSentAsByIproute2() {
        assertSends(
                "route-append-onlink",
                RouteRequests.add(
                        writer,
                        Route.to(prefix("10.7.0.0", 16))
                                .gateway(ip("10.99.9.9"))
                                .link(LINK)
                                .flags(Route.RTNH_F_ONLINK)
                                .build(),
                        APPEND));
        NextHop first = new NextHop(Optional.of(ip("10.1.2.1")), Optional.of(LINK), 2, 0);
        NextHop second = new NextHop(Optional.of(ip("10.1.2.2")), Optional.of(LINK), 1, Route.RTNH_F_ONLINK);
        assertSends(
                "route-add-multipath",
                RouteRequests.add(
                        writer,
                        Route.to(prefix("10.8.0.0", 16))
                                .nextHops(List.of(first, second))
                                .build(),
                        ADD));
        assertSends(
                "route-add-blackhole",
                RouteRequests.add(
                        writer,
                        Route.to(prefix("10.9.0.0", 16))
                                .type(RouteType.BLACKHOLE)
                                .build(),
                        ADD));
        assertSends(
                "route-add-inet6",
                RouteRequests.add(
                        writer,
                        Route.to(prefix("fd01::", 64))
                                .gateway(ip("fd00::1"))
                                .link(LINK)
                                .metric(5)
                                .metrics(RawBytes.parse("0800020078050000"))
                                .build(),
                        ADD));
        assertSends(
                "route-add-via-inet6",
                RouteRequests.add(
                        writer,
                        Route.to(prefix("10.11.0.0", 16))
                                .gateway(ip("fd00::1"))
                                .link(LINK)
                                .build(),
                        ADD));
    }

    @Test
    void routesAreAskedForAsByIproute2() {
        assertSends("route-dump", RouteRequests.dump(writer));
        assertSends("route-dump-table", RouteRequests.dumpTable(writer, false, 4711));
    }

    @Test
    void rulesComeAndGoAsByIproute2() {
        Rule rule = Rule.inet(500).from(prefix("10.1.0.0", 16)).table(100).build();
        assertSends("rule-add", RuleMessage.add(writer, rule));
        assertSends("rule-delete", RuleMessage.delete(writer, rule));
        assertSends(
                "rule-add-inet6",
                RuleMessage.add(
                        writer,
                        Rule.inet6(500).from(prefix("fd00::", 64)).table(100).build()));
        assertSends(
                "rule-add-blackhole",
                RuleMessage.add(
                        writer,
                        Rule.inet(502)
                                .to(prefix("10.3.0.1", 32))
                                .action(RuleAction.BLACKHOLE)
                                .build()));
        assertSends(
                "rule-add-goto",
                RuleMessage.add(writer, Rule.inet(503).target(32766).build()));
        assertSends("rule-dump", RuleMessage.dump(writer, false));
    }

    @Test
    void ruleWithAllSelectorsIsSentAsByIproute2() {
        Rule rule = Rule.inet(501)
                .inverted(true)
                .from(prefix("10.1.0.0", 16))
                .to(prefix("10.2.0.0", 16))
                .inputLink("q0")
                .outputLink("p0")
                .mark(7, 15)
                .tos(8)
                .table(4711)
                .suppressPrefixLength(0)
                .build();
        assertSends("rule-add-all", RuleMessage.add(writer, rule));
    }

    @Test
    void redirectingFiltersComeAndGoAsByTc() {
        assertSends(
                "filter-redirect-u32",
                MirredMessage.add(writer, LINK, TcHook.INGRESS, 5, Classifier.U32, Mirred.redirectTo(PORT)));
        assertSends(
                "filter-mirror-u32",
                MirredMessage.add(writer, LINK, TcHook.INGRESS, 6, Classifier.U32, Mirred.mirrorToIngressOf(PORT)));
        assertSends(
                "filter-redirect-matchall",
                MirredMessage.add(writer, LINK, TcHook.EGRESS, 5, Classifier.MATCHALL, Mirred.redirectTo(PORT)));
        assertSends("filter-delete-priority", MirredMessage.deletePriority(writer, LINK, TcHook.INGRESS, 5));
    }

    @Test
    void qdiscsComeAndGoAsByTc() {
        assertSends("qdisc-ingress-add", QdiscMessage.addIngress(writer, LINK));
        assertSends("qdisc-ingress-delete", QdiscMessage.deleteIngress(writer, LINK));
        assertSends("qdisc-replace-pfifo", QdiscMessage.replace(writer, fifo("pfifo", 0x80010000, 77)));
        assertSends("qdisc-replace-bfifo", QdiscMessage.replace(writer, fifo("bfifo", 0x80020000, 77_000)));
        assertSends("qdisc-dump", QdiscMessage.dumpAll(writer));
        assertSends("qdisc-dump-link", QdiscMessage.dump(writer, LINK));
        assertSends("qdisc-delete", QdiscMessage.deleteRoot(writer, LINK));
    }

    private static Qdisc fifo(String kind, int handle, int limit) {
        byte[] options = ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(limit)
                .array();
        return new Qdisc(LINK, kind, handle, Qdisc.ROOT, RawBytes.of(options));
    }
}
