package io.netfailover.netlink;

import static io.netfailover.netlink.Addressing.ip;
import static io.netfailover.netlink.Addressing.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.os.NetworkNamespace;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events of the groups that a receiver joined, and of no others. */
final class RouteEventsTest {
    private static final MacAddress MAC = MacAddress.parse("02:00:00:00:0a:01");
    private static final int BUFFER_BYTES = 1 << 20;
    private static final long PATIENCE_S = 10;

    private final Namespace namespace = new Namespace();
    private final RouteSocket route = namespace.openRouteSocket();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private IfIndex link = new IfIndex(1);

    /** Tells texts, of the link {@code va} alone, since the kernel does more than it is asked for. */
    private final class Recorder implements RouteListener {
        private void add(String text, boolean ofOurs) {
            if (ofOurs) {
                told.add(text);
            }
        }

        @Override
        public void linkChanged(Link changed) {
            add("link " + changed.name(), changed.ifIndex().equals(link));
        }

        @Override
        public void linkRemoved(Link removed) {
            add("no link " + removed.name(), removed.ifIndex().equals(link));
        }

        @Override
        public void addressChanged(InterfaceAddress address) {
            add("address " + address.text(), address.ifIndex().equals(link));
        }

        @Override
        public void addressRemoved(InterfaceAddress address) {
            add("no address " + address.text(), address.ifIndex().equals(link));
        }

        @Override
        public void neighbourChanged(Neighbour neighbour) {
            add("neighbour " + neighbour.address().getHostAddress(), neighbour.state() == NudState.PERMANENT);
        }

        @Override
        public void neighbourRemoved(Neighbour neighbour) {
            add(
                    "no neighbour " + neighbour.address().getHostAddress(),
                    neighbour.address().equals(ip("10.1.2.9")));
        }

        @Override
        public void fdbEntryChanged(FdbEntry entry) {
            add("fdb " + entry.address(), entry.address().equals(MAC));
        }

        @Override
        public void fdbEntryRemoved(FdbEntry entry) {
            add("no fdb " + entry.address(), entry.address().equals(MAC));
        }

        @Override
        public void routeChanged(Route changed) {
            add("route " + changed.text(), changed.table() == 4711);
        }

        @Override
        public void routeRemoved(Route removed) {
            add("no route " + removed.text(), removed.table() == 4711);
        }

        @Override
        public void ruleChanged(Rule rule) {
            add("rule " + rule.text(), true);
        }

        @Override
        public void ruleRemoved(Rule rule) {
            add("no rule " + rule.text(), true);
        }

        @Override
        public void qdiscChanged(Qdisc qdisc) {
            add("qdisc " + qdisc.kind(), qdisc.handle() != 0);
        }

        @Override
        public void qdiscRemoved(Qdisc qdisc) {
            add("no qdisc " + qdisc.kind(), qdisc.handle() != 0);
        }

        @Override
        public void pictureLost(String reason) {
            told.add("lost: " + reason);
        }
    }

    @BeforeEach
    void pair() {
        namespace.run("ip link add va type veth peer name vb");
        namespace.run("ip link set va addrgenmode none up");
        namespace.run("ip link set vb addrgenmode none up");
        link = route.link("va").orElseThrow().ifIndex();
    }

    @AfterEach
    void remove() {
        route.close();
        namespace.close();
    }

    @Test
    void addressesOfSlavesAreSeenWithoutListeningToAnythingElse() throws InterruptedException {
        try (NetlinkReceiver receiver = receiver(Set.of(RouteGroup.IPV4_ADDRESS, RouteGroup.IPV6_ADDRESS))) {
            receiver.start();
            route.setMtu(link, 1400);
            namespace.run("ip address add 10.1.2.3/24 dev va");
            assertThat(next()).isEqualTo("address 10.1.2.3/24");
            namespace.run("ip address add fd00::3/64 dev va nodad");
            assertThat(next()).isEqualTo("address fd00:0:0:0:0:0:0:3/64");
            namespace.run("ip address del 10.1.2.3/24 dev va");
            assertThat(next()).isEqualTo("no address 10.1.2.3/24");
            assertThat(receiver.statistics().messages())
                    .as("nothing about links came at all")
                    .isEqualTo(receiver.statistics().datagrams());
        }
    }

