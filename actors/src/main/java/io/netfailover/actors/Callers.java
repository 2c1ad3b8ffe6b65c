package io.netfailover.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.pattern.StatusReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Who waits for the outcome of one actor's work; each is answered once, at the latest when the deadline has passed. */
final class Callers<T> {
    private final List<ActorRef<StatusReply<T>>> waiting = new ArrayList<>();

    /** @param overdue the message that the actor sends itself, upon which it calls {@link #overdue} */
    <C> void add(
            ActorContext<C> context,
            ActorRef<StatusReply<T>> caller,
            Duration deadline,
            Function<ActorRef<StatusReply<T>>, C> overdue) {
        waiting.add(caller);
        context.scheduleOnce(deadline, context.getSelf(), overdue.apply(caller));
    }

    void answer(StatusReply<T> reply) {
        waiting.forEach(caller -> caller.tell(reply));
        waiting.clear();
    }

    /** Tells the caller, unless it has been answered, that the outcome is not known yet. */
    void overdue(ActorRef<StatusReply<T>> caller, String message) {
        if (waiting.remove(caller)) {
            caller.tell(StatusReply.error(new OverdueException(message)));
        }
    }
}
