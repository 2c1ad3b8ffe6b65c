package io.netfailover.campaign.crash;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import akka.persistence.testkit.javadsl.SnapshotTestKit;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A place where actors live in virtual time over a journal in memory, that can be killed, stopped, and started again. */
final class Node implements AutoCloseable {
    private static final String SETTINGS = """
            akka.loglevel = OFF
            akka.stdout-loglevel = OFF
            akka.actor.testkit.typed.default-timeout = 20 s
            akka.actor.default-dispatcher.executor = "io.netfailover.campaign.crash.WatchedThreads"
            akka.actor.internal-dispatcher = akka.actor.default-dispatcher
            akka.persistence.journal-plugin-fallback.circuit-breaker.call-timeout = 10 h
            akka.persistence.snapshot-store-plugin-fallback.circuit-breaker.call-timeout = 10 h
            akka.persistence.journal-plugin-fallback.recovery-event-timeout = 10 h
            akka.scheduler.implementation = "io.netfailover.campaign.crash.VirtualTime"
            """;

    private final ActorTestKit kit;
    private final VirtualTime time;
    private final PersistenceTestKit journal;
    private final List<Runnable> held = new ArrayList<>();
    private boolean up = true;
    private boolean stopped;

    Node(String name) {
        Config plugins = PersistenceTestKitPlugin.config().withFallback(PersistenceTestKitSnapshotPlugin.config());
        kit = ActorTestKit.create(
                name,
                ConfigFactory.parseString(SETTINGS)
                        .withFallback(plugins)
                        .withFallback(ConfigFactory.parseResources("netfailover-serialization.conf"))
                        .withFallback(ConfigFactory.load())
                        .resolve());
        time = (VirtualTime) kit.system().classicSystem().scheduler();
        journal = PersistenceTestKit.create(kit.system());
    }

    <T> ActorRef<T> spawn(Behavior<T> behavior) {
        return kit.spawn(behavior);
    }

    void end(ActorRef<?> actor) {
        kit.stop(actor, Duration.ofSeconds(20));
    }

    PersistenceTestKit journal() {
        return journal;
    }

    void timePasses(Duration duration) {
        time.timePasses(duration.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** As before anything happened. */
    void forget() {
        journal.clearAll();
        journal.resetPolicy();
        SnapshotTestKit.create(kit.system()).clearAll();
        synchronized (held) {
            held.clear();
            up = true;
            stopped = false;
        }
    }

    /** A message leaves or arrives: lost while this node is killed, kept while it is stopped. */
    void pass(Runnable message) {
        synchronized (held) {
            if (!up) {
                return;
            } else if (stopped) {
                held.add(message);
                return;
            }
        }
        message.run();
    }

    void kill() {
        synchronized (held) {
            up = false;
        }
    }

    void start() {
        synchronized (held) {
            up = true;
        }
    }

    void stop() {
        synchronized (held) {
            stopped = true;
        }
    }

    /** All that was kept goes on its way, in order. */
    void goOn() {
        List<Runnable> late;
        synchronized (held) {
            stopped = false;
            late = new ArrayList<>(held);
            held.clear();
        }
        late.forEach(Runnable::run);
    }

    @Override
    public void close() {
        kit.shutdownTestKit();
    }
}