    @Test
    void everyGroupIsTold() throws InterruptedException {
        namespace.run("ip link add br0 type bridge");
        namespace.run("ip link set vb master br0");
        IfIndex port = route.link("vb").orElseThrow().ifIndex();
        try (NetlinkReceiver receiver = receiver(Set.of(RouteGroup.values()))) {
            receiver.start();
            InterfaceAddress address = InterfaceAddress.of(link, ip("10.1.2.3"), 24);
            route.addresses().add(address);
            assertThat(next()).isEqualTo("address 10.1.2.3/24");
            route.neighbours().add(Neighbour.of(link, ip("10.1.2.9"), MAC, NudState.PERMANENT));
            assertThat(next()).isEqualTo("neighbour 10.1.2.9");
            route.neighbours().delete(link, ip("10.1.2.9"));
            assertThat(next()).isEqualTo("no neighbour 10.1.2.9");
            FdbEntry entry = FdbEntry.onBridgePort(port, MAC);
            route.fdb().add(entry);
            assertThat(next()).isEqualTo("fdb " + MAC);
            route.fdb().delete(entry);
            assertThat(next()).isEqualTo("no fdb " + MAC);
            Route table = Route.to(prefix("10.5.0.0", 16))
                    .link(link)
                    .scope(InterfaceAddress.RT_SCOPE_LINK)
                    .table(4711)
                    .build();
            route.routes().add(table);
            assertThat(next()).isEqualTo("route 10.5.0.0/16 table 4711");
            route.routes().delete(table);
            assertThat(next()).isEqualTo("no route 10.5.0.0/16 table 4711");
            Rule rule = Rule.inet(501).table(4711).build();
            route.rules().add(rule);
            assertThat(next()).isEqualTo("rule 501: from all lookup 4711");
            route.rules().delete(rule);
            assertThat(next()).isEqualTo("no rule 501: from all lookup 4711");
            route.trafficControl().addIngress(link);
            assertThat(next()).isEqualTo("qdisc ingress");
            route.trafficControl().deleteIngress(link);
            assertThat(next()).isEqualTo("no qdisc ingress");
            route.setMtu(link, 1400);
            assertThat(next()).isEqualTo("link va");
            route.addresses().delete(address);
            assertThat(next()).isEqualTo("no address 10.1.2.3/24");
            route.delete(link);
            String last = next();
            while (last.equals("link va")) {
                last = next();
            }
            assertThat(last).isEqualTo("no link va");
        }
    }

    @Test
    void socketOpenedElsewhereMovesNoThread() {
        long here = NetworkNamespace.currentCookie();
        Map<String, String> before = namespacesOfThreads();
        try (RouteSocket named = RouteSocket.openIn(NetworkNamespace.named(namespace.name()));
                RouteSocket ours = RouteSocket.openIn(
                        NetworkNamespace.ofProcess(ProcessHandle.current().pid()))) {
            assertThat(named.netnsCookie()).isNotEqualTo(here).isEqualTo(route.netnsCookie());
            assertThat(ours.netnsCookie()).isEqualTo(here);
            assertThat(named.link("va")).isPresent();
            assertThat(NetworkNamespace.currentCookie()).isEqualTo(here);
        }
        Map<String, String> after = namespacesOfThreads();
        after.keySet().retainAll(before.keySet());
        assertThat(before).containsAllEntriesOf(after);
        assertThat(after).as("most threads are still there").hasSizeGreaterThan(3);
    }

    /** Of the threads of this JVM by their numbers, without those that end meanwhile. */
    private static Map<String, String> namespacesOfThreads() {
        Map<String, String> namespaces = new TreeMap<>();
        File[] tasks = new File("/proc/self/task").listFiles();
        for (File task : Objects.requireNonNull(tasks)) {
            try {
                Path namespace = Files.readSymbolicLink(task.toPath().resolve("ns/net"));
                namespaces.put(task.getName(), namespace.toString());
            } catch (IOException e) {
                // it has ended meanwhile
            }
        }
        return namespaces;
    }

    private String next() throws InterruptedException {
        return String.valueOf(told.poll(PATIENCE_S, TimeUnit.SECONDS));
    }

    private NetlinkReceiver receiver(Set<RouteGroup> groups) {
        return namespace.call(() -> new NetlinkReceiver(new Recorder(), groups, BUFFER_BYTES));
    }
}
