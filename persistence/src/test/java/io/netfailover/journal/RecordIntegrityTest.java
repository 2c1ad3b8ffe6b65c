package io.netfailover.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import akka.actor.typed.ActorRef;
import akka.persistence.typed.PersistenceId;
import io.netfailover.journal.InventoryEntity.Command;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal with three events of one entity is damaged while it is closed. */
class RecordIntegrityTest {
    private static final PersistenceId ID = PersistenceIds.inventory();

    @TempDir
    Path home;

    @BeforeEach
    void journalThreeEvents() {
        try (HostJournal journal = HostJournal.open(home);
                JournalHost host = new JournalHost(journal.config())) {
            ActorRef<Command> entity = host.start(InventoryEntity.withSnapshots(ID, 3, new CompletableFuture<>()));
            for (int number = 1; number <= 3; number++) {
                host.persist(entity, InventoryEntity.listed(number));
            }
        }
    }

    @Test
    void aFlippedBitAnywhereInAnEventFailsTheRecovery() throws SQLException {
        withoutSnapshot();
        byte[] sound = bytesOfEvent2();
        for (int position : new int[] {5, 8, 9, sound.length / 2, sound.length - 1}) {
            byte[] damaged = sound.clone();
            damaged[position] ^= 0x10;
            try (Rows rows = Rows.of(home)) {
                rows.replace("event_payload", "event_journal", 2, damaged);
            }
            assertThat(recoveryFailure())
                    .as("byte %d", position)
                    .hasMessageContaining("event 2 of 'inventory|host'")
                    .hasMessageContaining("the checksum of this 'inventory-netdev-listed' is wrong");
        }
    }

    @Test
    void anEventWithAnotherSequenceNumberFailsTheRecovery() throws SQLException {
        withoutSnapshot();
        change("UPDATE \"event_journal\" SET \"sequence_number\" = 4 WHERE \"sequence_number\" = 3");

        assertThat(recoveryFailure()).hasMessageContaining("event 4 of 'inventory|host'");
    }

    @Test
    void anEventOfAnotherEntityFailsTheRecovery() throws SQLException {
        change("UPDATE \"event_journal\" SET \"persistence_id\" = 'master|ens10'");

        Throwable failure = recoveryFailure(PersistenceId.ofUniqueId("master|ens10"));
        assertThat(failure).hasMessageContaining("event 1 of 'master|ens10': the checksum");
    }

    @Test
    void anEventUnderAnotherManifestFailsTheRecovery() throws SQLException {
        withoutSnapshot();
        change("UPDATE \"event_journal\" SET \"event_ser_manifest\" = 'inventory-netdev-delisted'"
                + " WHERE \"sequence_number\" = 2");

        assertThat(recoveryFailure()).hasMessageContaining("event 2 of 'inventory|host'");
    }

    @Test
    void aMissingEventFailsTheRecovery() throws SQLException {
        withoutSnapshot();
        change("DELETE FROM \"event_journal\" WHERE \"sequence_number\" = 2");

        assertThat(recoveryFailure())
                .hasMessageContaining("event 3 of 'inventory|host': it follows event 1, those between are missing");
    }

    @Test
    void deletedFirstEventsAreNotMissed() throws SQLException {
        change("DELETE FROM \"event_journal\" WHERE \"sequence_number\" = 1");
        try (HostJournal journal = HostJournal.open(home);
                JournalHost host = new JournalHost(journal.config())) {
            assertThat(host.recover(ID).netdevs()).hasSize(3);
        }
    }

    @Test
    void anUnsealedEventFailsTheRecovery() throws SQLException {
        withoutSnapshot();
        try (Rows rows = Rows.of(home)) {
            rows.replace("event_payload", "event_journal", 2, JournalFormat.encode(InventoryEntity.listed(9)));
            rows.update("UPDATE \"event_journal\" SET \"event_ser_id\" = " + JournalSerializer.IDENTIFIER
                    + " WHERE \"sequence_number\" = 2");
        }

        assertThat(recoveryFailure())
                .hasMessageContaining("event 2 of 'inventory|host'")
                .hasMessageContaining("not a sealed record");
    }

