package io.netfailover.actors.fleet;

import akka.Done;
import akka.actor.ActorRef;
import akka.actor.CoordinatedShutdown;
import akka.actor.PoisonPill;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.io.Tcp;
import com.typesafe.config.ConfigFactory;
import io.netfailover.actors.FleetPort;
import io.netfailover.config.FleetSettings;
import io.netfailover.journal.ClusterDatabase;
import io.netfailover.journal.NodeMessage;
import io.netfailover.types.HostName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This host's part in the fleet. It makes the actor system {@code fleet}, and makes it anew whenever it ends: a node that was downed cannot
 * come back with the system that it had. Nothing here can end the daemon: without database or network it tries again, and what is to be
 * sent meanwhile is dropped, except messages to this host itself.
 */
public final class Fleet implements FleetPort, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    /** Entities move to another node meanwhile. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    /** More than the phases of a coordinated shutdown that follow. */
    private static final Duration END_LIMIT = Duration.ofSeconds(15);

    private static final int LOGGED_FRAMES = 12;

    private final FleetSettings settings;
    private final Consumer<NodeMessage.ToHost> agent;
    private final FleetGuardian.World<?> world;

    /** Makes and ends systems, one after the other; all but what is volatile belongs to its thread. */
    private final ScheduledThreadPoolExecutor maker;

    private volatile @Nullable ActorSystem<FleetGuardian.Command> system;
    private volatile FleetStatus status =
            new FleetStatus(FleetStatus.Phase.WAITING, List.of(), "the fleet's actor system is being made");
    private boolean closed;
    private volatile Duration pause = FIRST_PAUSE;

    private Fleet(FleetSettings settings, DomainEntity<?> entity, Consumer<NodeMessage.ToHost> agent) {
        this.settings = settings;
        this.agent = agent;
        this.world = new FleetGuardian.World<>(settings, entity, this, agent, this::onStatus);
        this.maker = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "fleet");
            thread.setDaemon(true);
            return thread;
        });
        maker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Returns at once; {@link #status()} tells how far it is.
     *
     * @param agent gets what is sent to this host; called on several threads, must not block
     */
    public static Fleet start(FleetSettings settings, DomainEntity<?> entity, Consumer<NodeMessage.ToHost> agent) {
        Fleet fleet = new Fleet(settings, entity, agent);
        fleet.maker.execute(fleet::make);
        return fleet;
    }

    @Override
    public void toHost(HostName host, NodeMessage.ToHost message) {
        if (host.equals(settings.self())) {
            agent.accept(message);
        } else {
            tell(new FleetGuardian.ToHost(host, message));
        }
    }

    @Override
    public void toMigration(NodeMessage.ToMigration message) {
        tell(new FleetGuardian.ToMigration(message));
    }

    public FleetStatus status() {
        return status;
    }

    /** The incarnation there is now, if any. */
    @Nullable
    ActorSystem<FleetGuardian.Command> system() {
        return system;
    }

    private void tell(FleetGuardian.Command command) {
        ActorSystem<FleetGuardian.Command> now = system;
        if (now != null) {
            now.tell(command);
        }
    }

    private void onStatus(FleetStatus news) {
        if (news.phase() == FleetStatus.Phase.UP) {
            pause = FIRST_PAUSE;
        }
        if (!news.equals(status)) {
            LOG.info("fleet: {} {}{}", news.phase(), news.members(), news.words());
        }
        status = news;
    }

    private void make() {
        try {
            ClusterDatabase database = database();
            database.prepare();
            ActorSystem<FleetGuardian.Command> made = ActorSystem.create(
                    FleetGuardian.create(world),
                    FleetGuardian.SYSTEM,
                    ConfigFactory.load(settings.actorSystem().withFallback(database.config())));
            system = made;
            made.getWhenTerminated().thenRun(() -> inTurn(() -> onEnded(made)));
            boundTheEndOf(made);
        } catch (RuntimeException e) {
            LOG.debug("the fleet's actor system cannot be made", e);
            makeAgain(String.valueOf(e.getMessage()));
        }
    }

    /** One that was put out and does not come to its end must not keep this host out for ever. */
    private void boundTheEndOf(ActorSystem<?> made) {
        CoordinatedShutdown.get(made)
                .addTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate(), "bound-the-end", () -> {
                    var unused = maker.schedule(() -> onOverdue(made), END_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
                    return CompletableFuture.completedFuture(Done.getInstance());
                });
    }

    private void onOverdue(ActorSystem<?> made) {
        if (system == made) {
            LOG.warn(
                    "the fleet's actor system has not ended within {} s and is left to itself; its threads:{}",
                    END_LIMIT.toSeconds(),
                    threadsOfTheFleet());
            closeSocketsOf(made);
            onEnded(made);
        }
    }

    /** The next system binds the same port. Streams to a host that is not there can keep Akka's transport, and so its port, from closing. */
    private static void closeSocketsOf(ActorSystem<?> made) {
        Tcp.get(Adapter.toClassic(made)).manager().tell(PoisonPill.getInstance(), ActorRef.noSender());
    }

    private static String threadsOfTheFleet() {
        StringBuilder text = new StringBuilder();
        Thread.getAllStackTraces().forEach((thread, frames) -> {
            if (thread.getName().startsWith(FleetGuardian.SYSTEM + "-") && frames.length > 0) {
                text.append("\n  ").append(thread.getName()).append(' ').append(thread.getState());
                Arrays.stream(frames)
                        .limit(LOGGED_FRAMES)
                        .forEach(frame -> text.append("\n    at ").append(frame));
            }
        });
        return text.toString();
    }

    private void onEnded(ActorSystem<?> made) {
        if (system != made) {
            return; // it came to its end late
        }
        system = null;
        if (closed) {
            maker.shutdown();
        } else {
            makeAgain("this host was put out of the fleet, or could not enter it");
        }
    }

    private void makeAgain(String why) {
        FleetStatus waiting = new FleetStatus(FleetStatus.Phase.WAITING, List.of(), why);
        if (!waiting.equals(status)) {
            LOG.warn(
                    "fleet: {}; trying again every {} to {} s",
                    why,
                    FIRST_PAUSE.toSeconds(),
                    LONGEST_PAUSE.toSeconds());
        }
        status = waiting;
        var unused = maker.schedule(this::make, pause.toMillis(), TimeUnit.MILLISECONDS); // it fails by itself only
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    /** Where migrations are journalled. */
    public ClusterDatabase database() {
        FleetSettings.Database database = settings.database();
        return new ClusterDatabase(
                database.host(),
                database.port(),
                database.name(),
                database.user(),
                database.passwordFile().map(Fleet::firstLine));
    }

    private static String firstLine(Path file) {
        try {
            return Files.readString(file).lines().findFirst().orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + e, e);
        }
    }

    private void inTurn(Runnable task) {
        try {
            maker.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("closed already", e);
        }
    }

    /** Leaves the cluster, so that this host's entities go on elsewhere at once. Not for an actor's thread: it waits. */
    @Override
    public void close() {
        inTurn(() -> {
            closed = true;
            ActorSystem<FleetGuardian.Command> now = system;
            if (now == null) {
                maker.shutdown();
            } else {
                now.terminate();
            }
        });
        try {
            if (!maker.awaitTermination(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("the fleet's actor system had not ended after {} s", STOP_LIMIT.toSeconds());
                maker.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            maker.shutdownNow();
        }
        status = new FleetStatus(FleetStatus.Phase.CLOSED, List.of(), "");
    }
}
