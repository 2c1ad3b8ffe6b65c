package io.netfailover.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.typed.ActorRef;
import akka.persistence.typed.PersistenceId;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.netfailover.journal.InventoryEntity.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostJournalTest {
    private static final PersistenceId ID = PersistenceIds.inventory();
    private static final int O_DSYNC = 010000;

    @TempDir
    Path home;

    @Test
    void anEntityRecoversWhatItHadPersistedBeforeTheSystemStopped() {
        InventoryState before = persisted(5, InventoryEntity.create(ID, new CompletableFuture<>()));

        assertThat(before.netdevs()).hasSize(5);
        assertThat(recovered()).isEqualTo(before);
    }

    @Test
    void anEntityRecoversFromASnapshotAndTheEventsAfterIt() throws SQLException {
        InventoryState before = persisted(7, InventoryEntity.withSnapshots(ID, 5, new CompletableFuture<>()));

        try (Rows rows = Rows.of(home)) {
            assertThat(rows.count("\"snapshot\"")).isEqualTo(1);
            rows.update("DELETE FROM \"event_journal\" WHERE \"sequence_number\" <= 5");
        }
        assertThat(recovered()).isEqualTo(before);
    }

    @Test
    void aSlowHostHasMinutesForARecoveryOrWhatItIsTold() {
        try (HostJournal journal = HostJournal.open(home)) {
            assertThat(recoveryTimeout(journal.config())).isEqualTo(Duration.ofMinutes(5));
            assertThat(recoveryTimeout(journal.config(Duration.ofSeconds(7)))).isEqualTo(Duration.ofSeconds(7));
        }
    }

    private static Duration recoveryTimeout(Config config) {
        return ConfigFactory.load(config).getDuration("host-journal.recovery-event-timeout");
    }

    @Test
    void theJournalIsMadeInADirectoryThatIsNotThereYet() {
        Path deep = home.resolve("var/lib/netfailover");
        HostJournal.open(deep).close();

        assertThat(deep.resolve("host-journal.mv.db")).isRegularFile();
    }

    @Test
    void everyWriteIsOnDiskWhenItReturns() throws IOException {
        try (HostJournal journal = HostJournal.open(home)) {
            assertThat(openFlagsOf(home.resolve("host-journal.mv.db")) & O_DSYNC)
                    .as("O_DSYNC of the database's file (%s)", journal)
                    .isEqualTo(O_DSYNC);
        }
    }

    @Test
    void nothingButTheDatabaseIsLeftInTheDirectory() throws IOException {
        persisted(1, InventoryEntity.create(ID, new CompletableFuture<>()));

        try (var files = Files.list(home)) {
            assertThat(files).containsExactly(home.resolve("host-journal.mv.db"));
        }
    }

    @Test
    void theClosedJournalMayBeOpenedAgainByTheSameProcess() {
        HostJournal.open(home).close();
        HostJournal.open(home).close();
    }

    @Test
    void aDirectoryThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.writeString(home.resolve("file"), "in the way");

        assertThatThrownBy(() -> HostJournal.open(file.resolve("journal")))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining(file.resolve("journal").toString());
    }

    @Test
    void aFileThatIsNoDatabaseIsRefusedAndKept() throws IOException {
        Path file = home.resolve("host-journal.mv.db");
        byte[] noise = "no database, but somebody's only copy of something. "
                .repeat(200)
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        Files.write(file, noise);

        assertThatThrownBy(() -> HostJournal.open(home))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining(home.toString());
        assertThat(Files.readAllBytes(file)).isEqualTo(noise);
    }

    @Test
    void theClusterJournalIsNamedAndConfigurable() {
        Config config = ConfigFactory.load(ConfigFactory.parseString(
                        "netfailover.cluster-database { host = db.example, port = 6432, user = nf, password = secret }")
                .withFallback(ConfigFactory.parseResources("netfailover-cluster-journal.conf")));

        Config pool = config.getConfig("akka-persistence-jdbc.shared-databases.cluster-journal.db");
        assertThat(pool.getString("url")).startsWith("jdbc:postgresql://db.example:6432/netfailover?");
        assertThat(pool.getString("user")).isEqualTo("nf");
        assertThat(pool.getString("password")).isEqualTo("secret");
        assertThat(config.getString("cluster-journal.dao")).isEqualTo(SealingJournalDao.class.getName());
        assertThat(config.getString("akka.persistence.journal.plugin")).isEqualTo("cluster-journal");
    }

    private InventoryState persisted(int events, akka.actor.typed.Behavior<Command> entity) {
        try (HostJournal journal = HostJournal.open(home);
                JournalHost host = new JournalHost(journal.config())) {
            ActorRef<Command> actor = host.start(entity);
            for (int number = 1; number <= events; number++) {
                host.persist(actor, InventoryEntity.listed(number));
            }
            return host.stateOf(actor);
        }
    }

    private InventoryState recovered() {
        try (HostJournal journal = HostJournal.open(home);
                JournalHost host = new JournalHost(journal.config())) {
            return host.recover(ID);
        }
    }

    /** As the kernel shows them in /proc/self/fdinfo. */
    private static int openFlagsOf(Path file) throws IOException {
        Pattern flags = Pattern.compile("flags:\\s+([0-7]+)");
        try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                if (Files.exists(descriptor) && Files.isSameFile(descriptor, file)) {
                    Matcher info = flags.matcher(Files.readString(Path.of(
                            "/proc/self/fdinfo", descriptor.getFileName().toString())));
                    assertThat(info.find()).isTrue();
                    return Integer.parseInt(info.group(1), 8);
                }
            }
        }
        throw new AssertionError(file + " is not open");
    }
}
