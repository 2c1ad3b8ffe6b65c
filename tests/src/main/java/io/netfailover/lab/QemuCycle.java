package io.netfailover.lab;

import io.netfailover.hypervisor.Hypervisor;
import io.netfailover.hypervisor.MigrationLimits;
import io.netfailover.hypervisor.MigrationTarget;
import io.netfailover.types.MacAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Explicit migrations of a real VM there and back, on the adapter alone: {@code QemuCycle [--cycles N] [--primary vmxnet3|e1000e]
 * [--native]}. Prints what a client that probes the VM every 10 ms lost in each stage.
 */
public final class QemuCycle implements AutoCloseable {
    public static final MigrationLimits LIMITS =
            new MigrationLimits(Duration.ofSeconds(60), 0, 0, false, 0, false, false);

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final int PROBES_PER_SECOND = 100;
    private static final Duration STEADY = Duration.ofMillis(500);

    private final QemuLab lab;
    private final Map<Stage, Long> beginnings = new EnumMap<>(Stage.class);
    private final List<QemuHost> hosts;
    private final List<Hypervisor> hypervisors;
    private final List<HostNetwork> networks;

    /** In their order. */
    public enum Stage {
        ON_VF,
        DETACH,
        ON_STANDBY,
        MIGRATE,
        ARRIVED,
        ATTACH,
        LINK_DOWN,
        END
    }

    /** What one migration cost. */
    public record Cost(Map<Stage, ProbeReport> stages, Map<Stage, Long> millis) {
        public long lost() {
            return stages.values().stream().mapToLong(ProbeReport::lost).sum();
        }

        public long lost(Stage stage) {
            return stages.getOrDefault(stage, new ProbeReport(0, 0, 0, 0, 0, List.of()))
                    .lost();
        }

        public long duplicates() {
            return stages.values().stream().mapToLong(ProbeReport::duplicates).sum();
        }
    }

    /** Of a lab whose VM does not run yet. */
    public QemuCycle(QemuLab lab) {
        this.lab = lab;
        this.hosts = lab.hosts();
        this.hypervisors = hosts.stream().map(lab::hypervisor).toList();
        this.networks =
                hosts.stream().map(host -> new HostNetwork(host, lab.mac())).toList();
    }

    /** Boots the VM on the first host; it is on its VF then, its standby's link down. */
    public GuestConsole boot() {
        networks.get(0).feedVf(lab.mac());
        GuestConsole guest = lab.boot(hosts.get(0));
        if (!guest.awaitCarrierOnPrimary(DEADLINE)) {
            throw new LabException("the guest's primary gets no carrier: " + guest.kernelMessages());
        }
        await(hypervisors.get(0).setLink(QemuLab.DOMAIN, QemuHost.STANDBY, false, DEADLINE));
        return guest;
    }

    public Hypervisor hypervisor(int host) {
        return hypervisors.get(host);
    }

    /** One migration with its network, from that host to the other. */
    public Cost migrate(int from, GuestProbe probe) {
        MacAddress mac = lab.mac();
        Hypervisor source = hypervisors.get(from);
        Hypervisor destination = hypervisors.get(1 - from);
        HostNetwork here = networks.get(from);
        HostNetwork there = networks.get(1 - from);

        begin(Stage.ON_VF);
        Wait.pass(STEADY);
        MigrationTarget target = await(destination.expect(QemuLab.DOMAIN, List.of(), DEADLINE));
        there.feedStandby();
        begin(Stage.DETACH);
        await(source.setLink(QemuLab.DOMAIN, QemuHost.STANDBY, true, DEADLINE));
        here.feedStandby();
        await(source.detach(QemuLab.DOMAIN, QemuHost.PRIMARY, DEADLINE));
        here.starveVf();
        begin(Stage.ON_STANDBY);
        Wait.pass(STEADY);
        begin(Stage.MIGRATE);
        await(source.migrate(QemuLab.DOMAIN, target, LIMITS, List.of(), progress -> {}));
        here.starveStandby();
        begin(Stage.ARRIVED);
        await(source.discard(QemuLab.DOMAIN, DEADLINE));
        try (GuestConsole guest = lab.console(hosts.get(1 - from))) {
            begin(Stage.ATTACH);
            there.feedVf(mac);
            await(destination.attach(QemuLab.DOMAIN, hosts.get(1 - from).vf(mac), DEADLINE));
            if (!guest.awaitCarrierOnPrimary(DEADLINE)) {
                throw new LabException("the guest's VF gets no carrier: " + guest.kernelMessages());
            }
            there.starveStandby();
        }
        begin(Stage.LINK_DOWN);
        await(destination.setLink(QemuLab.DOMAIN, QemuHost.STANDBY, false, DEADLINE));
        Wait.pass(STEADY);
        begin(Stage.END);
        return cost(probe);
    }

    private void begin(Stage stage) {
        beginnings.put(stage, System.nanoTime());
    }

    private Cost cost(GuestProbe probe) {
        Map<Stage, ProbeReport> reports = new EnumMap<>(Stage.class);
        Map<Stage, Long> millis = new EnumMap<>(Stage.class);
        List<Stage> stages = List.copyOf(beginnings.keySet());
        for (int i = 0; i + 1 < stages.size(); i++) {
            long fromNs = beginnings.getOrDefault(stages.get(i), 0L);
            long toNs = beginnings.getOrDefault(stages.get(i + 1), 0L);
            reports.put(stages.get(i), probe.report(fromNs, toNs));
            millis.put(stages.get(i), (toNs - fromNs) / 1_000_000);
        }
        return new Cost(reports, millis);
    }

    /** What the stage gives, or the exception that it ended with. */
    public static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        networks.forEach(HostNetwork::close);
    }

    public static void main(String[] arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of(arguments));
        QemuLabSpec spec = QemuLabSpec.usual();
        int cycles = 1;
        while (!words.isEmpty()) {
            String word = words.remove(0);
            switch (word) {
                case "--cycles" -> cycles = Integer.parseInt(words.remove(0));
                case "--primary" -> spec = spec.withPrimary(words.remove(0));
                case "--native" -> spec = spec.withNativeHotplug();
                default -> {
                    System.err.println("usage: QemuCycle [--cycles N] [--primary vmxnet3|e1000e] [--native]");
                    System.exit(2);
                }
            }
        }
        System.out.printf(
                Locale.ROOT, "%s, %s hotplug%n", spec.primaryDriver(), spec.nativeHotplug() ? "native" : "ACPI");
        QemuLab lab = QemuLab.build(spec);
        try (lab;
                QemuCycle cycle = new QemuCycle(lab)) {
            cycle.boot();
            try (GuestProbe probe = lab.probe(PROBES_PER_SECOND)) {
                for (int i = 0; i < 2 * cycles; i++) {
                    print(i, cycle.migrate(i % 2, probe));
                }
            }
        }
        List<String> left = lab.leftovers();
        System.out.println(left.isEmpty() ? "nothing is left behind" : "LEFT BEHIND: " + left);
        System.exit(left.isEmpty() ? 0 : 1);
    }

    private static void print(int migration, Cost cost) {
        System.out.printf(Locale.ROOT, "cycle %d %s:", migration / 2 + 1, migration % 2 == 0 ? "there" : "back");
        cost.stages()
                .forEach((stage, report) -> System.out.printf(
                        Locale.ROOT,
                        "  %s %d ms lost %d+%d",
                        stage.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        cost.millis().get(stage),
                        report.lostOutward(),
                        report.lostReturning()));
        System.out.printf(Locale.ROOT, "  duplicates %d%n", cost.duplicates());
    }
}
