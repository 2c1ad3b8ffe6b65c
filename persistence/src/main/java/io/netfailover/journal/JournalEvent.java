package io.netfailover.journal;

import java.time.Instant;

/**
 * A fact that outlives the daemon. Every permitted record is a format for ever: components are only added, with a default in the compact
 * constructor, never renamed or removed.
 */
public sealed interface JournalEvent
        permits InventoryEvent,
                NetdevEvent,
                MasterEvent,
                MigrationEvent,
                HostAgentEvent,
                AlarmEvent,
                KernelMasterEvent {
    /** When the daemon learned of it (its one clock, UTC). */
    Instant at();
}
