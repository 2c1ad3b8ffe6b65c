package io.netfailover.actors;

import java.time.Duration;
import java.time.InstantSource;
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

    /** Tells the monitors. */
    void announce(String kind, String subject, String text) {
        board.announce(new MonitorEvent(clock.instant(), kind, subject, text));
    }
}
