package io.netfailover.api;

import akka.actor.typed.ActorSystem;
import io.netfailover.actors.HostGuardian;
import io.netfailover.actors.HostServices;
import io.netfailover.config.Settings;
import io.netfailover.journal.JournalReader;
import io.netfailover.netlink.ReceiverStatistics;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the API and JMX see of the daemon.
 *
 * @param receiver the netlink receiver's counters now
 * @param migrations empty when this host has no part in migrations
 */
public record DaemonView(
        Settings settings,
        String version,
        Instant startedAt,
        HostServices host,
        ActorSystem<HostGuardian.Command> system,
        JournalReader journal,
        Supplier<ReceiverStatistics> receiver,
        Optional<Migrations> migrations) {}
