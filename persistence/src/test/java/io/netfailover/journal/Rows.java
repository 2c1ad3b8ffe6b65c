package io.netfailover.journal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Looks at a closed journal's tables, and does to them what a failing disk or a careless hand does. */
final class Rows implements AutoCloseable {
    private final Connection connection;

    private Rows(Connection connection) {
        this.connection = connection;
    }

    static Rows of(Path home) throws SQLException {
        return new Rows(new HostDatabase(home).connect());
    }

    int count(String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            row.next();
            return row.getInt(1);
        }
    }

    /** Fails unless it changes something. */
    void update(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (statement.executeUpdate(sql) == 0) {
                throw new AssertionError("changed nothing: " + sql);
            }
        }
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    byte[] bytes(String column, String table, long sequenceNumber) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT \"" + column + "\" FROM \"" + table + "\" WHERE \"sequence_number\" = ?")) {
            statement.setLong(1, sequenceNumber);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBytes(1);
            }
        }
    }

    void replace(String column, String table, long sequenceNumber, byte[] bytes) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "UPDATE \"" + table + "\" SET \"" + column + "\" = ? WHERE \"sequence_number\" = ?")) {
            statement.setBytes(1, bytes);
            statement.setLong(2, sequenceNumber);
            if (statement.executeUpdate() != 1) {
                throw new AssertionError("no row " + sequenceNumber + " in " + table);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
