package io.netfailover.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.types.IfIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What we show of links is what {@code ip -d -s -j link} shows, member by member. Needs root and iproute2. */
final class LinkDifferentialTest {
    private static final long SEED = 20_261_123;
    private static final int OPERATIONS = 80;

    private final Namespace namespace = new Namespace();
    private final RouteSocket route = namespace.openRouteSocket();

    @AfterEach
    void remove() {
        route.close();
        namespace.close();
    }

    @Test
    void everyKindOfLinkLooksAsIproute2ShowsIt() {
        for (String command : List.of(
                "ip link set lo up",
                "ip link add ea type veth peer name eb",
                "ip link add ec type veth peer name ed",
                "ip link add br0 type bridge ageing_time 6000 stp_state 1 group_fwd_mask 0x4000 priority 4096",
                "ip link set ec master br0",
                "ip link set eb master br0",
                "ip link set eb type bridge_slave isolated on learning off flood off neigh_suppress on hairpin on",
                "ip link set eb type bridge_slave group_fwd_mask 0x4008 fastleave on cost 77 backup_port ec",
                "ip link set eb group 42 promisc on allmulticast on txqueuelen 77",
                "ip link set ea mode dormant",
                "ip link add m0 link ea type macvlan mode private",
                "ip link add m1 link ed type macvlan mode source bcqueuelen 2000",
                "ip link set m1 type macvlan macaddr add 02:00:00:00:00:aa",
                "ip link add m2 link ed type macvtap mode vepa",
                "ip link add ifb7 type ifb",
                "ip link add vx0 type vxlan id 5 dstport 4789",
                "ip tuntap add tap0 mode tap vnet_hdr multi_queue",
                "ip tuntap add tun0 mode tun user 0",
                "ip link set ea alias some-text",
                "ip link property add dev ea altname an-alternative-name altname x",
                "ip link set ea addrgenmode none",
                "ip link set m0 protodown on",
                "ip link set eb up",
                "ip link set ea up",
                "ip link set br0 up")) {
            namespace.run(command);
            assertThat(IpJson.differences(namespace, route)).as(command).isEmpty();
        }
    }

    @Test
    void peerInAnotherNamespaceIsShownByItsIndex() {
        try (Namespace other = new Namespace()) {
            namespace.run("ip link add ea type veth peer name eb");
            namespace.run("ip link set eb netns " + other.path());
            assertThat(IpJson.differences(namespace, route)).isEmpty();
            other.run("ip link set eb up");
            namespace.run("ip link set ea up");
            assertThat(IpJson.differences(namespace, route)).isEmpty();
        }
    }

    @Test
    void randomChangesLeadToWhatIproute2Shows() {
        SplittableRandom random = new SplittableRandom(SEED);
        IfIndex bridge = route.links()
                .create(NewLink.bridge("br0", BridgeSettings.none()))
                .ifIndex();
        List<Link> pool = new ArrayList<>();
        for (int i = 0; i < OPERATIONS; i++) {
            String what = step(random, bridge, pool, i);
            assertThat(IpJson.differences(namespace, route))
                    .as("operation %d of seed %d: %s", i, SEED, what)
                    .isEmpty();
        }
    }

    private String step(SplittableRandom random, IfIndex bridge, List<Link> pool, int number) {
        if (pool.size() < 4 || random.nextInt(10) == 0) {
            VethEnds ends = route.createVeth(VethPair.of("v" + number, "w" + number));
            pool.add(ends.link());
            pool.add(ends.peer());
            return "create v" + number;
        }
        Link link = pool.get(random.nextInt(pool.size()));
        IfIndex index = link.ifIndex();
        LinkOperations links = route.links();
        boolean on = random.nextBoolean();
        switch (random.nextInt(12)) {
            case 0 -> route.setUp(index, on);
            case 1 -> route.setMtu(index, 1280 + random.nextInt(7000));
            case 2 -> links.setMaster(index, bridge);
            case 3 -> links.removeMaster(index);
            case 4 -> route.setAlias(index, on ? "alias " + number : "");
            case 5 -> route.addAltName(index, "alternative-" + number);
            case 6 -> links.setGroup(index, random.nextInt(100));
            case 7 -> links.setPromiscuous(index, on);
            case 8 -> links.setAllMulticast(index, on);
            case 9 -> route.setArp(index, on);
            case 10 -> links.setTxQueueLength(index, random.nextInt(5000));
            default -> {
                route.delete(index);
                pool.removeIf(gone -> route.link(gone.ifIndex()).isEmpty());
                return "delete " + link.name();
            }
        }
        return "change " + link.name();
    }

    @Test
    void differenceIsTold() {
        Map<String, Object> ip = Map.of("ifname", "a", "mtu", 1500, "linkinfo", Map.of("info_kind", "veth"));
        Map<String, Object> ours = Map.of("ifname", "a", "mtu", 1400, "linkinfo", Map.of());
        assertThat(LinkJsonComparison.differences(List.of(ip), List.of(ours)))
                .containsExactly("a linkinfo.info_kind: only ip show it", "a mtu: ip 1500, we 1400");
        assertThat(LinkJsonComparison.differences(List.of(ip), List.of()))
                .containsExactly("ip shows 1 links, we show 0");
        assertThat(LinkJsonComparison.differences(
                        List.of(Map.of("ifname", "a", "flags", List.of("UP"), "gc_timer", 1.5, "hello_timer", 5)),
                        List.of(Map.of("ifname", "a", "flags", List.of("DOWN"), "gc_timer", 1L, "hello_timer", 1.5))))
                .containsExactly("a flags: ip [UP], we [DOWN]", "a hello_timer: ip 5, we 1.5");
    }
}
