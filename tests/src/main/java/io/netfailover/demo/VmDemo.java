package io.netfailover.demo;

import io.netfailover.lab.FleetLab;
import io.netfailover.lab.LabException;
import io.netfailover.lab.QemuLabSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code ./demo --vm}: a real VM between two hosts, there and back, and again with the source's daemon killed in the middle. */
final class VmDemo {
    private final Path svg;
    private final List<VmRun> runs = new ArrayList<>();

    VmDemo(Path svg) {
        this.svg = svg;
    }

    /** @return whether every promise was kept and nothing is left behind */
    boolean run() throws IOException {
        System.out.println(
                "Two hosts with a daemon each, a fabric, a client, PostgreSQL, and a VM: a minute or less to make them.");
        long startNs = System.nanoTime();
        FleetLab fleet;
        try {
            fleet = FleetLab.build(QemuLabSpec.usual());
        } catch (LabException e) {
            System.err.println("demo: cannot make the hosts: " + e.getMessage());
            return false;
        }
        boolean kept;
        try (fleet) {
            System.out.printf(
                    Locale.ROOT,
                    "Ready after %.0f s: vm1 runs on hv1 with a VF; %d probes/s from the client.%n%n",
                    (System.nanoTime() - startNs) / 1e9,
                    VmStory.PER_SECOND);
            kept = tell(fleet);
        } catch (LabException e) {
            System.err.println("demo: " + e.getMessage());
            kept = false;
        }
        List<String> leftovers = fleet.leftovers();
        System.out.println(
                leftovers.isEmpty()
                        ? "Nothing is left behind: no namespace, link, process, mount or file."
                        : "LEFT BEHIND: " + String.join(", ", leftovers));
        return kept && leftovers.isEmpty();
    }

    private boolean tell(FleetLab fleet) throws IOException {
        VmStory story = new VmStory(fleet);
        List<String> before = story.objectionsBefore();
        before.forEach(objection -> System.out.println("NOT KEPT before all: " + objection));
        try {
            show(story.migrate("hv1 to hv2", 0));
            show(story.migrate("hv2 to hv1", 1));
            show(story.migrateWithoutSourceDaemon("hv1 to hv2, hv1's daemon killed", 0));
            show(story.migrate("hv2 to hv1, to the restarted daemon", 1));
        } finally {
            conclude();
        }
        boolean kept = before.isEmpty() && runs.stream().allMatch(VmRun::kept);
        System.out.println(kept ? "Every promise was kept." : "NOT every promise was kept.");
        return kept;
    }

    private void show(VmRun run) {
        runs.add(run);
        System.out.println(run.title() + " (" + run.id() + ")");
        System.out.println(VmTable.of(run));
    }

    private void conclude() throws IOException {
        if (runs.isEmpty()) {
            return;
        }
        System.out.println(VmTable.totals(runs));
        Files.createDirectories(svg.toAbsolutePath().getParent());
        Files.writeString(
                svg,
                VmTimelineSvg.draw(
                        "netfailover: a VM between two hosts",
                        VmStory.PER_SECOND + " probes/s, QEMU without KVM, Linux " + System.getProperty("os.version")
                                + ", "
                                + LocalDateTime.now(ZoneOffset.UTC)
                                        .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT)),
                        runs));
        System.out.println("Timeline: " + svg);
    }
}
