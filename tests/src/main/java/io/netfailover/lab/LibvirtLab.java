package io.netfailover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Two hosts with a real libvirtd each, a fabric between them, and a client on the fabric. Each host has a card {@code ens6np0}, whose PF is
 * a link, whose switch is a bridge {@code esw}, and whose seven VFs are not there, but libvirt takes them for such; and a bridge
 * {@code br0}, whose uplink {@code vf0} leads into that switch. {@link #close} removes everything.
 */
public final class LibvirtLab implements AutoCloseable {
    public static final String PF = "ens6np0";

    static final String NETWORK = "10.77.0.";
    private static final String CLIENT = NETWORK + "254";
    private static final String CLIENT_MAC = "02:77:00:00:00:fe";
    static final String BRIDGE = "br0";
    static final String UPLINK_VF = "vf0";
    private static final String SWITCH_PORT = "vf0r";
    /** Where the NICs that stand for VFs are plugged in: behind the uplink, as seen from the host's bridge ({@code emulator}). */
    static final String SWITCH = "esw";

    private static final List<String> GUEST_PARTS = List.of("base", "echo");

    private final RunId id = RunId.random();
    private final Path directory = Path.of(System.getProperty("java.io.tmpdir"), id.toString());
    private final Leftovers leftovers = new Leftovers(id, directory);
    private final LabNamespace fabric = new LabNamespace(id + "-fab");
    private final List<LabNamespace> namespaces = new ArrayList<>(List.of(fabric));
    private final List<LibvirtHost> hosts = new ArrayList<>();
    private final List<LibvirtGuest> guests = new ArrayList<>();
    private final Removal removal = new Removal("libvirt-lab", this::end);

    private LibvirtLab() {}

    /** @throws LabException when it cannot be made; what had been made is removed again */
    public static LibvirtLab build() {
        GuestImages.prepare(GUEST_PARTS);
        LibvirtLab lab = new LibvirtLab();
        lab.removal.arm();
        try {
            lab.make();
            return lab;
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    private void make() {
        try {
            Files.createDirectory(directory);
            GuestImages.concatenate(GUEST_PARTS, directory.resolve(LibvirtGuest.INITRAMFS));
        } catch (IOException e) {
            throw new LabException("cannot make " + directory + ": " + e.getMessage(), e);
        }
        Path shim = directory.resolve("sriov.so");
        Command.run(
                        "cc",
                        "-shared",
                        "-fPIC",
                        "-O1",
                        "-o",
                        shim.toString(),
                        LibvirtHost.program("sriov.c").toString())
                .orFail();
        ip("netns", "add", fabric.name());
        ip("-n", fabric.name(), "link", "add", BRIDGE, "type", "bridge", "stp_state", "0", "mcast_snooping", "0");
        ip("-n", fabric.name(), "link", "set", BRIDGE, "address", CLIENT_MAC);
        ip("-n", fabric.name(), "address", "add", CLIENT + "/24", "dev", BRIDGE);
        ip("-n", fabric.name(), "link", "set", BRIDGE, "up");
        for (int number = 1; number <= 2; number++) {
            hosts.add(host(number, shim));
        }
        hosts.parallelStream().forEach(LibvirtHost::start);
    }

    private LibvirtHost host(int number, Path shim) {
        LabNamespace namespace = new LabNamespace(id + "-hv" + number);
        namespaces.add(namespace);
        LibvirtHost host = new LibvirtHost(namespace, directory.resolve("hv" + number), number, shim);
        String name = namespace.name();
        ip("netns", "add", name);
        ip("-n", name, "link", "set", "lo", "up");
        for (String bridge : List.of(BRIDGE, SWITCH)) {
            ip("-n", name, "link", "add", bridge, "type", "bridge", "stp_state", "0", "mcast_snooping", "0");
            ip("-n", name, "link", "set", bridge, "up");
        }
        ip("-n", name, "link", "add", PF, "type", "veth", "peer", "name", uplink(host), "netns", fabric.name());
        // A card's switch has no address and answers nobody; this bridge would, for the host, with a MAC that changes
        // with its VFs.
        ip("-n", name, "link", "set", SWITCH, "arp", "off");
        ip("-n", name, "link", "set", PF, "master", SWITCH, "up");
        ip("-n", fabric.name(), "link", "set", uplink(host), "master", BRIDGE, "up");
        ip("-n", name, "link", "add", UPLINK_VF, "address", host.mac(), "type", "veth", "peer", "name", SWITCH_PORT);
        ip("-n", name, "link", "set", SWITCH_PORT, "master", SWITCH, "up");
        ip("-n", name, "link", "set", UPLINK_VF, "master", BRIDGE, "up");
        // Else it would be that of the port with the lowest one, which changes with its VMs.
        ip("-n", name, "link", "set", BRIDGE, "address", host.mac());
        ip("-n", name, "address", "add", host.address() + "/24", "dev", BRIDGE);
        return host;
    }

    private static String uplink(LibvirtHost host) {
        return host.name();
    }

    /**
     * From now on the switch in a host's card learns nothing, as that of a NIC: it sends what is for no VF to the wire, by entries, so
     * that no frame reaches the uplink VF as well while two VFs claim one address.
     *
     * @param ports taps of VFs that may come, by index
     */
    EmbeddedSwitch startSwitch(LibvirtHost host, Map<Integer, String> ports, Path admin) {
        bridge(host, "link", "set", "dev", PF, "learning", "off");
        bridge(host, "fdb", "replace", CLIENT_MAC, "dev", PF, "master", "static");
        hosts.stream()
                .filter(other -> !other.equals(host))
                .forEach(other -> bridge(host, "fdb", "replace", other.mac(), "dev", PF, "master", "static"));
        Map<Integer, String> all = new HashMap<>(ports);
        all.put(0, SWITCH_PORT);
        return EmbeddedSwitch.start(host.namespace(), UPLINK_VF, all, admin);
    }

    private static void bridge(LibvirtHost host, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of("bridge", "-n", host.namespace().name()));
        command.addAll(List.of(arguments));
        Command.run(command.toArray(String[]::new)).orFail();
    }

    /** Cuts or mends the cable between a host and the fabric. */
    public void setUplink(LibvirtHost host, boolean up) {
        ip("-n", fabric.name(), "link", "set", uplink(host), up ? "up" : "down");
    }

    private static void ip(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        Command.run(command.toArray(String[]::new)).orFail();
    }

    public LibvirtHost source() {
        return hosts.get(0);
    }

    public LibvirtHost destination() {
        return hosts.get(1);
    }

    /** A guest of its own name and addresses, which is not defined anywhere yet. */
    public LibvirtGuest guest() {
        LibvirtGuest guest = new LibvirtGuest(id, guests.size() + 1, directory);
        guests.add(guest);
        return guest;
    }

    /** Whether the client reaches an address: one of several pings is answered. */
    public boolean reaches(String address) {
        return Command.run(fabric.inside(List.of("ping", "-q", "-c", "10", "-i", "0.1", "-w", "4", address))
                                .toArray(String[]::new))
                        .exit()
                == 0;
    }

    public List<LibvirtHost> hosts() {
        return List.copyOf(hosts);
    }

    Path directory() {
        return directory;
    }

    /** On the fabric. */
    public LabNamespace client() {
        return fabric;
    }

    public RunId id() {
        return id;
    }

    /** One line for each thing that is still there; for after {@link #close}. */
    public List<String> leftovers() {
        return leftovers.await(java.time.Duration.ofSeconds(10));
    }

    @Override
    public void close() {
        removal.close();
    }

    /** Each step is bounded, and none is skipped because an earlier one failed. */
    private synchronized void end() {
        guests.forEach(guest -> Removal.attempt(guest::disconnect));
        // Without their libvirtd, QEMUs are nobody's children.
        hosts.forEach(host -> Removal.attempt(host::close));
        List<ProcessHandle> processes = Leftovers.processes(id).stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .toList();
        processes.forEach(ProcessHandle::destroyForcibly);
        Wait.until(() -> processes.stream().noneMatch(ProcessHandle::isAlive), Command.LIMIT);
        namespaces.stream()
                .filter(namespace -> Files.exists(namespace.file()))
                .forEach(namespace -> Removal.attempt(() -> ip("netns", "delete", namespace.name())));
        Removal.attempt(() -> Trees.delete(directory));
    }
}
