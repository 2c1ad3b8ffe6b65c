package io.netfailover.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.pattern.StatusReply;
import io.netfailover.actors.MasterProtocol.Outcome;
import io.netfailover.actors.MasterProtocol.Overdue;
import io.netfailover.actors.MasterProtocol.Start;
import io.netfailover.journal.MasterState;
import io.netfailover.types.IfIndex;
import io.netfailover.types.LinkKey;
import io.netfailover.types.MasterName;
import java.time.Instant;

/** What the parts of one master's actor share: what it knows, its effects, its voice, and who waits for its answer. */
record MasterDesk(
        ActorContext<MasterProtocol.Command> context,
        MasterName name,
        MasterProtocol.House house,
        Start start,
        MasterView view,
        MasterEffects effects,
        Callers<Outcome> callers) {

    /** To the log and to the monitors. */
    void say(String kind, String text) {
        context.getLog().info("{}", text);
        house.host().announce(kind, name.value(), name + ": " + text);
    }

    void publish(MasterState state) {
        view.status(state).ifPresent(status -> house.host().board().publish(name, status));
    }

    /** Has the link's transitions journalled. */
    void track(LinkKey link) {
        house.inventory().tell(new Inventory.TrackNetdev(link));
    }

    /** Who asked is answered when it has ended, or told that it takes too long. */
    void awaitOutcome(ActorRef<StatusReply<Outcome>> replyTo, String what) {
        callers.add(context, replyTo, house.host().effectDeadline(), caller -> new Overdue(caller, what));
    }

    void overdue(Overdue overdue) {
        callers.overdue(
                overdue.caller(),
                overdue.what() + " has not ended within "
                        + house.host().effectDeadline().toSeconds() + " s; it goes on, see 'netfailover master show "
                        + name + "'");
    }

    /** Whoever starts the daemon need not wait for this master any longer. */
    void settled() {
        if (start != Start.NEW) {
            house.inventory().tell(new Inventory.MasterSettled(name));
        }
    }

    /** Nothing is left of it, and its name is free. */
    void ended() {
        house.host().board().withdraw(name);
        house.inventory().tell(new Inventory.MasterEnded(name));
    }

    LinkKey key(IfIndex ifIndex) {
        return house.host().identity().key(ifIndex);
    }

    Instant now() {
        return house.host().clock().instant();
    }
}
