package io.netfailover.journal;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.SpawnProtocol;
import akka.actor.typed.javadsl.AskPattern;
import akka.persistence.typed.PersistenceId;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.netfailover.journal.InventoryEntity.Command;
import io.netfailover.journal.InventoryEntity.Get;
import io.netfailover.journal.InventoryEntity.Persist;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** An actor system on a journal, for tests; waits in their name. */
final class JournalHost implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(15);

    private final ActorSystem<SpawnProtocol.Command> system;

    JournalHost(Config journal) {
        Config quiet = ConfigFactory.parseString(
                "akka.loglevel = OFF, akka.stdout-loglevel = OFF, akka.coordinated-shutdown.run-by-jvm-shutdown-hook = off");
        this.system = ActorSystem.create(
                SpawnProtocol.create(), "journal-test", ConfigFactory.load(quiet.withFallback(journal)));
    }

    ActorSystem<?> system() {
        return system;
    }

    ActorRef<Command> start(PersistenceId id, CompletableFuture<InventoryState> recovered) {
        return start(InventoryEntity.create(id, recovered));
    }

    ActorRef<Command> start(Behavior<Command> behavior) {
        return await(AskPattern.ask(
                system,
                replyTo -> new SpawnProtocol.Spawn<>(behavior, "", Props.empty(), replyTo),
                PATIENCE,
                system.scheduler()));
    }

    void persist(ActorRef<Command> entity, InventoryEvent event) {
        await(AskPattern.<Command, Done>ask(
                entity, replyTo -> new Persist(event, replyTo), PATIENCE, system.scheduler()));
    }

    InventoryState stateOf(ActorRef<Command> entity) {
        return await(AskPattern.ask(entity, Get::new, PATIENCE, system.scheduler()));
    }

    /** The state that {@code id} recovers to; throws what made its recovery fail. */
    InventoryState recover(PersistenceId id) {
        CompletableFuture<InventoryState> recovered = new CompletableFuture<>();
        start(id, recovered);
        return await(recovered);
    }

    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        system.terminate();
        await(system.getWhenTerminated());
    }
}
