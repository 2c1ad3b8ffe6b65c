package io.netfailover.cli.planted;

import akka.actor.typed.ActorSystem;

/** Breaks a rule on purpose. */
public final class LoadsAkka {
    public String name(ActorSystem<Void> system) {
        return system.name();
    }
}
