package io.netfailover.actors;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import akka.persistence.testkit.javadsl.SnapshotTestKit;
import akka.persistence.typed.PersistenceId;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.netfailover.config.Logging;
import io.netfailover.config.Settings;
import io.netfailover.journal.JournalEvent;
import io.netfailover.types.IfIndex;
import io.netfailover.types.LinkKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A host for the actors of a test class: time passes when told, the journal is in memory and takes our serializer's bytes. Each test has an
 * empty journal, a new board and a new kernel.
 */
public final class TestHost implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    public static final Instant NOW = Instant.parse("2026-11-23T06:00:00Z");
    public static final HostIdentity IDENTITY = new HostIdentity("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", 4026531840L);
    static final Duration DEADLINE = Duration.ofSeconds(10);
    static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int SNAPSHOT_EVERY = 100;
    private static final String SETTINGS = """
            akka.loglevel = OFF
            akka.stdout-loglevel = OFF
            akka.actor.testkit.typed.single-expect-default = 20 s
            akka.actor.testkit.typed.default-timeout = 20 s
            akka.persistence.testkit.events.assert-timeout = 20 s
            akka.persistence.testkit.events.assert-poll-interval = 5 ms
            """;

    private ActorTestKit kit;
    private ManualTime time;
    private PersistenceTestKit journal;
    private ExecutorService effects;
    private HostServices services;
    private FakeDataPaths kernel;
    private final List<ActorRef<?>> spawned = new ArrayList<>();

    // Every field is set before the first test; the constructor belongs to JUnit.
    @SuppressWarnings("NullAway.Init")
    public TestHost() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        Logging.setLevel("ROOT", Settings.Level.ERROR);
        Config config = ConfigFactory.parseString(SETTINGS)
                .withFallback(ManualTime.config())
                .withFallback(PersistenceTestKitPlugin.config())
                .withFallback(PersistenceTestKitSnapshotPlugin.config())
                .withFallback(ConfigFactory.parseResources("netfailover-serialization.conf"));
        kit = ActorTestKit.create("host", config);
        time = ManualTime.get(kit.system());
        journal = PersistenceTestKit.create(kit.system());
        effects = Executors.newFixedThreadPool(4);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        journal.clearAll();
        journal.resetPolicy();
        SnapshotTestKit.create(kit.system()).clearAll();
        kernel = new FakeDataPaths();
        services = services(IDENTITY, false);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        kernel.releaseAll();
        spawned.forEach(kit::stop);
        spawned.clear();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        kit.shutdownTestKit();
        effects.shutdownNow();
    }

    private HostServices services(HostIdentity identity, boolean journalAllNetdevs) {
        return new HostServices(
                identity,
                new StatusBoard(),
                InstantSource.fixed(NOW),
                effects,
                DEADLINE,
                PersistenceTestKitPlugin.PluginId(),
                PersistenceTestKitSnapshotPlugin.PluginId(),
                SNAPSHOT_EVERY,
                journalAllNetdevs);
    }

    HostServices services() {
        return services;
    }

    /** The same host after a reboot, or with {@code journal.netdevs = all}; the journal stays. */
    HostServices become(HostIdentity identity, boolean journalAllNetdevs) {
        services = services(identity, journalAllNetdevs);
        return services;
    }

    StatusBoard board() {
        return services.board();
    }

    FakeDataPaths kernel() {
        return kernel;
    }

    ExecutorService effects() {
        return effects;
    }

    PersistenceTestKit journal() {
        return journal;
    }

    void timePasses(Duration duration) {
        time.timePasses(duration);
    }

    static LinkKey key(int index) {
        return IDENTITY.key(new IfIndex(index));
    }

    <T> ActorRef<T> spawn(Behavior<T> behavior) {
        ActorRef<T> actor = kit.spawn(behavior);
        spawned.add(actor);
        return actor;
    }

    void stop(ActorRef<?> actor) {
        kit.stop(actor);
        spawned.remove(actor);
    }

    <T> TestProbe<T> probe() {
        return kit.createTestProbe();
    }

    /** Reads what the probe was told up to that message. */
    static <T> void await(TestProbe<T> probe, Predicate<T> message) {
        probe.fishForMessage(
                PATIENCE,
                told -> message.test(told) ? FishingOutcomes.complete() : FishingOutcomes.continueAndIgnore());
    }

    /** What an entity has journalled so far. */
    List<Object> journalled(PersistenceId id) {
        return journal.persistedInStorage(id.id());
    }

    void journalHolds(PersistenceId id, JournalEvent... events) {
        journal.persistForRecovery(id.id(), List.of((Object[]) events));
    }

    /** The next event that the entity journals, which must be one of that kind. */
    <T extends JournalEvent> T nextJournalled(PersistenceId id, Class<T> kind) {
        return journal.expectNextPersistedClass(id.id(), kind);
    }

    /** Lets time pass until it is so, a quarter of a second at a time. */
    void timeUntil(Runnable assertion) {
        eventually(() -> {
            try {
                assertion.run();
            } catch (AssertionError notYet) {
                timePasses(Duration.ofMillis(250));
                throw notYet;
            }
        });
    }

    /** Waits for what an actor does on its own. */
    static void eventually(Runnable assertion) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                assertion.run();
                return;
            } catch (AssertionError failed) {
                if (System.nanoTime() > deadline) {
                    throw failed;
                }
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    public static <T> void eventuallyEquals(Supplier<T> actual, T expected) {
        eventually(() -> assertThat(actual.get()).isEqualTo(expected));
    }
}
