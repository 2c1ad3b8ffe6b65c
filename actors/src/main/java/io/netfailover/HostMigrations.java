package io.netfailover;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Props;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import io.netfailover.StartException.Exit;
import io.netfailover.actors.FleetPort;
import io.netfailover.actors.HostAgent;
import io.netfailover.actors.HostServices;
import io.netfailover.actors.Migration;
import io.netfailover.actors.MigrationBoard;
import io.netfailover.actors.PfWatch;
import io.netfailover.actors.fleet.DomainEntity;
import io.netfailover.actors.fleet.Fleet;
import io.netfailover.api.Migrations;
import io.netfailover.config.FleetSettings;
import io.netfailover.config.HypervisorSettings;
import io.netfailover.config.MigrationSettings;
import io.netfailover.config.Settings;
import io.netfailover.config.VfSettings;
import io.netfailover.hypervisor.Hypervisor;
import io.netfailover.hypervisor.HypervisorException;
import io.netfailover.hypervisor.MigrationTarget;
import io.netfailover.hypervisor.libvirt.LibvirtHypervisor;
import io.netfailover.hypervisor.libvirt.LibvirtSettings;
import io.netfailover.hypervisor.libvirt.VfTemplate;
import io.netfailover.hypervisor.qmp.QemuConfiguration;
import io.netfailover.hypervisor.qmp.QmpHypervisor;
import io.netfailover.journal.Feed;
import io.netfailover.journal.JournalException;
import io.netfailover.journal.MigrationOrder;
import io.netfailover.journal.NoVf;
import io.netfailover.journal.NodeMessage;
import io.netfailover.migration.KernelNetwork;
import io.netfailover.migration.StandInPf;
import io.netfailover.migration.StepRunner;
import io.netfailover.migration.VfIndices;
import io.netfailover.types.DomainName;
import io.netfailover.types.HostName;
import io.netfailover.types.PciAddress;
import io.netfailover.types.VfRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** This host's part in migrations: its hypervisor, its agent, and the fleet, as far as they are configured. */
final class HostMigrations implements AutoCloseable {
    /** After which a host that says nothing is taken to be silent; takeovers take up to 25 s, restarts of a daemon some. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

    private final Deque<Runnable> closings = new ArrayDeque<>();
    private final MigrationBoard board = new MigrationBoard();
    private final Hypervisor hypervisor;
    private final Optional<Fleet> fleet;
    private final FleetPort port;
    private final ActorRef<HostAgent.Command> agent;

    /** Empty when this host runs no VMs, as far as its configuration says. */
    static Optional<HostMigrations> open(Settings settings, ActorSystem<?> system, HostServices host)
            throws StartException {
        return settings.hypervisor().type() == HypervisorSettings.Type.NONE
                ? Optional.empty()
                : Optional.of(new HostMigrations(settings, system, host));
    }

    private HostMigrations(Settings settings, ActorSystem<?> system, HostServices host) throws StartException {
        this.hypervisor = hypervisor(settings);
        closings.push(hypervisor::close);
        host.board().addAlarmSource(board::conditions);
        VfSettings vfs = settings.vf();
        KernelNetwork network = KernelNetwork.open(
                settings.migration().uplinks().stream()
                        .collect(Collectors.toMap(MigrationSettings.Uplink::bridge, MigrationSettings.Uplink::device)),
                vfs.standInDirectory()
                        .map(directory -> vfs.pools().stream()
                                .map(pool -> new StandInPf(directory, functions(pool)))
                                .toList())
                        .orElse(List.of()));
        closings.push(network::close);
        HostName self = settings.host();
        StepRunner runner = new StepRunner(
                self,
                hypervisor,
                network,
                vfs.pools().stream()
                        .collect(Collectors.toMap(
                                VfSettings.Pool::pf, pool -> new VfIndices(pool.first() + "-" + pool.last()))),
                StepRunner.Checkpoints.NONE);
        AgentPort direct = new AgentPort(self);
        this.fleet = settings.fleet().map(configured -> start(configured, host.clock(), direct));
        fleet.ifPresent(started -> closings.push(started::close));
        this.port = fleet.<FleetPort>map(started -> started).orElse(direct);
        this.agent = system.systemActorOf(
                Behaviors.supervise(HostAgent.create(
                                host,
                                new HostAgent.Tools(
                                        self,
                                        runner,
                                        system.dispatchers()
                                                .lookup(DispatcherSelector.fromConfig("migration-dispatcher")),
                                        port,
                                        board)))
                        .onFailure(SupervisorStrategy.restartWithBackoff(
                                Duration.ofSeconds(1), Duration.ofSeconds(30), 0.2)),
                "host-agent",
                Props.empty());
        direct.agent = Optional.of(agent);
        system.systemActorOf(
                Behaviors.supervise(PfWatch.create(
                                host,
                                new PfWatch.Tools(
                                        self,
                                        runner,
                                        system.dispatchers()
                                                .lookup(DispatcherSelector.fromConfig("migration-dispatcher")),
                                        port,
                                        board,
                                        domain -> refuge(settings, domain))))
                        .onFailure(SupervisorStrategy.restartWithBackoff(
                                Duration.ofSeconds(1), Duration.ofSeconds(30), 0.2)),
                "pf-watch",
                Props.empty());
    }

