package io.netfailover.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClusterLeaseTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private static EmbeddedPostgres postgres;
    private static ClusterDatabase database;

    private final ClusterLease first = lease("hv1:25520");
    private final ClusterLease second = lease("hv2:25520");

    @BeforeAll
    static void startPostgres() throws IOException {
        postgres = EmbeddedPostgres.builder().start();
        database =
                new ClusterDatabase("localhost", postgres.getPort(), "postgres", "postgres", Optional.of("postgres"));
        database.prepare();
    }

    @AfterAll
    static void stopPostgres() throws IOException {
        postgres.close();
    }

    @BeforeEach
    void freeTheLease() throws SQLException {
        execute("DELETE FROM netfailover_lease");
    }

    @Test
    void oneOwnerHasItAndMayRenewIt() {
        assertThat(first.acquire()).isTrue();
        assertThat(second.acquire()).isFalse();
        assertThat(first.acquire()).isTrue();
    }

    @Test
    void itIsFreeWhenItWasNotRenewedInTime() throws SQLException {
        first.acquire();
        execute("UPDATE netfailover_lease SET until = clock_timestamp() - INTERVAL '1 millisecond'");

        assertThat(second.acquire()).isTrue();
        assertThat(first.acquire()).isFalse();
    }

    @Test
    void whoComesFromOutsideGetsItLater() throws SQLException {
        first.acquire();
        execute("UPDATE netfailover_lease SET until = clock_timestamp() - INTERVAL '1 minute'");

        assertThat(second.acquireUnheldFor(Duration.ofMinutes(2))).isFalse();
        assertThat(second.acquireUnheldFor(Duration.ofSeconds(59))).isTrue();
    }

    @Test
    void onlyItsOwnerReleasesIt() {
        first.acquire();
        second.release();
        assertThat(second.acquire()).isFalse();

        first.release();
        assertThat(second.acquire()).isTrue();
    }

    @Test
    void aDatabaseThatIsAwayIsNamedWithoutThePassword() {
        ClusterDatabase away = new ClusterDatabase("127.0.0.1", 1, "nf", "me", Optional.of("secret"));

        assertThatThrownBy(() -> new ClusterLease(away, "fleet", "hv1", LONG).acquire())
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("the fleet's database me@127.0.0.1:1/nf cannot be used: ")
                .hasMessageNotContaining("secret");
    }

    private static ClusterLease lease(String owner) {
        return new ClusterLease(database, "fleet", owner, LONG);
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
