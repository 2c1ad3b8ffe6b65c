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
import java.util.stream.Stream;

/**
 * What is to be seen of a VM on one host: its QEMU, and everything that a migration changes on the way. Two ends of migrations are alike
 * when their pictures are equal.
 *
 * @param state what QEMU says, {@code running} or another of its words; {@code none} without a QEMU
 * @param lines one for each thing, in order
 */
public record HostPicture(String state, List<String> lines) {
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final String NO_QEMU = "none";

    static HostPicture of(QemuHost host, MacAddress mac, HostDaemon daemon) {
        List<String> lines = new ArrayList<>();
        String state = qemu(host, lines);
        forwarding(host, mac, lines);
        // flags and masters of links; which bridge port floods; feeds by mirred
        said(lines, "ip", "-n", host.namespace().name(), "-br", "link");
        lines.removeIf(line -> line.startsWith(QemuHost.MIGRATION_LINK)); // a cut of that network is nobody's trace
        said(lines, "bridge", "-n", host.namespace().name(), "-d", "link");
        said(lines, "tc", "-n", host.namespace().name(), "qdisc", "show");
        for (Path file : new TreeSet<>(Leftovers.children(host.admin()))) {
            lines.add("VF " + file.getFileName() + " " + Leftovers.text(file));
        }
        pool(daemon, lines);
        return new HostPicture(state, List.copyOf(lines));
    }

    private static String qemu(QemuHost host, List<String> lines) {
        long processes = Stream.of(pids(host))
                .filter(pid ->
                        Leftovers.text(Path.of("/proc", pid, "comm")).strip().equals("qemu"))
                .count();
        lines.add("QEMU processes " + processes);
        if (processes == 0) {
            return NO_QEMU;
        }
        try (Qmp qmp = Qmp.connect(host.labSocket(), ANSWER)) {
            String state = qmp.execute("query-status", Map.of()).path("status").asText();
            lines.add("QEMU is " + state);
            for (JsonNode device : qmp.execute("qom-list", Map.of("path", "/machine/peripheral"))) {
                if (device.path("name").asText().equals(QemuHost.PRIMARY)) {
                    lines.add(QemuHost.PRIMARY + " is plugged in");
                }
            }
            return state;
        } catch (LabException e) {
            lines.add("QEMU says nothing: " + e.getMessage());
            return "mute";
        }
    }

    private static String[] pids(QemuHost host) {
        return Command.run("ip", "netns", "pids", host.namespace().name())
                .orFail()
                .out()
                .strip()
                .split("\\s+", -1);
    }

    /** Entries that somebody made; what a bridge has learned comes and goes. */
    private static void forwarding(QemuHost host, MacAddress mac, List<String> lines) {
        for (String link : List.of(QemuHost.UPLINK_VF, QemuHost.TAP)) {
            Command.run("bridge", "-n", host.namespace().name(), "fdb", "show", "dev", link)
                    .orFail()
                    .out()
                    .lines()
                    .filter(line -> line.startsWith(mac.toString()))
                    .filter(line -> line.contains("static") || line.contains("permanent"))
                    .map(line -> "FDB " + link + " " + line.strip())
                    .sorted()
                    .forEach(lines::add);
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

    private static void said(List<String> lines, String... command) {
        Command.run(command)
                .orFail()
                .out()
                .lines()
                .map(line -> line.strip().replaceAll("\\s+", " "))
                .forEach(lines::add);
    }

    public boolean runs() {
        return state.equals("running");
    }

    public boolean isWithoutQemu() {
        return state.equals(NO_QEMU);
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
