package io.netfailover.actors.fleet;

import io.netfailover.types.HostName;
import java.util.List;

/**
 * What this host can say about the fleet.
 *
 * @param members hosts that belong to the cluster and can be reached, this one too, in their order; empty unless {@code phase} is UP
 * @param words what hinders, for people; empty when nothing does
 */
public record FleetStatus(Phase phase, List<HostName> members, String words) {
    public enum Phase {
        /** The database, or what else the actor system needs, is not to be had; tried again and again. */
        WAITING,
        /** Looking for the other hosts. */
        JOINING,
        UP,
        CLOSED
    }

    public FleetStatus {
        members = List.copyOf(members);
    }
}
