package io.netfailover.campaign.crash;

import akka.actor.typed.ActorRef;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import akka.persistence.testkit.ProcessingSuccess;
import akka.persistence.testkit.StorageFailure;
import akka.persistence.testkit.WriteEvents;
import akka.persistence.typed.PersistenceId;
import io.netfailover.actors.FleetPort;
import io.netfailover.actors.HostAgent;
import io.netfailover.actors.HostIdentity;
import io.netfailover.actors.HostServices;
import io.netfailover.actors.Migration;
import io.netfailover.actors.MigrationBoard;
import io.netfailover.actors.StatusBoard;
import io.netfailover.campaign.crash.CrashPoint.Blow;
import io.netfailover.campaign.crash.CrashPoint.Victim;
import io.netfailover.campaign.crash.CrashPoint.When;
import io.netfailover.journal.Feed;
import io.netfailover.journal.HostAgentEvent;
import io.netfailover.journal.MigrationEvent;
import io.netfailover.journal.MigrationOrder;
import io.netfailover.journal.MigrationResult;
import io.netfailover.journal.MigrationStep;
import io.netfailover.journal.MigrationStep.Side;
import io.netfailover.journal.MigrationStrategy;
import io.netfailover.journal.NoVf;
import io.netfailover.journal.NodeMessage;
import io.netfailover.journal.PersistenceIds;
import io.netfailover.migration.StepRunner;
import io.netfailover.migration.StepRunner.Checkpoints.Point;
import io.netfailover.migration.VfIndices;
import io.netfailover.types.DomainName;
import io.netfailover.types.HostName;
import io.netfailover.types.MigrationId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;

/** The actors of two hosts and of one migration, over a scripted world: one migration, and one blow in the middle of it. */
public final class CrashHouse implements AutoCloseable {
    static final DomainName DOMAIN = new DomainName("vm1");
    static final HostName SOURCE = new HostName("hv1");
    static final HostName DESTINATION = new HostName("hv2");

    /** Fault: hosts obey whoever asks. */
    public static final String NO_FENCING = "no-fencing";

    private static final MigrationId FIRST = new MigrationId(DOMAIN, 1);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int DOWN_TICKS = 10;
    private static final int TAKEOVER_TICKS = 20;
    private static final int STOPPED_TICKS = 60;
    private static final int MOST_TICKS = 900;

    /** How a run ended. */
    record Outcome(
            Optional<MigrationResult> result,
            String picture,
            List<String> changes,
            List<String> objections,
            String story) {}

    private final Map<Side, Node> nodes = new EnumMap<>(Side.class);
    private final Node cluster = new Node("cluster");
    private final NoDatabase.Silence silence = new NoDatabase.Silence();
    private final ExecutorService threads = WatchedThreads.executor(4, Thread::new);

    public CrashHouse() {
        for (Side side : Side.values()) {
            nodes.put(side, new Node(side.name().toLowerCase(Locale.ROOT)));
        }
    }

    public static MigrationOrder order(MigrationStrategy strategy) {
        return MigrationOrder.of(DOMAIN, SOURCE, DESTINATION, Feed.BOTH, NoVf.REFUSE, Duration.ofMinutes(5))
                .withStrategy(strategy);
    }

    /**
     * @param point where the blow falls; empty for a clean run
     * @param cancelAt the step at whose beginning a person cancels
     */
    Outcome run(MigrationOrder order, Optional<CrashPoint> point, Optional<MigrationStep> cancelAt, String plant) {
        nodes.values().forEach(Node::forget);
        cluster.forget();
        return new Run(order, point, cancelAt, plant).toTheEnd();
    }

    @Override
    public void close() {
        nodes.values().forEach(Node::close);
        cluster.close();
        threads.shutdownNow();
        silence.close();
    }

    private Node node(Side side) {
        Node node = nodes.get(side);
        if (node == null) {
            throw new AssertionError(side);
        }
        return node;
    }

    /** One migration. */
    private final class Run {
        private final MigrationOrder order;
        private final Optional<CrashPoint> point;
        private final Optional<MigrationStep> cancelAt;
        private final String plant;
        private final World world = new World();
        private final Gate struck = new Gate();
        private final Gate recovered = new Gate();
        private final Map<Side, ActorRef<HostAgent.Command>> agents = new ConcurrentHashMap<>();
        private Optional<ActorRef<Migration.Command>> migration = Optional.empty();
        private volatile Side home = Side.SOURCE;
        private final AtomicLong highest = new AtomicLong();
        private volatile boolean hasFallen;
        private boolean wasCancelled;

