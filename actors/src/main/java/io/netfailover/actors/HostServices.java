package io.netfailover.actors;

import akka.actor.typed.BackoffSupervisorStrategy;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * What the actors of one host share.
 *
 * @param clock the one source of time of day
 * @param effects the bounded dispatcher for calls that may block
 * @param effectDeadline after which a caller is told that an effect is overdue
 * @param journalPluginId the journal of this host's entities
 * @param snapshotEvery events between two snapshots of an entity
 * @param journalAllNetdevs {@code journal.netdevs = all}: also links that nobody depends on
 */
public record HostServices(
        HostIdentity identity,
        StatusBoard board,
        InstantSource clock,
        Executor effects,
        Duration effectDeadline,
        String journalPluginId,
        String snapshotPluginId,
        int snapshotEvery,
        boolean journalAllNetdevs) {

    /** A disk that is full for a while must not end an entity; what was not acknowledged is not applied either. */
    static final BackoffSupervisorStrategy ON_PERSIST_FAILURE =
            SupervisorStrategy.restartWithBackoff(Duration.ofSeconds(1), Duration.ofSeconds(30), 0.2);

    /**
     * Log lines of {@code behavior} carry {@code key=value}, also those that an event-sourced actor writes after persisting: it does so
     * while it handles messages of its own that are no {@code T}.
     */
    @SuppressWarnings("unchecked") // the class only says which messages to look at: all of them
    static <T> Behavior<T> withMdc(String key, String value, Behavior<T> behavior) {
        return Behaviors.withMdc((Class<T>) (Class<?>) Object.class, Map.of(key, value), behavior);
    }

    /** Tells the monitors. */
    void announce(String kind, String subject, String text) {
        board.announce(new MonitorEvent(clock.instant(), kind, subject, text));
    }
}
