package io.netfailover.lab;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfailover.types.MacAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What is to be seen of a VM on one host: itself, and everything that a migration changes on the way. Two ends of migrations are alike
 * when their pictures are equal.
 *
 * @param state what the hypervisor says, {@code running} or another of its words; {@code none} when nothing of it is there
 * @param lines one for each thing, in order
 */
public record HostPicture(String state, List<String> lines) {
    /** After the end of a migration until its picture stays: links show the end of their QEMU up to a second later. */
    public static final Duration SETTLING = Duration.ofSeconds(2);

    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final String NO_VM = "none";

    static HostPicture of(QemuHost host, List<MacAddress> macs, HostDaemon daemon) {
        List<String> lines = new ArrayList<>();
        String state = qemu(host, lines);
        network(host.place(), macs, lines);
        pool(daemon, lines);
        return new HostPicture(state, List.copyOf(lines));
    }

    static HostPicture of(LibvirtHost host, LibvirtGuest guest, HostPlace place, HostDaemon daemon) {
        List<String> lines = new ArrayList<>();
        String state = libvirt(host, guest.name().value(), lines);
        network(place, List.of(guest.mac()), lines);
        pool(daemon, lines);
        return new HostPicture(state, List.copyOf(lines));
    }

    private static String libvirt(LibvirtHost host, String name, List<String> lines) {
        int processes = host.qemus().size();
        lines.add("QEMU processes " + processes);
        boolean known =
                host.virsh("list", "--all", "--name").orFail().out().lines().anyMatch(name::equals);
        if (!known) {
            return processes == 0 ? NO_VM : "unknown to libvirt";
        }
        said(lines, "live: ", host.virsh("domiflist", name));
        said(lines, "defined: ", host.virsh("domiflist", name, "--inactive"));
        String state = host.virsh("domstate", name).orFail().out().strip();
        lines.add("the VM is " + state);
        return state;
    }

    private static void network(HostPlace place, List<MacAddress> macs, List<String> lines) {
        LabNamespace namespace = place.namespace();
        forwarding(namespace, macs, lines);
        // flags and masters of links; which bridge port floods; feeds by mirred
        said(lines, "", namespace.ip("-br", "link"));
        lines.removeIf(line -> line.startsWith(QemuHost.MIGRATION_LINK)); // a cut of that network is nobody's trace
        said(lines, "", Command.run("bridge", "-n", namespace.name(), "-d", "link"));
        said(lines, "", Command.run("tc", "-n", namespace.name(), "qdisc", "show"));
        claims(place, lines);
    }

    /** Of VFs with an address; one that was cleared is as one that was never used. */
    private static void claims(HostPlace place, List<String> lines) {
        for (Path file : new TreeSet<>(Leftovers.children(place.admin()))) {
            String text = Leftovers.text(file);
            if (!text.contains(VfFile.NO_MAC.toString())) {
                lines.add("VF " + file.getFileName() + " " + text);
            }
        }
    }

    private static void pool(HostDaemon daemon, List<String> lines) {
        Optional<JsonNode> pool = daemon.get("/v1/vfs");
        if (pool.isEmpty()) {
            lines.add("pool unknown, the daemon of this host is mute");
            return;
        }
        pool.get().path("vfs").forEach(vf -> lines.add("pool " + vf));
        pool.get().path("pfsWithoutLink").forEach(pf -> lines.add("pool: no link at " + pf.asText()));
    }

    private static String qemu(QemuHost host, List<String> lines) {
        int processes = host.namespace().processes(QemuHost.PROCESS).size();
        lines.add("QEMU processes " + processes);
        if (processes == 0) {
            return NO_VM;
        }
        try (Qmp qmp = Qmp.connect(host.labSocket(), ANSWER)) {
            String state = qmp.execute("query-status", Map.of()).path("status").asText();
            lines.add("QEMU is " + state);
            for (JsonNode device : qmp.execute("qom-list", Map.of("path", "/machine/peripheral"))) {
                String id = device.path("name").asText();
                if (host.pairs().stream().map(LabPair::primary).anyMatch(id::equals)) {
                    lines.add(id + " is plugged in");
                }
            }
            return state;
        } catch (LabException e) {
            lines.add("QEMU says nothing: " + e.getMessage());
            return "mute";
        }
    }

    /** Entries that somebody made; what a bridge has learned comes and goes. */
    private static void forwarding(LabNamespace namespace, List<MacAddress> macs, List<String> lines) {
        Command.run("bridge", "-n", namespace.name(), "fdb", "show")
                .orFail()
                .out()
                .lines()
                .filter(line -> macs.stream().anyMatch(mac -> line.startsWith(mac.toString())))
                .filter(line -> line.contains("static") || line.contains("permanent"))
                .map(line -> "FDB " + line.strip())
                .sorted()
                .forEach(lines::add);
    }

    /** Without indices, addresses and handles of links, which taps get anew each time. */
    private static String lasting(String line) {
        return line.strip()
                .replaceAll("\\s+", " ")
                .replaceFirst("^[0-9]+: ", "")
                .replaceFirst("( [0-9a-f]{2}(:[0-9a-f]{2}){5})? <", " <")
                .replaceFirst("^(qdisc \\w+) \\w+:", "$1");
    }

    private static void said(List<String> lines, String what, Command.Outcome command) {
        command.orFail().out().lines().map(line -> what + lasting(line)).forEach(lines::add);
    }

    public boolean runs() {
        return state.equals("running");
    }

    public boolean isWithoutVm() {
        return state.equals(NO_VM);
    }

    /** What is different here, in a line; empty when nothing is. */
    public Optional<String> differenceFrom(HostPicture other) {
        List<String> more = new ArrayList<>(lines);
        other.lines.forEach(more::remove);
        List<String> less = new ArrayList<>(other.lines);
        lines.forEach(less::remove);
        return more.isEmpty() && less.isEmpty() ? Optional.empty() : Optional.of("has " + more + ", lacks " + less);
    }
}