        Run(MigrationOrder order, Optional<CrashPoint> point, Optional<MigrationStep> cancelAt, String plant) {
            this.order = order;
            this.point = point;
            this.cancelAt = cancelAt;
            this.plant = plant;
            if (point.filter(p -> p.victim() == Victim.DESTINATION_DAEMON).isPresent()) {
                home = Side.DESTINATION;
            }
        }

        Outcome toTheEnd() {
            for (Side side : Side.values()) {
                startAgent(side);
            }
            startMigration();
            port(Side.SOURCE).toMigration(new NodeMessage.MigrateRequest("request", SOURCE, order, "the campaign"));
            int ticks = 0;
            int struckAt = -1;
            while (ticks < MOST_TICKS && !(ended() && (struckAt < 0 || ticks > struckAt + STOPPED_TICKS + 5))) {
                WatchedThreads.awaitQuiet();
                if (hasFallen && struckAt < 0) {
                    strike(point.orElseThrow());
                    struckAt = ticks;
                } else {
                    if (struckAt >= 0) {
                        recover(point.orElseThrow(), ticks - struckAt);
                    }
                    ticks++;
                    nodes.values().forEach(node -> node.timePasses(TICK));
                    cluster.timePasses(TICK);
                }
            }
            WatchedThreads.awaitQuiet();
            Outcome outcome = judge(ticks);
            agents.forEach((side, agent) -> node(side).end(agent));
            migration.ifPresent(cluster::end);
            recovered.open();
            struck.open();
            return outcome;
        }

        private boolean ended() {
            return events().stream().anyMatch(MigrationEvent.MigrationEnded.class::isInstance);
        }

        private List<MigrationEvent> events() {
            return events(cluster, PersistenceIds.migration(DOMAIN), MigrationEvent.class);
        }

        private static <E> List<E> events(Node node, PersistenceId id, Class<E> kind) {
            List<E> events = new ArrayList<>();
            for (Object event : node.journal().persistedInStorage(id.id())) {
                events.add(kind.cast(event));
            }
            return events;
        }

        private void startAgent(Side side) {
            HostName name = side == Side.SOURCE ? SOURCE : DESTINATION;
            StepRunner runner = new StepRunner(
                    name,
                    new ScriptedHypervisor(world, side),
                    new ScriptedNetwork(world, side, plant),
                    Map.of(World.PF, new VfIndices("all")),
                    (step, undo, where) -> reached(side, step, undo, where));
            agents.put(
                    side,
                    node(side)
                            .spawn(HostAgent.create(
                                    services(),
                                    new HostAgent.Tools(name, runner, threads, port(side), new MigrationBoard()))));
        }

        private ActorRef<HostAgent.Command> agent(Side side) {
            return Objects.requireNonNull(agents.get(side));
        }

        private static HostServices services() {
            return new HostServices(
                    new HostIdentity("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", 1),
                    new StatusBoard(),
                    Instant::now,
                    Runnable::run,
                    Duration.ofSeconds(5),
                    PersistenceTestKitPlugin.PluginId(),
                    PersistenceTestKitSnapshotPlugin.PluginId(),
                    100,
                    false);
        }

        private void startMigration() {
            migration = Optional.of(cluster.spawn(Migration.create(
                    DOMAIN,
                    new Migration.Tools(
                            port(home),
                            Instant::now,
                            PersistenceTestKitPlugin.PluginId(),
                            PersistenceTestKitSnapshotPlugin.PluginId(),
                            home.name(),
                            Duration.ofSeconds(15)),
                    () -> {})));
        }

        private FleetPort port(Side from) {
            return new FleetPort() {
                @Override
                public void toHost(HostName host, NodeMessage.ToHost message) {
                    Side to = host.equals(SOURCE) ? Side.SOURCE : Side.DESTINATION;
                    if (message instanceof NodeMessage.StepRequest request) {
                        onRequest(request);
                    }
                    node(from).pass(() -> node(to).pass(() -> agent(to).tell(new HostAgent.Heard(fenced(message)))));
                }

                @Override
                public void toMigration(NodeMessage.ToMigration message) {
                    if (message instanceof NodeMessage.StepReply reply
                            && point.filter(p -> p.when() == When.BEFORE_REPLY && p.step() == reply.step())
                                    .isPresent()
                            && !reply.undo()) {
                        blow(point.orElseThrow());
                    }
                    node(from)
                            .pass(() -> node(home)
                                    .pass(() ->
                                            migration.ifPresent(actor -> actor.tell(new Migration.Heard(message)))));
                }
            };
        }

        /** With the fault planted, who has been fenced off looks like who took over. */
        private NodeMessage.ToHost fenced(NodeMessage.ToHost message) {
            if (message instanceof NodeMessage.Seal seal) {
                highest.accumulateAndGet(seal.number(), Math::max);
            }
            return plant.equals(NO_FENCING) && message instanceof NodeMessage.StepRequest r
                    ? new NodeMessage.StepRequest(r.id(), highest.get(), r.step(), r.undo(), r.attempt(), r.plan())
                    : message;
        }

