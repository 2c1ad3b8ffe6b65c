package io.netfailover.actors;

import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import io.netfailover.journal.JournalEvent;
import io.netfailover.journal.JournalState;

/** An event-sourced actor of this host: where and how it is journalled. */
abstract class HostEntity<C, E extends JournalEvent, S extends JournalState> extends EventSourcedBehavior<C, E, S> {
    private static final int KEPT_SNAPSHOTS = 2;

    protected final HostServices host;

    HostEntity(PersistenceId id, HostServices host) {
        super(id, HostServices.ON_PERSIST_FAILURE);
        this.host = host;
    }

    @Override
    public String journalPluginId() {
        return host.journalPluginId();
    }

    @Override
    public String snapshotPluginId() {
        return host.snapshotPluginId();
    }

    /** Events older than the oldest kept snapshot are deleted: a link that flaps for months does not fill the disk. */
    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(host.snapshotEvery(), KEPT_SNAPSHOTS)
                .withDeleteEventsOnSnapshot();
    }
}
