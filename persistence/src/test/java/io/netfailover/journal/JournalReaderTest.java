package io.netfailover.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.typed.ActorRef;
import akka.persistence.typed.PersistenceId;
import io.netfailover.journal.InventoryEntity.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalReaderTest {
    private static final PersistenceId MASTER_1 = PersistenceId.ofUniqueId("master|m1");
    private static final PersistenceId MASTER_10 = PersistenceId.ofUniqueId("master|m10");
    private static final PersistenceId NETDEV = PersistenceIds.netdev(Samples.PRIMARY_KEY);

    @TempDir
    Path home;

    @Test
    void eventsAreReadBesideTheActorsInTheOrderOfTheirWriting() {
        try (HostJournal journal = HostJournal.open(home);
                JournalHost host = new JournalHost(journal.config());
                JournalReader reader = journal.reader()) {
            Instant before = Instant.now();
            ActorRef<Command> entity = host.start(NETDEV, new CompletableFuture<>());
            host.persist(entity, InventoryEntity.listed(1));
            assertThat(read(reader, JournalFilter.ALL)).hasSize(1);
            host.persist(entity, InventoryEntity.listed(2));

            List<JournalEntry> entries = read(reader, JournalFilter.ALL);

            assertThat(entries).hasSize(2);
            JournalEntry second = entries.get(1);
            assertThat(second.persistenceId()).isEqualTo("netdev|" + Samples.PRIMARY_KEY);
            assertThat(second.sequenceNumber()).isEqualTo(2);
            assertThat(second.manifest()).isEqualTo("inventory-netdev-listed");
            assertThat(second.event()).contains(InventoryEntity.listed(2));
            assertThat(second.crcValid()).isTrue();
            assertThat(second.problem()).isEmpty();
            assertThat(second.writtenAt()).isBetween(before.minusMillis(1), Instant.now());
            assertThat(second.ordering()).isGreaterThan(entries.get(0).ordering());
        }
    }

    @Test
    void aFilterChoosesAnEntityOrAKindOrATimeOrANumber() {
        journal(List.of(MASTER_1, MASTER_10, NETDEV), 3);

        try (JournalReader reader = JournalReader.offline(home)) {
            assertThat(read(reader, JournalFilter.ALL)).hasSize(9);
            assertThat(read(reader, JournalFilter.ALL.of(MASTER_1)))
                    .hasSize(3)
                    .allMatch(entry -> entry.persistenceId().equals("master|m1"));
            assertThat(read(reader, JournalFilter.ALL.ofKind(PersistenceIds.MASTER)))
                    .hasSize(6)
                    .allMatch(entry -> entry.persistenceId().startsWith("master|"));
            assertThat(read(reader, JournalFilter.ALL.ofKind("mast"))).isEmpty();
            assertThat(read(reader, JournalFilter.ALL.limitedTo(4))).hasSize(4);
            assertThat(read(reader, JournalFilter.ALL.limitedTo(0))).isEmpty();
            assertThat(read(reader, JournalFilter.ALL.since(Instant.now().plusSeconds(60))))
                    .isEmpty();
        }
    }

    @Test
    void theTimeOfTheFilterIncludesItself() {
        journal(List.of(MASTER_1), 1);

        try (JournalReader reader = JournalReader.offline(home)) {
            Instant written = read(reader, JournalFilter.ALL).get(0).writtenAt();
            assertThat(read(reader, JournalFilter.ALL.since(written))).hasSize(1);
            assertThat(read(reader, JournalFilter.ALL.since(written.plusMillis(1))))
                    .isEmpty();
        }
    }

    @Test
    void moreEventsThanAPageAreAllReadOnce() {
        journal(List.of(MASTER_1), 1201);

        try (JournalReader reader = JournalReader.offline(home)) {
            assertThat(read(reader, JournalFilter.ALL))
                    .extracting(JournalEntry::sequenceNumber)
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 1201)
                            .mapToObj(Long::valueOf)
                            .toList());
            assertThat(read(reader, JournalFilter.ALL.limitedTo(1000))).hasSize(1000);
        }
    }

    @Test
    void statisticsCountEventsEntitiesAndBytes() throws IOException {
        journal(List.of(MASTER_1, NETDEV), 3);

        try (JournalReader reader = JournalReader.offline(home)) {
            JournalStatistics statistics = reader.statistics();
            assertThat(statistics.eventCount()).isEqualTo(6);
            assertThat(statistics.entityCount()).isEqualTo(2);
            assertThat(statistics.bytesOnDisk()).isEqualTo(Files.size(home.resolve("host-journal.mv.db")));
            assertThat(statistics.schemaVersion()).isEqualTo(JournalSchema.VERSION);
        }
    }

    @Test
    void offlineReadingChangesNothingOnDisk() throws IOException {
        journal(List.of(MASTER_1), 3);
        Path file = home.resolve("host-journal.mv.db");
        byte[] before = Files.readAllBytes(file);

        try (JournalReader reader = JournalReader.offline(home)) {
            assertThat(read(reader, JournalFilter.ALL)).hasSize(3);
            assertThat(reader.statistics().eventCount()).isEqualTo(3);
        }

        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        try (var files = Files.list(home)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aDirectoryWithoutAJournalIsNamed() {
        assertThatThrownBy(() -> JournalReader.offline(home))
                .isInstanceOf(JournalException.class)
                .hasMessage("there is no journal in " + home);
        assertThat(home).isEmptyDirectory();
    }

    private void journal(List<PersistenceId> ids, int eventsEach) {
        try (HostJournal journal = HostJournal.open(home);
                JournalHost host = new JournalHost(journal.config())) {
            for (PersistenceId id : ids) {
                ActorRef<Command> entity = host.start(id, new CompletableFuture<>());
                for (int number = 1; number <= eventsEach; number++) {
                    host.persist(entity, InventoryEntity.listed(number));
                }
            }
        }
    }

    private static List<JournalEntry> read(JournalReader reader, JournalFilter filter) {
        try (Stream<JournalEntry> entries = reader.events(filter)) {
            return entries.toList();
        }
    }
}
