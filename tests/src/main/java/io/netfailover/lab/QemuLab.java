package io.netfailover.lab;

import io.netfailover.hypervisor.Hypervisor;
import io.netfailover.hypervisor.VfNic;
import io.netfailover.hypervisor.qmp.QmpHypervisor;
import io.netfailover.types.DomainName;
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
import java.util.stream.IntStream;

/**
 * Two hypervisors, the fabric between them and a client of the VM, as network namespaces; and a VM with Debian's kernel whose own
 * net_failover joins standby and primary. {@link #close} removes all of it, with every process in those namespaces.
 */
public final class QemuLab implements AutoCloseable {
    public static final DomainName DOMAIN = new DomainName("vm1");
    private static final String FABRIC_SWITCH = "sw0";
    private static final Duration BOOT_LIMIT = Duration.ofSeconds(60);
    private static final Duration SOCKET_LIMIT = Duration.ofSeconds(10);

    private final RunId id = RunId.random();
    private final Path directory = Path.of(System.getProperty("java.io.tmpdir"), id.toString());
    private final Leftovers leftovers = new Leftovers(id, directory);
    private final Removal removal = new Removal("qemu-lab", this::end);
    private final LabNamespace fabric = new LabNamespace(id + "-fabric");
    private final LabNamespace client = new LabNamespace(id + "-client");
    private final QemuLabSpec spec;
    private final List<LabPair> pairs;
    private final QemuHost hostA;
    private final QemuHost hostB;
    private final Deque<AutoCloseable> resources = new ArrayDeque<>();
    private final List<Process> started = new ArrayList<>();

    private QemuLab(QemuLabSpec spec) {
        this.spec = spec;
        this.pairs = IntStream.range(0, spec.pairs())
                .mapToObj(number -> new LabPair(number, id.mac(number + 1)))
                .toList();
        this.hostA = host("a", "192.168.99.1");
        this.hostB = host("b", "192.168.99.2");
    }

    private QemuHost host(String letter, String address) {
        return new QemuHost(spec, pairs, new LabNamespace(id + "-host" + letter), directory.resolve(letter), address);
    }