    /** Without a fleet there is only this host. */
    private static final class AgentPort implements FleetPort {
        private final HostName self;
        private volatile Optional<ActorRef<HostAgent.Command>> agent = Optional.empty();

        AgentPort(HostName self) {
            this.self = self;
        }

        @Override
        public void toHost(HostName host, NodeMessage.ToHost message) {
            if (host.equals(self)) {
                hear(message);
            }
        }

        @Override
        public void toMigration(NodeMessage.ToMigration message) {
            // nobody moves VMs between a host and itself
        }

        void hear(NodeMessage.ToHost message) {
            agent.ifPresent(ref -> ref.tell(new HostAgent.Heard(message)));
        }
    }

    private static Fleet start(FleetSettings settings, InstantSource clock, AgentPort direct) {
        return Fleet.start(
                settings,
                new DomainEntity<>(
                        Migration.Command.class,
                        (domain, fleet, sleep) -> Migration.create(
                                domain,
                                new Migration.Tools(
                                        fleet,
                                        clock,
                                        "cluster-journal",
                                        "cluster-snapshots",
                                        settings.self().value(),
                                        ANSWER_WITHIN),
                                sleep),
                        Migration.Heard::new,
                        Migration.Stop.STOP),
                direct::hear);
    }

    private static Hypervisor hypervisor(Settings settings) throws StartException {
        HypervisorSettings configured = settings.hypervisor();
        String address = configured.migrationAddress().orElse("");
        try {
            if (configured.type() == HypervisorSettings.Type.QEMU) {
                return new QmpHypervisor(QemuConfiguration.read(
                        configured.qemu(), settings.home().run().resolve("qemu"), address));
            }
            return new LibvirtHypervisor(new LibvirtSettings(
                    configured.libvirtUri(),
                    new MigrationTarget(
                            configured.migrationUri().orElse(""), address.isEmpty() ? "" : "tcp://" + address),
                    template(configured)));
        } catch (IllegalArgumentException e) {
            throw new StartException(Exit.USAGE, String.valueOf(e.getMessage()));
        } catch (HypervisorException e) {
            throw new StartException(Exit.REFUSED, e.getMessage() + "; " + e.advice());
        }
    }

    private static VfTemplate template(HypervisorSettings configured) {
        Optional<Path> file = configured.vfTemplate();
        if (file.isEmpty()) {
            return VfTemplate.HOSTDEV;
        }
        try {
            return new VfTemplate(Files.readString(file.get()));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "netfailover.hypervisor.libvirt.vf-template: " + file.get() + " cannot be read: " + e.getMessage(),
                    e);
        }
    }

    /** The next host of the fleet's order. */
    private static Optional<MigrationOrder> refuge(Settings settings, DomainName domain) {
        MigrationSettings how = settings.migration();
        if (how.pfLinkLoss() != MigrationSettings.PfLinkLoss.MIGRATE
                || settings.fleet().isEmpty()) {
            return Optional.empty();
        }
        List<HostName> hosts = settings.fleet().get().nodes().stream()
                .map(FleetSettings.Node::host)
                .toList();
        HostName next = hosts.get((hosts.indexOf(settings.host()) + 1) % hosts.size());
        return next.equals(settings.host())
                ? Optional.empty()
                : Optional.of(MigrationOrder.of(
                        domain,
                        settings.host(),
                        next,
                        Feed.valueOf(how.feed().name()),
                        NoVf.valueOf(how.noVf().name()),
                        how.timeout()));
    }

    /** A lab's functions have addresses of their own, eight to a slot. */
    private static List<VfRef> functions(VfSettings.Pool pool) {
        return IntStream.rangeClosed(pool.first(), pool.last())
                .mapToObj(i -> new VfRef(
                        pool.pf(),
                        i,
                        new PciAddress(String.format(Locale.ROOT, "0000:42:%02x.%d", (2 + i / 8) % 32, i % 8))))
                .toList();
    }

    /** What the API and JMX see of it. */
    Migrations view(Settings settings) {
        MigrationSettings defaults = settings.migration();
        return new Migrations(
                settings.host(),
                () -> fleet.map(Fleet::status),
                settings.fleet()
                        .map(configured -> configured.nodes().stream()
                                .map(FleetSettings.Node::host)
                                .toList())
                        .orElse(List.of(settings.host())),
                port,
                board,
                agent,
                hypervisor,
                new Migrations.Defaults(
                        Feed.valueOf(defaults.feed().name()),
                        NoVf.valueOf(defaults.noVf().name()),
                        defaults.timeout()),
                () -> fleet.orElseThrow(() -> new JournalException("netfailover.fleet.nodes names no fleet"))
                        .database()
                        .reader(),
                Migrations.Patience.USUAL);
    }

    /** VMs run on, and so do migrations on the other hosts. */
    @Override
    public void close() {
        closings.forEach(Runnable::run);
    }
}
