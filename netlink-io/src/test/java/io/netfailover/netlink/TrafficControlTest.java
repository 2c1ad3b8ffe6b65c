package io.netfailover.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.os.PacketSocket;
import io.netfailover.os.announce.ArpFrames;
import io.netfailover.os.announce.Station;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Qdiscs and redirecting filters of this kernel, between two veth pairs: va and its far end vax, vb and vbx. */
final class TrafficControlTest {
    private static final Station SENDER = Station.of(MacAddress.parse("02:00:00:00:00:77"));
    private static final int ETH_P_RARP = 0x8035;
    private static final Duration NEVER = Duration.ofMillis(100);

    private final Namespace namespace = new Namespace();
    private final RouteSocket route = namespace.openRouteSocket();
    private final TrafficControl control = route.trafficControl();
    private IfIndex a = new IfIndex(1);
    private IfIndex b = a;
    private IfIndex farA = a;
    private IfIndex farB = a;

    @BeforeEach
    void pairs() {
        for (String name : new String[] {"va", "vb"}) {
            namespace.run("ip link add " + name + " type veth peer name " + name + "x");
            namespace.run("ip link set " + name + " addrgenmode none up");
            namespace.run("ip link set " + name + "x addrgenmode none up");
        }
        a = index("va");
        b = index("vb");
        farA = index("vax");
        farB = index("vbx");
    }

    @AfterEach
    void remove() {
        route.close();
        namespace.close();
    }

    @Test
    void redirectedFrameLeavesByTheOtherLinkOnly() {
        assertThat(control.addIngress(a)).isTrue();
        assertThat(control.addIngress(a)).as("a second time").isFalse();
        control.add(a, TcHook.INGRESS, 5, Classifier.U32, Mirred.redirectTo(b));
        assertThat(arrives(farA, farB)).isTrue();
        assertThat(arrives(farA, a)).as("nobody hears it there").isFalse();
        assertThat(control.filters(a, TcHook.INGRESS)).singleElement().satisfies(filter -> {
            assertThat(filter.kind()).isEqualTo("u32");
            assertThat(filter.priority()).isEqualTo(5);
            assertThat(filter.protocol()).isEqualTo(3);
            assertThat(filter.actions())
                    .extracting(MirredAction::mirred)
                    .containsExactly(Optional.of(Mirred.redirectTo(b)));
        });
        assertThat(control.deletePriority(a, TcHook.INGRESS, 5)).isTrue();
        assertThat(control.deletePriority(a, TcHook.INGRESS, 5))
                .as("a second time")
                .isFalse();
        assertThat(arrives(farA, farB)).isFalse();
        assertThat(control.deleteIngress(a)).isTrue();
        assertThat(control.deleteIngress(a)).as("a second time").isFalse();
    }

    @Test
    void frameCanArriveOnAnotherLinkInstead() {
        control.addIngress(a);
        control.add(a, TcHook.INGRESS, 5, Classifier.U32, Mirred.redirectToIngressOf(b));
        assertThat(arrives(farA, b)).isTrue();
        assertThat(arrives(farA, farB)).isFalse();
    }

    @Test
    void egressOfAClsactRedirectsAndMirrors() {
        route.addClsact(a);
        control.add(a, TcHook.EGRESS, 5, Classifier.U32, Mirred.redirectTo(b));
        assertThat(arrives(a, farB)).isTrue();
        assertThat(arrives(a, farA)).isFalse();
        control.deletePriority(a, TcHook.EGRESS, 5);
        control.add(a, TcHook.EGRESS, 6, Classifier.U32, Mirred.mirrorTo(b));
        assertThat(arrives(a, farB)).isTrue();
        assertThat(arrives(a, farA)).isTrue();
        control.add(a, TcHook.EGRESS, 7, Classifier.U32, Mirred.mirrorToIngressOf(b));
        assertThat(control.filters(a, TcHook.EGRESS))
                .flatExtracting(TrafficFilter::actions)
                .extracting(MirredAction::mirred)
                .containsExactly(Optional.of(Mirred.mirrorTo(b)), Optional.of(Mirred.mirrorToIngressOf(b)));
    }

