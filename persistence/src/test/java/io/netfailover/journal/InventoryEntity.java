package io.netfailover.journal;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.RecoveryFailed;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import io.netfailover.types.IfIndex;
import io.netfailover.types.LinkKey;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An entity that journals what it is told: the smallest user of the journal. */
final class InventoryEntity extends EventSourcedBehavior<InventoryEntity.Command, InventoryEvent, InventoryState> {
    sealed interface Command {}

    /** Replies when the event is journalled. */
    record Persist(InventoryEvent event, ActorRef<Done> replyTo) implements Command {}

    record Get(ActorRef<InventoryState> replyTo) implements Command {}

    private final CompletableFuture<InventoryState> recovered;
    private final Optional<Integer> snapshotEvery;

    private InventoryEntity(
            PersistenceId id, CompletableFuture<InventoryState> recovered, Optional<Integer> snapshotEvery) {
        super(id);
        this.recovered = recovered;
        this.snapshotEvery = snapshotEvery;
    }

    /** @param recovered completed with the state after recovery, or with what made it fail */
    static Behavior<Command> create(PersistenceId id, CompletableFuture<InventoryState> recovered) {
        return Behaviors.setup(context -> new InventoryEntity(id, recovered, Optional.empty()));
    }

    static Behavior<Command> withSnapshots(PersistenceId id, int every, CompletableFuture<InventoryState> recovered) {
        return Behaviors.setup(context -> new InventoryEntity(id, recovered, Optional.of(every)));
    }

    static InventoryEvent listed(int number) {
        LinkKey key = new LinkKey("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", 7, new IfIndex(number));
        return new InventoryEvent.NetdevListed(key, Instant.ofEpochSecond(1_800_000_000L + number));
    }

    @Override
    public InventoryState emptyState() {
        return InventoryState.EMPTY;
    }

    @Override
    public CommandHandler<Command, InventoryEvent, InventoryState> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(
                        Persist.class,
                        persist -> Effect().persist(persist.event()).thenReply(persist.replyTo(), state -> Done.done()))
                .onCommand(Get.class, (state, get) -> Effect().reply(get.replyTo(), state))
                .build();
    }

    @Override
    public EventHandler<InventoryState, InventoryEvent> eventHandler() {
        return InventoryState::apply;
    }

    @Override
    public SignalHandler<InventoryState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.class, (state, signal) -> recovered.complete(state))
                .onSignal(RecoveryFailed.class, (state, signal) -> recovered.completeExceptionally(signal.getFailure()))
                .build();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return snapshotEvery
                .<RetentionCriteria>map(every -> RetentionCriteria.snapshotEvery(every, 2))
                .orElseGet(RetentionCriteria::disabled);
    }
}