    @Test
    void aDamagedSnapshotFailsTheRecovery() throws SQLException {
        try (Rows rows = Rows.of(home)) {
            byte[] damaged = rows.bytes("snapshot_payload", "snapshot", 3);
            damaged[damaged.length - 1] ^= 1;
            rows.replace("snapshot_payload", "snapshot", 3, damaged);
        }

        assertThat(recoveryFailure())
                .hasMessageContaining("snapshot at 3 of 'inventory|host'")
                .hasMessageContaining("the checksum of this 'inventory-state' is wrong");
    }

    @Test
    void anEventOfANewerVersionFailsTheRecoveryWithAdvice() throws SQLException {
        withoutSnapshot();
        journalAsTomorrow("inventory-bond-listed");

        assertThat(recoveryFailure())
                .hasMessageContaining("unknown record 'inventory-bond-listed'")
                .hasMessageContaining("a newer netfailover wrote this journal");
    }

    @Test
    void theReaderShowsADamagedEventBetweenSoundOnes() throws SQLException {
        byte[] damaged = bytesOfEvent2();
        damaged[damaged.length - 1] ^= 1;
        try (Rows rows = Rows.of(home)) {
            rows.replace("event_payload", "event_journal", 2, damaged);
        }

        try (JournalReader reader = JournalReader.offline(home);
                Stream<JournalEntry> entries = reader.events(JournalFilter.ALL)) {
            var read = entries.toList();
            assertThat(read).extracting(JournalEntry::crcValid).containsExactly(true, false, true);
            assertThat(read.get(1).event()).isEmpty();
            assertThat(read.get(1).problem()).contains("event 2 of 'inventory|host'", "checksum");
            assertThat(read.get(2).event()).contains(InventoryEntity.listed(3));
        }
    }

    @Test
    void theReaderShowsAnEventOfANewerVersionAsSound() throws SQLException {
        journalAsTomorrow("inventory-bond-listed");

        try (JournalReader reader = JournalReader.offline(home);
                Stream<JournalEntry> entries = reader.events(JournalFilter.ALL)) {
            JournalEntry newer = entries.toList().get(1);
            assertThat(newer.crcValid()).isTrue();
            assertThat(newer.event()).isEqualTo(Optional.empty());
            assertThat(newer.manifest()).isEqualTo("inventory-bond-listed");
            assertThat(newer.problem()).contains("a newer netfailover wrote this journal");
        }
    }

    @Test
    void aSoundJournalRecovers() throws SQLException {
        withoutSnapshot();
        try (HostJournal journal = HostJournal.open(home);
                JournalHost host = new JournalHost(journal.config())) {
            assertThat(host.recover(ID).netdevs()).hasSize(3);
        }
    }

    private void withoutSnapshot() throws SQLException {
        change("DELETE FROM \"snapshot\"");
    }

    private void change(String sql) throws SQLException {
        try (Rows rows = Rows.of(home)) {
            rows.update(sql);
        }
    }

    private byte[] bytesOfEvent2() throws SQLException {
        try (Rows rows = Rows.of(home)) {
            return rows.bytes("event_payload", "event_journal", 2);
        }
    }

    private void journalAsTomorrow(String manifest) throws SQLException {
        SealedRecord record = SealedRecord.seal(
                RecordPlace.event(ID.id(), 2), manifest, JournalSerializer.IDENTIFIER, new byte[] {0});
        try (Rows rows = Rows.of(home)) {
            rows.replace("event_payload", "event_journal", 2, record.toBytes());
            rows.update("UPDATE \"event_journal\" SET \"event_ser_manifest\" = '" + manifest
                    + "' WHERE \"sequence_number\" = 2");
        }
    }

    private Throwable recoveryFailure() {
        return recoveryFailure(ID);
    }

    private Throwable recoveryFailure(PersistenceId id) {
        try (HostJournal journal = HostJournal.open(home);
                JournalHost host = new JournalHost(journal.config())) {
            return catchThrowable(() -> host.recover(id));
        }
    }
}
