package io.netfailover.api;

import akka.actor.typed.ActorRef;
import io.netfailover.actors.FleetPort;
import io.netfailover.actors.HostAgent;
import io.netfailover.actors.MigrationBoard;
import io.netfailover.actors.fleet.FleetStatus;
import io.netfailover.hypervisor.Hypervisor;
import io.netfailover.journal.Feed;
import io.netfailover.journal.JournalReader;
import io.netfailover.journal.NoVf;
import io.netfailover.types.HostName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the API and JMX see of this host's part in migrations.
 *
 * @param self what this host is called in the fleet
 * @param status what is to be said about the fleet; empty when none is configured
 * @param hosts all hosts of the fleet, this one among them
 * @param agent of this host
 * @param defaults for orders that leave it open
 * @param clusterJournal opens a reader; may block, and throw {@link io.netfailover.journal.JournalException}
 * @param patience how long the API waits for answers from the fleet
 */
public record Migrations(
        HostName self,
        Supplier<Optional<FleetStatus>> status,
        List<HostName> hosts,
        FleetPort fleet,
        MigrationBoard board,
        ActorRef<HostAgent.Command> agent,
        Hypervisor hypervisor,
        Defaults defaults,
        Supplier<JournalReader> clusterJournal,
        Patience patience) {
    public Migrations {
        hosts = List.copyOf(hosts);
    }

    /** As {@code netfailover.migration} has them. */
    public record Defaults(Feed feed, NoVf noVf, Duration timeout) {}

    /**
     * @param askAgain after which a message is taken to be lost
     * @param giveUp after which the caller is told that there is no answer
     * @param hypervisor of one question to the hypervisor
     */
    public record Patience(Duration askAgain, Duration giveUp, Duration hypervisor) {
        /** Less than the 30 s that the client waits for any answer. */
        public static final Patience USUAL =
                new Patience(Duration.ofSeconds(5), Duration.ofSeconds(25), Duration.ofSeconds(10));
    }
}