    @Test
    void filtersShareAnActionAndAreReplacedInTheirPlaces() {
        route.addClsact(a);
        route.addClsact(farA);
        control.add(a, TcHook.EGRESS, 5, Classifier.U32, Mirred.redirectTo(b));
        MirredAction toB = only(a, TcHook.EGRESS).actions().get(0);

        FilterPlace place = FilterPlace.all(farA, TcHook.INGRESS, 7);
        control.put(place, 0, 0);
        assertThat(only(farA, TcHook.INGRESS).actions()).as("lets frames pass").isEmpty();
        control.put(place, only(farA, TcHook.INGRESS).handle(), toB.index());
        assertThat(arrives(a, farB)).isTrue();
        TrafficFilter shared = only(farA, TcHook.INGRESS);
        assertThat(shared.actions()).singleElement().satisfies(action -> {
            assertThat(action.index()).isEqualTo(toB.index());
            assertThat(action.mirred()).contains(Mirred.redirectTo(b));
            assertThat(action.frames()).as("of both filters").isEqualTo(1);
        });

        control.change(toB.index(), Mirred.redirectToIngressOf(b));
        assertThat(arrives(a, b)).isTrue();
        assertThat(only(a, TcHook.EGRESS).actions().get(0).mirred()).contains(Mirred.redirectToIngressOf(b));
        control.put(place, shared.handle(), 0);
        assertThat(only(farA, TcHook.INGRESS).actions()).isEmpty();
    }

    @Test
    void aDropIsCountedAndItsSenderNotTold() {
        route.addClsact(a);
        control.addDrop(a, TcHook.EGRESS, 5, b);
        route.delete(b);
        assertThat(only(a, TcHook.EGRESS).actions())
                .singleElement()
                .extracting(MirredAction::mirred)
                .isEqualTo(Optional.empty());
        assertThat(arrives(a, farA)).isFalse();
        assertThat(only(a, TcHook.EGRESS).actions().get(0).frames()).isEqualTo(1);
    }

    @Test
    void aFilterForGroupsOrForOneEtherTypeLeavesOtherFramesAlone() {
        route.addClsact(a);
        route.addClsact(farA);
        control.add(farA, TcHook.EGRESS, 5, Classifier.U32, Mirred.redirectTo(b));
        int toB = only(farA, TcHook.EGRESS).actions().get(0).index();
        control.put(new FilterPlace(a, TcHook.EGRESS, 5, FilterPlace.EVERY_ETHER_TYPE, true), 0, toB);
        assertThat(arrives(a, farB)).as("a broadcast").isTrue();
        assertThat(arrives(a, farB, addressed(SENDER.address()))).isFalse();
        assertThat(arrives(a, farA, addressed(SENDER.address()))).isTrue();

        FilterPlace rarp = new FilterPlace(a, TcHook.EGRESS, 4, ETH_P_RARP, false);
        control.put(rarp, 0, 0);
        assertThat(arrives(a, farA)).as("asked first, it lets pass").isTrue();
        assertThat(control.delete(rarp)).isTrue();
        assertThat(control.delete(rarp)).as("a second time").isFalse();
        assertThat(arrives(a, farA)).isFalse();
    }

    private TrafficFilter only(IfIndex link, TcHook hook) {
        List<TrafficFilter> filters = control.filters(link, hook);
        assertThat(filters).hasSize(1);
        return filters.get(0);
    }

