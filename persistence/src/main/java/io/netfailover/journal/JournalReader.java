package io.netfailover.journal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.sql.DataSource;

/**
 * Reads a journal without Akka, beside a running daemon in its process or from the directory of a stopped one. Safe for all threads:
 * each page of a reading has a connection of its own.
 */
public final class JournalReader implements AutoCloseable {
    private static final int PAGE = 500;
    private static final String EVENTS = """
            SELECT "ordering", "persistence_id", "sequence_number", "write_timestamp",
                   "event_ser_id", "event_ser_manifest", "event_payload"
            FROM "event_journal"
            WHERE "ordering" > ? AND "write_timestamp" >= ? AND NOT "deleted" AND %s
            ORDER BY "ordering" LIMIT ?""";

    private final JournalSource source;

    private JournalReader(JournalSource source) {
        this.source = source;
    }

    static JournalReader online(HostDatabase database) {
        return new JournalReader(JournalSource.of(database));
    }

    /**
     * Opens the journal of a stopped daemon and changes nothing there, also when the daemon had been killed.
     *
     * @throws JournalInUseException when a daemon has it open: ask that one
     * @throws NewerJournalException when a newer version wrote it
     * @throws JournalException when there is none in {@code directory}, or it cannot be read
     */
    public static JournalReader offline(Path directory) {
        return new JournalReader(JournalSource.offline(new HostDatabase(directory)));
    }

    /**
     * A journal on PostgreSQL.
     *
     * @throws NewerJournalException when a newer version wrote it
     * @throws JournalException when there is none, or it cannot be read
     */
    public static JournalReader of(DataSource postgresql) {
        return new JournalReader(JournalSource.of(postgresql));
    }

    /** The events that {@code filter} lets through in the order of their writing, read page by page as the stream is consumed. */
    public Stream<JournalEntry> events(JournalFilter filter) {
        return StreamSupport.stream(new Pages(filter), false);
    }

    public JournalStatistics statistics() {
        String counts =
                "SELECT COUNT(*), COUNT(DISTINCT \"persistence_id\") FROM \"event_journal\" WHERE NOT \"deleted\"";
        try (Connection connection = source.connect();
                PreparedStatement statement = connection.prepareStatement(counts);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return new JournalStatistics(
                    row.getLong(1),
                    row.getLong(2),
                    source.bytesOnDisk(connection),
                    JournalSchema.versionOf(connection));
        } catch (SQLException e) {
            throw source.explained(e);
        }
    }

    @Override
    public void close() {
        source.close();
    }

    private Queue<JournalEntry> page(JournalFilter filter, long after, int most) {
        String entities =
                filter.isOneEntity() ? "\"persistence_id\" = ?" : "LEFT(\"persistence_id\", CHAR_LENGTH(?)) = ?";
        try (Connection connection = source.connect();
                PreparedStatement statement = connection.prepareStatement(EVENTS.formatted(entities))) {
            int parameter = 0;
            statement.setLong(++parameter, after);
            statement.setLong(++parameter, filter.since().toEpochMilli());
            statement.setString(++parameter, filter.entity());
            if (!filter.isOneEntity()) {
                statement.setString(++parameter, filter.entity());
            }
            statement.setInt(++parameter, most);
            Queue<JournalEntry> page = new ArrayDeque<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    page.add(entry(row));
                }
            }
            return page;
        } catch (SQLException e) {
            throw source.explained(e);
        }
    }

    private static JournalEntry entry(ResultSet row) throws SQLException {
        RecordPlace place = RecordPlace.event(row.getString("persistence_id"), row.getLong("sequence_number"));
        String manifest = row.getString("event_ser_manifest");
        boolean intact = false;
        Optional<JournalEvent> event = Optional.empty();
        String problem = "";
        try {
            SealedRecord record = sealedRecord(row, place, manifest);
            intact = record.isIntactAt(place);
            if (intact) {
                event = Optional.of(decoded(record, place));
            } else {
                problem = place + ": the checksum is wrong";
            }
        } catch (JournalException e) {
            problem = String.valueOf(e.getMessage());
        }
        return new JournalEntry(
                row.getLong("ordering"),
                place.persistenceId(),
                place.sequenceNumber(),
                Instant.ofEpochMilli(row.getLong("write_timestamp")),
                manifest,
                event,
                intact,
                problem);
    }

    private static SealedRecord sealedRecord(ResultSet row, RecordPlace place, String manifest) throws SQLException {
        int serializer = row.getInt("event_ser_id");
        if (serializer != SealedRecordSerializer.IDENTIFIER) {
            throw new CorruptRecordException(place, "not a sealed record but one of serializer " + serializer);
        }
        return SealedRecord.ofBytes(manifest, row.getBytes("event_payload"));
    }

    private static JournalEvent decoded(SealedRecord record, RecordPlace place) {
        if (record.serializerId() != JournalSerializer.IDENTIFIER) {
            throw new JournalException(
                    place + " is not an event of ours but one of serializer " + record.serializerId());
        }
        Object value = JournalFormat.decode(record.manifest(), record.payload());
        if (value instanceof JournalEvent event) {
            return event;
        }
        throw new CorruptRecordException(place, "a '" + record.manifest() + "' is no event");
    }

    private final class Pages extends Spliterators.AbstractSpliterator<JournalEntry> {
        private final JournalFilter filter;
        private Queue<JournalEntry> page = new ArrayDeque<>();
        private long after;
        private long left;
        private boolean more = true;

        Pages(JournalFilter filter) {
            super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
            this.filter = filter;
            this.left = filter.limit();
        }

        @Override
        public boolean tryAdvance(Consumer<? super JournalEntry> action) {
            if (page.isEmpty() && more && left > 0) {
                int asked = (int) Math.min(PAGE, left);
                page = page(filter, after, asked);
                more = page.size() == asked;
                left -= page.size();
            }
            JournalEntry next = page.poll();
            if (next == null) {
                return false;
            }
            after = next.ordering();
            action.accept(next);
            return true;
        }
    }
}
