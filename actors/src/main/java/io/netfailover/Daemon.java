package io.netfailover;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import com.typesafe.config.ConfigFactory;
import io.netfailover.StartException.Exit;
import io.netfailover.actors.HostGuardian;
import io.netfailover.actors.HostIdentity;
import io.netfailover.actors.HostServices;
import io.netfailover.actors.ReleaseMarkers;
import io.netfailover.actors.StatusBoard;
import io.netfailover.actors.Steering;
import io.netfailover.api.ApiServer;
import io.netfailover.api.DaemonView;
import io.netfailover.config.NetfailoverHome;
import io.netfailover.config.Settings;
import io.netfailover.config.Settings.JournalledNetdevs;
import io.netfailover.datapath.HiddenNamespace;
import io.netfailover.datapath.KernelDataPaths;
import io.netfailover.datapath.SlaveUses;
import io.netfailover.jmx.JmxRegistry;
import io.netfailover.journal.HostJournal;
import io.netfailover.journal.JournalException;
import io.netfailover.journal.JournalInUseException;
import io.netfailover.journal.JournalReader;
import io.netfailover.journal.NewerJournalException;
import io.netfailover.netlink.CarrierListener;
import io.netfailover.netlink.Ethtool;
import io.netfailover.netlink.LinkListener;
import io.netfailover.netlink.NetlinkException;
import io.netfailover.netlink.NetlinkReceiver;
import io.netfailover.netlink.ReceiverStatistics;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.os.BootId;
import io.netfailover.os.Capabilities;
import io.netfailover.os.Capability;
import io.netfailover.os.NetworkNamespace;
import io.netfailover.types.IfIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The daemon of one host: opens everything in order, and closes it in the opposite order. Masters stay in the kernel. */
final class Daemon implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
    private static final long STOP_SECONDS = 10;

    private interface Closing {
        void close() throws Exception;
    }

    private final Deque<Closing> closings = new ArrayDeque<>();
    private final Settings settings;
    private final NetfailoverHome home;

    private Daemon(Settings settings) {
        this.settings = settings;
        this.home = settings.home();
    }

    /** @throws StartException when something is missing; nothing is left open then */
    static Daemon start(Settings settings, Runnable whenEnded) throws StartException {
        Daemon daemon = new Daemon(settings);
        try {
            daemon.open(whenEnded);
            return daemon;
        } catch (StartException | RuntimeException e) {
            daemon.close();
            throw e;
        } catch (IOException e) {
            daemon.close();
            throw new StartException(
                    Exit.FAILED,
                    e.getMessage() + "; check the rights on " + settings.home().run());
        }
    }

    private void open(Runnable whenEnded) throws StartException, IOException {
        InstantSource clock = Clock.systemUTC();
        Instant startedAt = clock.instant();
        requireCapabilities();
        SteeringSchedule steeringSchedule = new SteeringSchedule(settings.steering());
        steeringSchedule.require();
        closings.push(lock(home)::close);
        HostJournal journal = openJournal();
        closings.push(journal::close);
        JournalReader reader = journal.reader();
        closings.push(reader::close);
        HostIdentity identity = new HostIdentity(BootId.read(settings.bootIdFile()), NetworkNamespace.currentCookie());
        KernelDataPaths dataPaths = new KernelDataPaths(home.bpfPins(), RouteSocket::open, settings.remediate());
        closings.push(dataPaths::close);
        HiddenNamespace hidden = dataPaths.hidden();
        closings.push(hidden::close);
        RouteSocket dumps = RouteSocket.open();
        closings.push(dumps::close);
        SlaveUses slaveUses = SlaveUses.open();
        closings.push(slaveUses::close);
        Ethtool ethtool = Ethtool.open();
        closings.push(ethtool::close);
        ActorSystem<HostGuardian.Command> system = ActorSystem.create(
                HostGuardian.create(),
                "host",
                ConfigFactory.load(settings.actorSystem().withFallback(journal.config(settings.recoveryTimeout()))));
        closings.push(() -> stop(system));
        AtomicReference<NetlinkReceiver> receiver = new AtomicReference<>();
        closings.push(() -> {
            if (receiver.get() != null) {
                receiver.get().close();
            }
        });
        HostGuardian.Kernel kernel = new HostGuardian.Kernel(
                listener -> {
                    receiver.set(hear(hidden.outside(listener), steeringSchedule));
                    hidden.attend(() -> hear(hidden.inside(listener), steeringSchedule));
                },
                () -> hidden.with(dumps.dumpLinks()),
                settings.netlink().compareInterval(),
                dataPaths,
                steeringSchedule::adopt,
                listener -> watchCarrier(listener, hidden, steeringSchedule),
                slaveUses,
                link -> driver(ethtool, link));
        HostServices host = new HostServices(
                identity,
                new StatusBoard(),
                clock,
                system.dispatchers().lookup(DispatcherSelector.fromConfig("effects-dispatcher")),
                settings.effectDeadline(),
                "host-journal",
                "host-snapshots",
                settings.snapshotEvery(),
                settings.netdevs() == JournalledNetdevs.ALL);
        system.tell(new HostGuardian.Open(host, kernel, new ReleaseMarkers(releases(home))));
        Optional<HostMigrations> migrations = HostMigrations.open(settings, system, host);
        migrations.ifPresent(open -> closings.push(open::close));
        DaemonView view = new DaemonView(
                settings,
                Version.TEXT,
                startedAt,
                host,
                system,
                reader,
                () -> statistics(receiver.get()),
                migrations.map(open -> open.view(settings)));
        closings.push(JmxRegistry.start(view)::close);
        closings.push(ApiServer.start(view)::close);
        system.getWhenTerminated().thenRun(whenEnded);
        LOG.info(
                "netfailover {} serves {} on {}",
                Version.TEXT,
                home.directory(),
                settings.api().socket());
    }

    static Path releases(NetfailoverHome home) {
        return home.state().resolve("released");
    }

    /** Takes the home, or says who has it. */
    static DaemonLock lock(NetfailoverHome home) throws StartException, IOException {
        return DaemonLock.tryAcquire(home)
                .orElseThrow(() -> new StartException(
                        Exit.REFUSED,
                        "another netfailover (pid " + DaemonLock.owner(home) + ") has the home " + home.run()
                                + "; stop it, or set NETFAILOVER_HOME to a home of its own"));
    }

    static Path journalDirectory(NetfailoverHome home) {
        return home.state().resolve("journal");
    }

    private HostJournal openJournal() throws StartException {
        try {
            return HostJournal.open(journalDirectory(home));
        } catch (NewerJournalException | JournalInUseException e) {
            throw new StartException(Exit.REFUSED, String.valueOf(e.getMessage()));
        } catch (JournalException e) {
            throw new StartException(Exit.FAILED, String.valueOf(e.getMessage()));
        }
    }

    private static void requireCapabilities() throws StartException {
        Capabilities have = Capabilities.ofCallingThread();
        List<String> missing = Stream.of(
                        Capability.NET_ADMIN,
                        Capability.NET_RAW,
                        Capability.BPF,
                        Capability.PERFMON,
                        Capability.SYS_ADMIN)
                .filter(capability -> !have.has(capability))
                .map(Capability::systemName)
                .toList();
        if (!missing.isEmpty()) {
            throw new StartException(
                    Exit.REFUSED,
                    "missing " + String.join(", ", missing)
                            + ": links, BPF programs and the bpffs mount need it; run as root,"
                            + " or give the unit AmbientCapabilities");
        }
    }

    private NetlinkReceiver hear(LinkListener listener, SteeringSchedule schedule) {
        NetlinkReceiver receiver =
                new NetlinkReceiver(listener, settings.netlink().receiveBufferBytes());
        receiver.start(schedule::adoptPriority);
        return receiver;
    }

    private Steering.SlaveWatch watchCarrier(
            CarrierListener listener, HiddenNamespace hidden, SteeringSchedule schedule) {
        Duration period = settings.netlink().carrierWatch();
        return period.isZero()
                ? Steering.SlaveWatch.NONE
                : new CarrierWatches(listener, period, hidden, schedule::adoptPriority);
    }

    private static String driver(Ethtool ethtool, IfIndex link) {
        try {
            return ethtool.driver(link).driver();
        } catch (NetlinkException e) {
            return ""; // gone meanwhile, or a driver without a name
        }
    }

    private static ReceiverStatistics statistics(@Nullable NetlinkReceiver receiver) {
        return receiver == null ? new ReceiverStatistics(0, 0, 0, 0, 0, 0, 0, 0, 0, 0) : receiver.statistics();
    }

    private static void stop(ActorSystem<?> system) throws Exception {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
    }

    /** The kernel goes on; what is open here is closed, whatever fails on the way. */
    @Override
    public synchronized void close() {
        while (!closings.isEmpty()) {
            try {
                closings.pop().close();
            } catch (Exception e) {
                LOG.warn("while stopping", e);
            }
        }
    }
}
