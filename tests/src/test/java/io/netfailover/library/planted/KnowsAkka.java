package io.netfailover.library.planted;

import akka.actor.typed.ActorRef;

/** Breaks a rule on purpose. */
public final class KnowsAkka {
    public void tell(ActorRef<String> reference) {
        reference.tell("master");
    }
}
