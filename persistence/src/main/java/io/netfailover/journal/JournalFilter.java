package io.netfailover.journal;

import akka.persistence.typed.PersistenceId;
import java.time.Instant;

/**
 * Which events to read.
 *
 * @param entity {@code ""} all, {@code "netdev|"} (ends with the bar) all of that kind, else the persistence id of one
 * @param since the oldest time of writing
 * @param limit at most so many, the oldest first
 */
public record JournalFilter(String entity, Instant since, long limit) {
    public static final JournalFilter ALL = new JournalFilter("", Instant.EPOCH, Long.MAX_VALUE);

    public JournalFilter {
        if (limit < 0) {
            throw new IllegalArgumentException("a limit is not negative: " + limit);
        }
    }

    public JournalFilter of(PersistenceId id) {
        return ofEntity(id.id());
    }

    /** @param id {@code "migration|vm1"} */
    public JournalFilter ofEntity(String id) {
        return new JournalFilter(id, since, limit);
    }

    /** @param kind of {@link PersistenceIds}: {@code "netdev"} */
    public JournalFilter ofKind(String kind) {
        return new JournalFilter(kind + PersistenceId.DefaultSeparator(), since, limit);
    }

    public JournalFilter since(Instant oldest) {
        return new JournalFilter(entity, oldest, limit);
    }

    public JournalFilter limitedTo(long most) {
        return new JournalFilter(entity, since, most);
    }

    boolean isOneEntity() {
        return !entity.isEmpty() && !entity.endsWith(PersistenceId.DefaultSeparator());
    }
}
