package io.netfailover.lab;

import io.netfailover.hypervisor.Hypervisor;
import io.netfailover.hypervisor.MigrationLimits;
import io.netfailover.hypervisor.MigrationTarget;
import io.netfailover.types.MacAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Explicit migrations of a real VM there and back, on the adapter alone, and what a client that probes the VM lost in each stage.
 */
public final class QemuCycle implements AutoCloseable {
    public static final MigrationLimits LIMITS =
            new MigrationLimits(Duration.ofSeconds(60), 0, 0, false, 0, false, false);

    private static final Duration DEADLINE = Duration.ofSeconds(30);
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
            await(destination.attach(QemuLab.DOMAIN, hosts.get(1 - from).vf(), DEADLINE));
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
}