    @Test
    void matchallRedirectsOrTheKernelSaysThatItHasNone() {
        route.addClsact(a);
        try {
            control.add(a, TcHook.EGRESS, 5, Classifier.MATCHALL, Mirred.redirectTo(b));
        } catch (NetlinkException e) {
            assertThat(e.getMessage())
                    .startsWith("add filter matchall to egress of va: egress redirect to vb: ")
                    .contains("(ENOENT)")
                    .contains("TC classifier not found");
            assertThat(control.filters(a, TcHook.EGRESS)).isEmpty();
            return;
        }
        assertThat(arrives(a, farB)).isTrue();
        assertThat(control.filters(a, TcHook.EGRESS))
                .flatExtracting(TrafficFilter::actions)
                .hasSize(1);
    }

    @Test
    void filterWithoutPlaceIsRefused() {
        assertThatThrownBy(() -> control.add(a, TcHook.EGRESS, 5, Classifier.U32, Mirred.redirectTo(b)))
                .isInstanceOf(NetlinkException.class)
                .hasMessageContaining("EINVAL");
        assertThat(control.filters(a, TcHook.EGRESS)).isEmpty();
        assertThat(control.deletePriority(a, TcHook.EGRESS, 5)).isFalse();
    }

    @Test
    void filtersOfOtherKindsAreShownWithoutActions() {
        route.addClsact(a);
        namespace.run("tc filter add dev va egress protocol ip prio 9 u32 match u32 0 0 classid 1:1");
        assertThat(control.filters(a, TcHook.EGRESS)).singleElement().satisfies(filter -> {
            assertThat(filter.protocol()).isEqualTo(0x0800);
            assertThat(filter.actions()).isEmpty();
        });
    }

    @Test
    void classlessQdiscsMoveToAnotherLinkUnchanged() {
        for (String kind : new String[] {
            "pfifo limit 77", "bfifo limit 77000", "tbf rate 1mbit burst 10k latency 50ms", "pfifo_fast"
        }) {
            namespace.run("tc qdisc replace dev va root handle 8001: " + kind);
            Qdisc qdisc = control.rootOf(a).orElseThrow();
            assertThat(qdisc.isClassless()).isTrue();
            control.replace(qdisc.movedTo(b));
            assertThat(control.rootOf(b)).as(kind).contains(qdisc.movedTo(b));
            assertThat(shown("vb")).as(kind).isEqualTo(shown("va"));
            assertThat(control.deleteRoot(a)).isTrue();
            assertThat(control.rootOf(a).orElseThrow().kind()).isEqualTo("noqueue");
            control.deleteRoot(b);
        }
        assertThat(control.deleteRoot(a)).as("the kernel's default").isFalse();
    }

    @Test
    void qdiscWithClassesIsNotClassless() {
        namespace.run("tc qdisc replace dev va root handle 8001: htb");
        Qdisc root = control.rootOf(a).orElseThrow();
        assertThat(root.text()).isEqualTo("htb 8001:");
        assertThat(root.isClassless()).isFalse();
        assertThat(control.qdiscs()).contains(root);
    }

    private String shown(String link) {
        return namespace
                .run("tc qdisc show dev " + link + " root")
                .replace("qdisc ", "")
                .strip();
    }

    private static byte[] addressed(MacAddress to) {
        byte[] frame = ArpFrames.rarp(SENDER);
        System.arraycopy(to.toBytes(), 0, frame, 0, 6);
        return frame;
    }

    private boolean arrives(IfIndex from, IfIndex at) {
        return arrives(from, at, ArpFrames.rarp(SENDER));
    }

    private boolean arrives(IfIndex from, IfIndex at, byte[] frame) {
        try (PacketSocket receiver = namespace.call(() -> PacketSocket.open(at, ETH_P_RARP));
                PacketSocket sender = namespace.call(() -> PacketSocket.open(from, 0))) {
            sender.send(frame);
            // what is to come comes within the call that sends
            boolean first = receiver.receive(Duration.ZERO).isPresent();
            return first || receiver.receive(NEVER).isPresent();
        }
    }

    private IfIndex index(String name) {
        return route.link(name).orElseThrow().ifIndex();
    }
}
