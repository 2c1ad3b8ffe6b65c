package io.netfailover.journal;

/** What an entity's events add up to; the same rules of evolution as for {@link JournalEvent}. */
public sealed interface JournalState
        permits InventoryState,
                NetdevState,
                MasterState,
                MigrationState,
                HostAgentState,
                AlarmState,
                KernelMasterState {}
