package io.netfailover.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The journal's tables and their version. The library's own {@code SchemaUtils} swallows DDL errors, and knows no versions.
 * A journal is migrated forward when it is opened, and refused untouched when it is newer than this program.
 */
public final class JournalSchema {
    /** What this program writes. */
    public static final int VERSION = 1;

    private static final String VERSION_TABLE = "netfailover_schema";

    private JournalSchema() {}

    /**
     * Makes or migrates the tables, which may be there already, whole or in part. Leaves auto-commit on.
     *
     * @throws NewerJournalException when the journal is newer than this program; nothing was written
     */
    public static void prepare(Connection connection) throws SQLException {
        if (knownVersionOf(connection) == VERSION) {
            return;
        }
        connection.setAutoCommit(false);
        try {
            SqlDialect dialect = SqlDialect.of(connection);
            dialect.lockSchema(connection);
            migrate(connection, dialect);
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static void migrate(Connection connection, SqlDialect dialect) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int from = versionOf(connection); // again: another host may have held the lock
            if (from < 1) {
                for (String table : dialect.tables()) {
                    statement.execute(table);
                }
                statement.execute(
                        "CREATE TABLE IF NOT EXISTS \"" + VERSION_TABLE + "\" (\"version\" INTEGER PRIMARY KEY)");
                statement.execute("INSERT INTO \"" + VERSION_TABLE + "\" (\"version\") VALUES (1)");
            }
        }
    }

    /** @throws JournalException when this program cannot read what is there */
    static void requireReadable(Connection connection) throws SQLException {
        if (knownVersionOf(connection) == 0) {
            throw new JournalException("this database holds no journal of ours: it has no table " + VERSION_TABLE);
        }
    }

    /** @throws NewerJournalException when the journal is newer than this program */
    static void refuseNewer(Connection connection) throws SQLException {
        knownVersionOf(connection);
    }

    private static int knownVersionOf(Connection connection) throws SQLException {
        int found = versionOf(connection);
        if (found > VERSION) {
            throw new NewerJournalException(
                    "the journal's schema has version " + found + ", this program knows " + VERSION);
        }
        return found;
    }

    /** The version of the journal's schema, 0 where there is none yet. */
    public static int versionOf(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (var tables = statement.executeQuery("SELECT 1 FROM information_schema.tables WHERE table_name = '"
                    + VERSION_TABLE + "' AND table_schema = CURRENT_SCHEMA")) {
                if (!tables.next()) {
                    return 0;
                }
            }
            try (var versions = statement.executeQuery("SELECT MAX(\"version\") FROM \"" + VERSION_TABLE + '"')) {
                return versions.next() ? versions.getInt(1) : 0;
            }
        }
    }
}
