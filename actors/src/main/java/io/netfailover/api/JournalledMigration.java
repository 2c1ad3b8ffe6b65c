package io.netfailover.api;

import io.netfailover.actors.MigrationViews;
import io.netfailover.journal.JournalEntry;
import io.netfailover.journal.JournalException;
import io.netfailover.journal.JournalFilter;
import io.netfailover.journal.JournalReader;
import io.netfailover.journal.MigrationEvent;
import io.netfailover.journal.MigrationEvent.MigrationEnded;
import io.netfailover.journal.MigrationState;
import io.netfailover.journal.MigrationState.Idle;
import io.netfailover.journal.MigrationState.Running;
import io.netfailover.journal.MigrationView;
import io.netfailover.journal.PersistenceIds;
import io.netfailover.types.MigrationId;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A migration as the cluster's journal tells it. */
final class JournalledMigration {
    private JournalledMigration() {}

    /** @throws JournalException when the journal cannot be read, or a record of the domain is damaged */
    static Optional<MigrationView> find(JournalReader journal, MigrationId id) {
        JournalFilter filter = JournalFilter.ALL.of(PersistenceIds.migration(id.domain()));
        MigrationState state = Idle.NEVER;
        try (Stream<JournalEntry> entries = journal.events(filter)) {
            for (Iterator<JournalEntry> all = entries.iterator(); all.hasNext(); ) {
                JournalEntry entry = all.next();
                MigrationEvent event = entry.event()
                        .filter(MigrationEvent.class::isInstance)
                        .map(MigrationEvent.class::cast)
                        .orElseThrow(() -> new JournalException(entry.problem()));
                if (event instanceof MigrationEnded ended && isOf(state, id)) {
                    return Optional.of(MigrationViews.ended((Running) state, ended, Optional.empty()));
                }
                state = state.apply(event);
            }
        }
        return isOf(state, id)
                ? Optional.of(MigrationViews.of((Running) state, Set.of(), Optional.empty()))
                : Optional.empty();
    }

    private static boolean isOf(MigrationState state, MigrationId id) {
        return state instanceof Running running && running.id().equals(id);
    }
}
