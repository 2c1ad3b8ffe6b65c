package io.netfailover.actors;

import io.netfailover.journal.NodeMessage;
import io.netfailover.types.HostName;

/**
 * The way to the rest of the fleet. It carries plain messages, at most once, in order between two ends while the connection holds; no
 * ActorRef crosses. What cannot be delivered is dropped: who needs an answer asks again.
 */
public interface FleetPort {
    /** To the agent of a host, also of this one. */
    void toHost(HostName host, NodeMessage.ToHost message);

    /** To the actor of the domain's migrations, wherever it lives; it is made when there is none. */
    void toMigration(NodeMessage.ToMigration message);
}
