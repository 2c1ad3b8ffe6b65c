package io.netfailover.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.RecoveryFailed;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.SignalHandler;
import io.netfailover.journal.InventoryEvent;
import io.netfailover.journal.InventoryState;
import io.netfailover.journal.PersistenceIds;
import java.util.List;

/**
 * The journalled half of the {@link Inventory}: writes what it is given and says so. It hears of no links, so that a storm of them never
 * piles up in the stash of an actor that is waiting for its journal.
 */
final class InventoryJournal extends HostEntity<InventoryJournal.Write, InventoryEvent, InventoryState> {
    /** Writes these, then tells {@link Recorded}; one at a time. */
    record Write(List<InventoryEvent> events) {}

    /** What it tells its owner. */
    sealed interface News {}

    /** After a start, and again after a failing disk made it start anew: what was not {@link Recorded} must be given again. */
    record Recovered(InventoryState state) implements News {}

    enum Recorded implements News {
        RECORDED
    }

    private final ActorContext<Write> context;
    private final ActorRef<News> owner;

    static Behavior<Write> create(HostServices host, ActorRef<News> owner) {
        return Behaviors.setup(context -> new InventoryJournal(context, host, owner));
    }

    private InventoryJournal(ActorContext<Write> context, HostServices host, ActorRef<News> owner) {
        super(PersistenceIds.inventory(), host);
        this.context = context;
        this.owner = owner;
    }

    @Override
    public InventoryState emptyState() {
        return InventoryState.EMPTY;
    }

    @Override
    public SignalHandler<InventoryState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), state -> owner.tell(new Recovered(state)))
                .onSignal(RecoveryFailed.class, (state, failed) -> onUnreadable(failed.getFailure()))
                .build();
    }

    /** Without the inventory nobody is woken: the daemon ends, and its log says why. */
    private void onUnreadable(Throwable failure) {
        context.getLog().error("the journal of the inventory cannot be read, so nothing can be served", failure);
        context.getSystem().terminate();
    }

    @Override
    public CommandHandler<Write, InventoryEvent, InventoryState> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(
                        Write.class,
                        write -> Effect().persist(write.events()).thenRun(() -> owner.tell(Recorded.RECORDED)))
                .build();
    }

    @Override
    public EventHandler<InventoryState, InventoryEvent> eventHandler() {
        return newEventHandlerBuilder().forAnyState().onAnyEvent(InventoryState::apply);
    }
}
