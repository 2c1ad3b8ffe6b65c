package io.netfailover.actors.fleet;

import akka.actor.typed.Behavior;
import io.netfailover.actors.FleetPort;
import io.netfailover.journal.NodeMessage;
import io.netfailover.types.DomainName;
import java.util.function.Function;

/**
 * The actor that exists once in the whole fleet for each domain.
 *
 * @param birth makes it
 * @param hears what it is told when a message for its domain comes
 * @param stop after this message it must end, at once or when it has written what it must; it comes when the entity has asked to sleep, when it
 *     moves to another node, and when this node leaves
 * @param <C> what it understands
 */
public record DomainEntity<C>(Class<C> commands, Birth<C> birth, Function<NodeMessage.ToMigration, C> hears, C stop) {
    @FunctionalInterface
    public interface Birth<C> {
        /**
         * @param fleet the way to hosts and other domains
         * @param sleep to be run by the actor itself when it has nothing left to do: it is stopped then, and does not wake by itself after a
         *     crash; a message wakes it. An entity that ends otherwise is made again after some seconds.
         */
        Behavior<C> of(DomainName domain, FleetPort fleet, Runnable sleep);
    }
}