        private void onRequest(NodeMessage.StepRequest request) {
            if (point.filter(p -> p.when() == When.BEFORE_JOURNAL && p.step() == request.step())
                            .isPresent()
                    && !request.undo()) {
                blow(point.orElseThrow());
            }
            if (cancelAt.equals(Optional.of(request.step())) && !request.undo() && !wasCancelled) {
                wasCancelled = true;
                port(Side.SOURCE).toMigration(new NodeMessage.CancelRequest("cancel", SOURCE, FIRST, "the campaign"));
            }
        }

        private void reached(Side side, MigrationStep step, boolean undo, Point where) {
            Optional<CrashPoint> here = point.filter(p -> p.step() == step && !undo && p.when() == when(where));
            if (here.isEmpty() || !blow(here.get())) {
                return;
            }
            boolean mine = here.get().strikes(side);
            // What is killed never goes on; what is stopped goes on later; all others see it happen.
            boolean interrupted = !(mine && here.get().blow() == Blow.SIGSTOP ? recovered : struck).await();
            if (interrupted || (mine && here.get().blow() == Blow.SIGKILL)) {
                throw new Killed();
            }
        }

        private static When when(Point where) {
            return switch (where) {
                case BEFORE_EFFECT -> When.AFTER_JOURNAL;
                case AFTER_EFFECT -> When.AFTER_EFFECT;
                case AFTER_VERIFICATION -> When.AFTER_VERIFICATION;
            };
        }

        /** @return false when it has fallen before */
        private synchronized boolean blow(CrashPoint here) {
            if (hasFallen) {
                return false;
            }
            hasFallen = true;
            for (Side side : Side.values()) {
                if (here.strikes(side)) {
                    if (here.blow() == Blow.SIGKILL) {
                        node(side).kill();
                    } else {
                        node(side).stop();
                    }
                }
            }
            return true;
        }

        private void strike(CrashPoint here) {
            for (Side side : Side.values()) {
                if (here.strikes(side)) {
                    if (here.blow() == Blow.SIGKILL) {
                        node(side).end(agent(side));
                    }
                    if (home == side) {
                        migration.ifPresent(cluster::end);
                        migration = Optional.empty();
                    }
                }
            }
            switch (here.victim()) {
                case SOURCE_LIBVIRTD -> reachable(Side.SOURCE, false);
                case DESTINATION_LIBVIRTD -> reachable(Side.DESTINATION, false);
                case DESTINATION_QEMU -> {
                    synchronized (world) {
                        world.at(Side.DESTINATION).domain = Optional.empty();
                        world.at(Side.DESTINATION).plugged = Optional.empty();
                    }
                }
                case DATABASE ->
                    cluster.journal()
                            .withPolicy((id, unit) -> unit instanceof WriteEvents
                                    ? new StorageFailure(new NoDatabase())
                                    : ProcessingSuccess.getInstance());
                default -> {}
            }
            struck.open();
        }

        private void reachable(Side side, boolean is) {
            synchronized (world) {
                world.at(side).reachable = is;
            }
        }

        private void recover(CrashPoint here, int ticks) {
            boolean isStop = here.blow() == Blow.SIGSTOP;
            if (isStop && ticks == TAKEOVER_TICKS && migration.isEmpty()) {
                home = home == Side.SOURCE ? Side.DESTINATION : Side.SOURCE;
                startMigration();
            } else if (isStop && ticks == STOPPED_TICKS) {
                for (Side side : Side.values()) {
                    node(side).goOn();
                }
                recovered.open();
            } else if (!isStop && ticks == DOWN_TICKS) {
                for (Side side : Side.values()) {
                    if (here.strikes(side)) {
                        node(side).start();
                        startAgent(side);
                    }
                    reachable(side, true);
                }
                cluster.journal().resetPolicy();
                if (migration.isEmpty()) {
                    startMigration();
                }
            }
        }

        private Outcome judge(int ticks) {
            Map<Side, List<HostAgentEvent>> agentEvents = new EnumMap<>(Side.class);
            for (Side side : Side.values()) {
                agentEvents.put(side, events(node(side), PersistenceIds.agent(), HostAgentEvent.class));
            }
            CrashVerdict verdict = new CrashVerdict(world, events(), agentEvents, ticks);
            List<String> objections = new ArrayList<>(verdict.objections());
            if (point.isPresent() && !hasFallen) {
                objections.add("the blow never fell");
            }
            return new Outcome(
                    verdict.result(), verdict.picture(), world.changes(), List.copyOf(objections), verdict.story());
        }
    }

    /** The thread of a killed process. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }
}
