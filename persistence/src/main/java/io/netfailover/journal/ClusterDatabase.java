package io.netfailover.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The PostgreSQL database that the hosts of a fleet share.
 *
 * @param password absent: {@code NETFAILOVER_DB_PASSWORD}, or none is needed
 */
public record ClusterDatabase(String host, int port, String name, String user, Optional<String> password) {
    private static final String PLUGINS = "netfailover-cluster-journal.conf";
    private static final String KEY = "netfailover.cluster-database";
    private static final int CONNECT_SECONDS = 5;
    private static final int ANSWER_SECONDS = 10;

    /** The plugins {@code cluster-journal} and {@code cluster-snapshots} on it; unresolved, for {@link ConfigFactory#load(Config)}. */
    public Config config() {
        Map<String, Object> own = new HashMap<>(
                Map.of(KEY + ".host", host, KEY + ".port", port, KEY + ".database", name, KEY + ".user", user));
        password.ifPresent(text -> own.put(KEY + ".password", text));
        return ConfigFactory.parseMap(own, "the fleet's database")
                .withFallback(ConfigFactory.parseResources(
                        PLUGINS,
                        ConfigParseOptions.defaults()
                                .setClassLoader(ClusterDatabase.class.getClassLoader())
                                .setAllowMissing(false)));
    }

    /** The database that a resolved {@link #config()} names. */
    public static ClusterDatabase of(Config resolved) {
        Config own = resolved.getConfig(KEY);
        return new ClusterDatabase(
                own.getString("host"),
                own.getInt("port"),
                own.getString("database"),
                own.getString("user"),
                Optional.of(own.getString("password")));
    }

    /**
     * Makes or migrates the journal's tables.
     *
     * @throws NewerJournalException when a newer version made them
     * @throws JournalException when the database cannot be reached or refuses
     */
    public void prepare() {
        try (Connection connection = connect()) {
            JournalSchema.prepare(connection);
        } catch (SQLException e) {
            throw explained(e);
        }
    }

    /** Beside the actors; belongs to the caller. */
    public JournalReader reader() {
        return JournalReader.of(source());
    }

    Connection connect() throws SQLException {
        return source().getConnection();
    }

    JournalException explained(SQLException e) {
        return new JournalException(
                "the fleet's database " + this + " cannot be used: " + e.getMessage()
                        + "; start it, or correct netfailover.fleet.database",
                e);
    }

    private PGSimpleDataSource source() {
        ClusterDatabase resolved = password.isPresent() ? this : of(config().resolve());
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {host});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(name);
        source.setUser(user);
        source.setPassword(resolved.password.orElse(""));
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setLoginTimeout(CONNECT_SECONDS);
        source.setSocketTimeout(ANSWER_SECONDS);
        return source;
    }

    /** Never the password: this goes to logs. */
    @Override
    public String toString() {
        return user + "@" + host + ":" + port + "/" + name;
    }
}
