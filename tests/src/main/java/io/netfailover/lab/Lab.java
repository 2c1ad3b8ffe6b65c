package io.netfailover.lab;

import io.netfailover.os.NetworkNamespace;
import io.netfailover.types.MacAddress;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Three network namespaces: a <em>guest</em> with the links {@code ens10} (standby) and {@code ens11} (primary, same MAC), a
 * <em>switch</em> with a real bridge, and a <em>peer</em> on that bridge. Every name carries a run id. {@link #close} removes all of it,
 * also after an exception and on Ctrl-C; {@link #leftovers} says what it missed.
 */
public final class Lab implements AutoCloseable {
    public static final String STANDBY = "ens10";
    public static final String PRIMARY = "ens11";

    /** Of the switch: the far ends of the cables of standby and primary. */
    public static final String STANDBY_PORT = "standby";

    public static final String PRIMARY_PORT = "primary";

    static final String BRIDGE = "br0";
    private static final String PEER_PORT = "peer";
    private static final String PEER_LINK = "eth0";

    private static final Duration BATCH_LIMIT = Duration.ofMinutes(10);

    /** Far above any ifindex that the other namespaces reach. */
    private static final int FIRST_PORT = 1000;

    private static final String IPV6_OFF =
            "for which in all default; do echo 1 > /proc/sys/net/ipv6/conf/$which/disable_ipv6; done";

    private final RunId id = RunId.random();
    private final LabNamespace guest = new LabNamespace(id + "-guest");
    private final LabNamespace switchboard = new LabNamespace(id + "-switch");
    private final LabNamespace peer = new LabNamespace(id + "-peer");
    private Optional<LabNamespace> hidden = Optional.empty();
    private final Path directory = Path.of(System.getProperty("java.io.tmpdir"), id.toString());
    private final Leftovers leftovers = new Leftovers(id, directory);
    private final Deque<AutoCloseable> guests = new ArrayDeque<>();
    private final List<ProcessHandle> processes = new ArrayList<>();
    private final Thread hook = new Thread(this::closeInterrupted, "lab-removal");
    private volatile boolean interrupted;
    private int nextPort = FIRST_PORT;
    private boolean closed;

    private Lab() {}

    /** @throws LabException when it cannot be made; what had been made is removed again */
    public static Lab build() {
        Lab lab = new Lab();
        Runtime.getRuntime().addShutdownHook(lab.hook);
        try {
            lab.make();
            return lab;
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    private synchronized void make() {
        requireOpen();
        try {
            Files.createDirectory(directory);
            Files.createDirectory(home());
        } catch (IOException e) {
            throw new LabException("cannot make " + directory + ": " + e.getMessage(), e);
        }
        for (LabNamespace namespace : namespaces()) {
            ip("netns", "add", namespace.name());
            ip("-n", namespace.name(), "link", "set", "lo", "up");
            // Router solicitations and duplicate address detection would move the very counters that tell which path is
            // in use.
            Command.run(namespace.inside(List.of("sh", "-c", IPV6_OFF)).toArray(String[]::new))
                    .orFail();
        }
        hidden = Optional.of(new LabNamespace("netfailover-"
                + Long.toUnsignedString(NetworkNamespace.named(guest.name()).call(NetworkNamespace::currentCookie))));
        String plug = switchboard.name();
        ip("-n", plug, "link", "add", BRIDGE, "type", "bridge", "stp_state", "0", "mcast_snooping", "0");
        ip("-n", plug, "link", "set", BRIDGE, "up");
        connect(guest, STANDBY, STANDBY_PORT, guestMac());
        connect(guest, PRIMARY, PRIMARY_PORT, guestMac());
        connect(peer, PEER_LINK, PEER_PORT, id.mac(2));
        ip("-n", guest.name(), "link", "set", STANDBY, "up");
        ip("-n", peer.name(), "link", "set", PEER_LINK, "up");
        ip("-n", peer.name(), "address", "add", LabAddresses.PEER + "/" + LabAddresses.PREFIX, "dev", PEER_LINK);
    }

    /**
     * A cable. The two ends of a veth pair must not have the same ifindex, each in its namespace: linkwatch then takes them for links
     * without a lower one, and tells of their carrier up to a second late (linkwatch_urgent_event in net/core/link_watch.c).
     */
    private void connect(LabNamespace namespace, String link, String port, MacAddress mac) {
        String plug = switchboard.name();
        String index = Integer.toString(nextPort++);
        ip(
                "-n",
                plug,
                "link",
                "add",
                port,
                "index",
                index,
                "type",
                "veth",
                "peer",
                "name",
                link,
                "address",
                mac.toString(),
                "netns",
                namespace.name());
        ip("-n", plug, "link", "set", port, "master", BRIDGE);
        ip("-n", plug, "link", "set", port, "up");
    }

    /** One more cable, from the guest straight to the peer; both ends are down. */
    public synchronized void cable(String guestLink, String peerLink, MacAddress guestMac, MacAddress peerMac) {
        requireOpen();
        ip(
                "-n",
                peer.name(),
                "link",
                "add",
                peerLink,
                "index",
                Integer.toString(nextPort++),
                "address",
                peerMac.toString(),
                "type",
                "veth",
                "peer",
                "name",
                guestLink,
                "address",
                guestMac.toString(),
                "netns",
                guest.name());
    }

    private void ip(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        Command.run(command.toArray(String[]::new)).orFail();
    }

    /** The address that the standby and the primary share. */
    public MacAddress guestMac() {
        return id.mac(1);
    }

    /** The far end of the primary's cable: down is carrier loss in the guest. */
    public synchronized void setPrimaryCarrier(boolean carrier) {
        requireOpen();
        ip("-n", switchboard.name(), "link", "set", PRIMARY_PORT, carrier ? "up" : "down");
    }

    /** {@code ip -batch} in the switch: many changes as fast as the kernel makes them. */
    public synchronized void switchBatch(List<String> lines) {
        requireOpen();
        Path file = directory.resolve("switch.batch");
        try {
            Files.write(file, lines);
        } catch (IOException e) {
            throw new LabException("cannot write a batch for ip: " + e.getMessage(), e);
        }
        ProcessBuilder ip = new ProcessBuilder("ip", "-n", switchboard.name(), "-batch", file.toString());
        Command.run(ip, BATCH_LIMIT).orFail();
    }

    /** Whether the switch takes what comes over the primary's cable; either way there is carrier. */
    public synchronized void setPrimaryForwarding(boolean forwarding) {
        requireOpen();
        if (forwarding) {
            ip("-n", switchboard.name(), "link", "set", PRIMARY_PORT, "master", BRIDGE);
        } else {
            ip("-n", switchboard.name(), "link", "set", PRIMARY_PORT, "nomaster");
        }
    }

    /** The primary disappears, as a VF that the hypervisor takes away. */
    public synchronized void unplugPrimary() {
        requireOpen();
        ip("-n", switchboard.name(), "link", "delete", PRIMARY_PORT);
    }

    /** A new link with the primary's name and address. */
    public synchronized void plugPrimary() {
        requireOpen();
        connect(guest, PRIMARY, PRIMARY_PORT, guestMac());
    }

    /** Starts a program that {@link #close} kills if it still runs; its words are appended to {@code log}. */
    public synchronized Process start(
            LabNamespace where, Map<String, String> environment, Path log, List<String> command) {
        requireOpen();
        ProcessBuilder builder = new ProcessBuilder(where.inside(command)).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        Process process = Command.start(builder);
        processes.add(process.toHandle());
        return process;
    }

    /** Ties something to the lab's life: it is closed before the namespaces go. */
    public synchronized <T extends AutoCloseable> T tie(T resource) {
        guests.push(resource);
        return resource;
    }

    private void requireOpen() {
        if (closed) {
            throw new LabException("the lab " + id + " has been removed");
        }
    }

    /** Leaves everything as it is, for a look; what to type to remove it. */
    public synchronized String keep() {
        forgetHook();
        closed = true;
        return String.format(
                "for n in %s %s %s; do ip netns pids $n | xargs -r kill -9; ip netns delete $n; done; umount -R %s/*; rm -r %s",
                guest.name(), switchboard.name(), peer.name(), home(), directory);
    }

    /** Removes everything; idempotent, each step bounded, none skipped because an earlier one failed. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        forgetHook();
        while (!guests.isEmpty()) {
            AutoCloseable resource = guests.pop();
            Removal.attempt(resource::close);
        }
        leftovers.census().look();
        processes.forEach(process -> Removal.attempt(() -> Command.kill(process)));
        Removal.attempt(() -> Leftovers.awaitEnd(processes));
        Mounts.under(directory)
                .forEach(mount ->
                        Removal.attempt(() -> Command.run("umount", mount).orFail()));
        Stream.concat(namespaces().stream(), hidden.stream())
                .filter(namespace -> Files.exists(namespace.file()))
                .forEach(namespace -> Removal.attempt(() -> ip("netns", "delete", namespace.name())));
        Removal.attempt(() -> Trees.delete(directory));
    }

    /** Ctrl-C, or an exit in the middle. */
    private void closeInterrupted() {
        interrupted = true;
        System.err.println("\ninterrupted: removing the lab " + id);
        close();
        System.err.println(leftovers.verdict(leftovers()));
    }

    /** The virtual machine is ending, so what fails now need not be reported. */
    public boolean interrupted() {
        return interrupted;
    }

    private void forgetHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The virtual machine is ending and runs that very hook.
        }
    }

    /** What is still there after {@link #close}, waiting a bounded time for what the kernel frees late; empty is what one wants. */
    public List<String> leftovers() {
        return leftovers.await(Duration.ofSeconds(10));
    }

    public Leftovers evidence() {
        return leftovers;
    }

    public RunId id() {
        return id;
    }

    public LabNamespace guest() {
        return guest;
    }

    public LabNamespace switchboard() {
        return switchboard;
    }

    public LabNamespace peer() {
        return peer;
    }

    /** Where slaves of the layout hidden live; there while there are any. */
    public LabNamespace hidden() {
        return hidden.orElseThrow();
    }

    public List<LabNamespace> namespaces() {
        return List.of(guest, switchboard, peer);
    }

    /** Everything of this run that is a file. */
    public Path directory() {
        return directory;
    }

    /** {@code NETFAILOVER_HOME} of the daemon in the guest. */
    public Path home() {
        return directory.resolve("home");
    }
}