    /** Hosts and network; the VM does not run yet. */
    public static QemuLab build(QemuLabSpec spec) {
        List<String> parts = spec.java() ? List.of("base", "echo", "jvm") : List.of("base", "echo");
        GuestImages.prepare(parts);
        QemuLab lab = new QemuLab(spec);
        lab.removal.arm();
        try {
            lab.make(parts);
            return lab;
        } catch (IOException e) {
            lab.close();
            throw new LabException("cannot make " + lab.directory + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    private synchronized void make(List<String> parts) throws IOException {
        Files.createDirectory(directory);
        GuestImages.concatenate(parts, directory.resolve("initramfs"));
        for (LabNamespace namespace : namespaces()) {
            ip("netns", "add", namespace.name());
            namespace.ip("link", "set", "lo", "up").orFail();
            Command.run(namespace
                            .inside(
                                    List.of(
                                            "sh",
                                            "-c",
                                            "for which in all default; do echo 1 >/proc/sys/net/ipv6/conf/$which/disable_ipv6; done"))
                            .toArray(String[]::new))
                    .orFail();
        }
        fabric.ip("link", "add", FABRIC_SWITCH, "type", "bridge", "forward_delay", "0", "mcast_snooping", "0")
                .orFail();
        fabric.ip("link", "set", FABRIC_SWITCH, "up").orFail();
        plug("a", hostA.namespace(), QemuHost.PF);
        plug("b", hostB.namespace(), QemuHost.PF);
        plug("client", client, "eth0");
        for (LabPair pair : pairs) {
            client.ip("address", "add", pair.clientAddress() + "/24", "dev", "eth0")
                    .orFail();
        }
        for (QemuHost host : hosts()) {
            host.make();
            host.addressOutside(linkAddress(client, "eth0"));
            resources.push(host.startSwitch());
        }
        joinMigrationNetwork();
    }

    private void plug(String port, LabNamespace namespace, String link) {
        fabric.ip("link", "add", "p-" + port, "type", "veth", "peer", "name", link, "netns", namespace.name())
                .orFail();
        fabric.ip("link", "set", "p-" + port, "master", FABRIC_SWITCH, "up").orFail();
        namespace.ip("link", "set", link, "up").orFail();
    }

    private static String linkAddress(LabNamespace namespace, String link) {
        return namespace
                .ip("-br", "link", "show", "dev", link)
                .orFail()
                .out()
                .strip()
                .split("\\s+", -1)[2];
    }

    private void joinMigrationNetwork() {
        String link = QemuHost.MIGRATION_LINK;
        String other = hostB.namespace().name();
        hostA.namespace()
                .ip("link", "add", link, "type", "veth", "peer", "name", link, "netns", other)
                .orFail();
        for (QemuHost host : hosts()) {
            host.namespace()
                    .ip("address", "add", host.address() + "/24", "dev", link)
                    .orFail();
            host.namespace().ip("link", "set", link, "up").orFail();
        }
    }

    private static void ip(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        Command.run(command.toArray(String[]::new)).orFail();
    }

    /** The adapter as the daemon of that host has it. */
    public synchronized Hypervisor hypervisor(QemuHost host) {
        QmpHypervisor hypervisor = new QmpHypervisor(host.settings(DOMAIN));
        resources.push(hypervisor);
        return hypervisor;
    }

    /** Starts the VM as a person would. */
    public synchronized void start(QemuHost host, List<VfNic> plugged) {
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(host.domain(DOMAIN).commandLine(false, plugged));
        started.add(Command.start(new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(host.directory().resolve("qemu").toFile())));
    }

    /** Starts the VM with its VFs, and waits until the guest answers the client. */
    public GuestConsole boot(QemuHost host) {
        start(host, host.vfs());
        GuestConsole guest = console(host);
        guest.awaitBoot(BOOT_LIMIT);
        if (spec.java()) {
            guest.makeOwnMaster(GuestClasses.ofThisJvm());
        }
        guest.serve(pairs);
        return guest;
    }

    /** Commands in the guest that runs, or will run, on that host. */
    public synchronized GuestConsole console(QemuHost host) {
        GuestConsole console = new GuestConsole(host, GuestAgent.connect(host.agentSocket(), SOCKET_LIMIT));
        resources.push(console);
        return console;
    }

    /** QMP beside the adapter's, for what a test does to the VM. */
    public Qmp qmp(QemuHost host) {
        return qmp(host, SOCKET_LIMIT);
    }

    /** @param limit in which a QEMU must have begun to listen on that host */
    public Qmp qmp(QemuHost host, Duration limit) {
        Qmp qmp = Qmp.connect(host.labSocket(), limit);
        synchronized (this) {
            resources.push(qmp);
        }
        return qmp;
    }

    /** Kills every QEMU on both hosts. */
    public void killGuests() {
        List<ProcessHandle> qemus = hosts().stream()
                .flatMap(host -> host.namespace().processes().stream())
                .toList();
        qemus.forEach(Command::kill);
        Leftovers.awaitEnd(qemus);
    }

    /** Of the first pair. */
    public GuestProbe probe(int perSecond) {
        return probe(pairs.get(0), perSecond);
    }

    GuestProbe probe(LabPair pair, int perSecond) {
        GuestProbe probe = GuestProbe.start(client, pair.guestAddress(), perSecond);
        synchronized (this) {
            resources.push(probe);
        }
        return probe;
    }

    /** The cable of a PF, or that of the migration network. */
    public void setLink(QemuHost host, String link, boolean up) {
        host.namespace().ip("link", "set", link, up ? "up" : "down").orFail();
    }

    /** QEMUs alone; everything else that runs there is not among them. */
    public List<ProcessHandle> qemus(QemuHost host) {
        return host.namespace().processes(QemuHost.PROCESS);
    }

    /** Of the first pair. */
    public MacAddress mac() {
        return pairs.get(0).mac();
    }

    public List<LabPair> pairs() {
        return pairs;
    }

    public QemuHost hostA() {
        return hostA;
    }

    public QemuHost hostB() {
        return hostB;
    }

    public List<QemuHost> hosts() {
        return List.of(hostA, hostB);
    }

    public LabNamespace client() {
        return client;
    }

    private List<LabNamespace> namespaces() {
        return List.of(fabric, client, hostA.namespace(), hostB.namespace());
    }

    /** One line for each thing of this lab that is still there; for after {@link #close}. */
    public List<String> leftovers() {
        return leftovers.await(Duration.ofSeconds(5));
    }

    @Override
    public void close() {
        removal.close();
    }

    private synchronized void end() {
        while (!resources.isEmpty()) {
            Removal.attempt(resources.pop()::close);
        }
        List<ProcessHandle> qemus = new ArrayList<>();
        started.forEach(process -> qemus.add(process.toHandle()));
        hosts().stream()
                .filter(host -> Files.exists(host.namespace().file()))
                .forEach(host -> qemus.addAll(host.namespace().processes()));
        qemus.forEach(Command::kill);
        Removal.attempt(() -> Leftovers.awaitEnd(qemus));
        namespaces().stream()
                .filter(namespace -> Files.exists(namespace.file()))
                .forEach(namespace -> Removal.attempt(() -> ip("netns", "delete", namespace.name())));
        Removal.attempt(() -> Trees.delete(directory));
    }
}
