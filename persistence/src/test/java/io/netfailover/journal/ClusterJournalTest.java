package io.netfailover.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.typed.ActorRef;
import akka.persistence.typed.PersistenceId;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.netfailover.journal.InventoryEntity.Command;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The cluster's plugins and our schema on a real PostgreSQL. */
class ClusterJournalTest {
    private static final PersistenceId ID = PersistenceId.of("migration", "1");

    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void startPostgres() throws IOException {
        postgres = EmbeddedPostgres.builder().start();
    }

    @AfterAll
    static void stopPostgres() throws IOException {
        postgres.close();
    }

    @BeforeEach
    void startWithAnEmptyDatabase() throws SQLException {
        execute("DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
    }

    @Test
    void anEntityRecoversFromEventsAndSnapshots() throws SQLException {
        prepare();
        InventoryState before;
        try (JournalHost host = new JournalHost(config())) {
            ActorRef<Command> entity = host.start(InventoryEntity.withSnapshots(ID, 3, new CompletableFuture<>()));
            for (int number = 1; number <= 4; number++) {
                host.persist(entity, InventoryEntity.listed(number));
            }
            before = host.stateOf(entity);
        }
        try (JournalHost host = new JournalHost(config())) {
            assertThat(host.recover(ID)).isEqualTo(before);
        }
        assertThat(before.netdevs()).hasSize(4);
    }

    @Test
    void aMovedRecordFailsTheRecovery() throws SQLException {
        prepare();
        try (JournalHost host = new JournalHost(config())) {
            host.persist(host.start(ID, new CompletableFuture<>()), InventoryEntity.listed(1));
        }
        execute("UPDATE event_journal SET persistence_id = 'migration|2'");

        try (JournalHost host = new JournalHost(config())) {
            assertThatThrownBy(() -> host.recover(PersistenceId.of("migration", "2")))
                    .hasMessageContaining("event 1 of 'migration|2': the checksum");
        }
    }

    @Test
    void theReaderReadsItToo() throws SQLException {
        prepare();
        try (JournalHost host = new JournalHost(config())) {
            host.persist(host.start(ID, new CompletableFuture<>()), InventoryEntity.listed(1));
        }

        try (JournalReader reader = JournalReader.of(postgres.getPostgresDatabase())) {
            List<JournalEntry> entries =
                    reader.events(JournalFilter.ALL.ofKind("migration")).toList();
            assertThat(entries).hasSize(1);
            assertThat(entries.get(0).event()).contains(InventoryEntity.listed(1));
            assertThat(reader.statistics().eventCount()).isEqualTo(1);
            assertThat(reader.statistics().bytesOnDisk()).isPositive();
        }
    }

    @Test
    void hostsThatStartAtOnceMakeTheSchemaOnce() throws InterruptedException, ExecutionException, SQLException {
        Callable<Integer> host = () -> {
            prepare();
            return 1;
        };
        ExecutorService hosts = Executors.newFixedThreadPool(4);
        try {
            for (Future<Integer> prepared : hosts.invokeAll(List.of(host, host, host, host))) {
                assertThat(prepared.get()).isEqualTo(1);
            }
        } finally {
            hosts.shutdownNow();
        }
        try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
            assertThat(JournalSchema.versionOf(connection)).isEqualTo(JournalSchema.VERSION);
        }
    }

    @Test
    void aNewerSchemaIsRefused() throws SQLException {
        prepare();
        execute("INSERT INTO netfailover_schema (version) VALUES (99)");

        assertThatThrownBy(ClusterJournalTest::prepare).isInstanceOf(NewerJournalException.class);
        assertThatThrownBy(() -> JournalReader.of(postgres.getPostgresDatabase()))
                .isInstanceOf(NewerJournalException.class);
    }

    @Test
    void aDatabaseWithoutAJournalIsNotRead() {
        assertThatThrownBy(() -> JournalReader.of(postgres.getPostgresDatabase()))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("this database holds no journal of ours");
    }

    private static void prepare() throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
            JournalSchema.prepare(connection);
        }
    }

    private static void execute(String... statements) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static Config config() {
        return ConfigFactory.parseString("""
                        netfailover.cluster-database { port = %d, database = postgres, user = postgres }
                        """.formatted(postgres.getPort()))
                .withFallback(ConfigFactory.parseResources("netfailover-cluster-journal.conf"));
    }
}
