package io.netfailover.api;

import io.netfailover.journal.JournalEntry;
import io.netfailover.journal.JournalEvent;
import io.netfailover.journal.JournalFilter;
import io.netfailover.journal.JournalReader;
import io.netfailover.journal.NetdevEvent.NetdevAppeared;
import io.netfailover.journal.NetdevEvent.NetdevRenamed;
import io.netfailover.journal.PersistenceIds;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Journal events as the API and the offline reader show them. */
public final class JournalView {
    private JournalView() {}

    /** The answer to {@code journal events}. */
    public record Events(List<Event> events) {}

    /**
     * @param entity persistence id: {@code master|ens10}, {@code netdev|boot/cookie/ifindex}, {@code migration|vm1}
     * @param link the name that a netdev had then, null for other entities
     * @param event stable word
     * @param data the event's components, null when the record is damaged
     * @param problem why there is no data
     */
    public record Event(
            String entity,
            @Nullable String link,
            long sequence,
            Instant at,
            String event,
            @Nullable JournalEvent data,
            @Nullable String problem) {}

    /** Whether an entity, as {@link #read} takes it, is in the cluster's journal. */
    static boolean isOfTheFleet(String entity) {
        return entity.matches(PersistenceIds.MIGRATION + "[|/].*");
    }

    /**
     * @param entity a persistence id, {@code master/ens10}, or the name of a master or link; empty for all
     * @param since the oldest time of writing
     */
    public static Events read(JournalReader reader, String entity, Instant since) {
        Map<String, String> names = new HashMap<>();
        String wanted = entity.replaceFirst("^(master|netdev|inventory|agent|migration|alarms|kernel-masters)/", "$1|");
        JournalFilter filter = isOfTheFleet(entity) ? JournalFilter.ALL.ofEntity(wanted) : JournalFilter.ALL;
        try (Stream<JournalEntry> entries = reader.events(filter)) {
            return new Events(entries.map(entry -> event(entry, names))
                    .filter(event -> matches(event, wanted) && !event.at().isBefore(since))
                    .toList());
        }
    }

    private static boolean matches(Event event, String wanted) {
        return wanted.isEmpty()
                || event.entity().equals(wanted)
                || event.entity().equals(PersistenceIds.MASTER + "|" + wanted)
                || wanted.equals(event.link());
    }

    private static Event event(JournalEntry entry, Map<String, String> names) {
        Optional<JournalEvent> event = entry.event();
        event.ifPresent(known -> {
            if (known instanceof NetdevAppeared appeared) {
                names.put(entry.persistenceId(), appeared.picture().name());
            } else if (known instanceof NetdevRenamed renamed) {
                names.put(entry.persistenceId(), renamed.name());
            }
        });
        return new Event(
                entry.persistenceId(),
                names.get(entry.persistenceId()),
                entry.sequenceNumber(),
                event.map(JournalEvent::at).orElse(entry.writtenAt()),
                entry.manifest(),
                event.orElse(null),
                entry.problem().isEmpty() ? null : entry.problem());
    }
}
