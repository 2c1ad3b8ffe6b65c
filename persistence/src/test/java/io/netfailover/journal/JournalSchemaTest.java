package io.netfailover.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalSchemaTest {
    @TempDir
    Path home;

    @Test
    void anEmptyDatabaseGetsTheTablesAndTheirVersion() throws SQLException {
        try (Connection connection = new HostDatabase(home).connect()) {
            assertThat(JournalSchema.versionOf(connection)).isZero();

            JournalSchema.prepare(connection);

            assertThat(JournalSchema.versionOf(connection)).isEqualTo(JournalSchema.VERSION);
            assertThat(connection.getAutoCommit()).isTrue();
        }
    }

    @Test
    void aPreparedDatabaseIsLeftAsItIs() throws SQLException {
        HostJournal.open(home).close();
        try (Rows rows = Rows.of(home)) {
            rows.update("""
                    INSERT INTO "event_journal" ("persistence_id", "sequence_number", "writer", "write_timestamp",
                        "adapter_manifest", "event_ser_id", "event_ser_manifest", "event_payload")
                    VALUES ('master|ens10', 1, 'w', 0, '', 4712, 'master-destroyed', X'00')""");
        }

        HostJournal.open(home).close();

        try (Rows rows = Rows.of(home)) {
            assertThat(rows.count("\"event_journal\"")).isEqualTo(1);
            assertThat(rows.count("\"netfailover_schema\"")).isEqualTo(1);
        }
    }

    /** On H2 each DDL statement commits by itself, so a crash leaves any number of them done. */
    @Test
    void tablesThatACrashLeftHalfMadeAreCompleted() throws SQLException {
        for (int done = 0; done <= SqlDialect.H2.tables().size(); done++) {
            Path directory = home.resolve("crash-" + done);
            try (Rows rows = Rows.of(directory)) {
                for (String table : SqlDialect.H2.tables().subList(0, done)) {
                    rows.execute(table);
                }
            }
            HostJournal.open(directory).close();
            try (Rows rows = Rows.of(directory)) {
                assertThat(rows.count("\"event_journal\"")).isZero();
                assertThat(rows.count("\"event_tag\"")).isZero();
                assertThat(rows.count("\"snapshot\"")).isZero();
                assertThat(rows.count("\"netfailover_schema\"")).isEqualTo(1);
            }
        }
    }

    @Test
    void aNewerJournalIsRefusedWithoutWritingAByte() throws SQLException, IOException {
        makeNewer();
        byte[] before = Files.readAllBytes(home.resolve("host-journal.mv.db"));

        assertThatThrownBy(() -> HostJournal.open(home))
                .isInstanceOf(NewerJournalException.class)
                .hasMessageContaining("the journal's schema has version 99, this program knows 1")
                .hasMessageContaining("Start that version or a later one");

        assertThat(Files.readAllBytes(home.resolve("host-journal.mv.db"))).isEqualTo(before);
    }

    @Test
    void aNewerJournalIsNotReadEither() throws SQLException {
        makeNewer();

        assertThatThrownBy(() -> JournalReader.offline(home)).isInstanceOf(NewerJournalException.class);
    }

    private void makeNewer() throws SQLException {
        HostJournal.open(home).close();
        try (Rows rows = Rows.of(home)) {
            rows.update("INSERT INTO \"netfailover_schema\" (\"version\") VALUES (99)");
        }
    }
}
