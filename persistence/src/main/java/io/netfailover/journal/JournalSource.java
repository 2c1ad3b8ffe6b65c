package io.netfailover.journal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Where a {@link JournalReader} reads. */
abstract class JournalSource {
    abstract Connection connect() throws SQLException;

    abstract long bytesOnDisk(Connection connection) throws SQLException;

    abstract JournalException explained(SQLException e);

    void close() {}

    /** Beside the owner, in its process. */
    static JournalSource of(HostDatabase database) {
        return new Embedded(database) {
            @Override
            Connection connect() throws SQLException {
                return database.connect();
            }
        };
    }

    /** In place of the owner; a connection stays open, so that the file is not read anew for each query. */
    static JournalSource offline(HostDatabase database) {
        Connection keeper;
        try {
            keeper = database.connectReadOnly();
        } catch (SQLException e) {
            throw database.explained(e);
        }
        JournalSource source = new Embedded(database) {
            @Override
            Connection connect() throws SQLException {
                return database.connectReadOnly();
            }

            @Override
            void close() {
                closed(keeper, database);
            }
        };
        try {
            JournalSchema.requireReadable(keeper);
            return source;
        } catch (SQLException e) {
            source.close();
            throw database.explained(e);
        } catch (JournalException e) {
            source.close();
            throw e;
        }
    }

    private static void closed(Connection keeper, HostDatabase database) {
        try {
            keeper.close();
        } catch (SQLException e) {
            throw database.explained(e);
        }
    }

    static JournalSource of(DataSource postgresql) {
        JournalSource source = new JournalSource() {
            @Override
            Connection connect() throws SQLException {
                return postgresql.getConnection();
            }

            @Override
            long bytesOnDisk(Connection connection) throws SQLException {
                String size = "SELECT pg_total_relation_size('event_journal') + pg_total_relation_size('snapshot')";
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery(size)) {
                    row.next();
                    return row.getLong(1);
                }
            }

            @Override
            JournalException explained(SQLException e) {
                return new JournalException("the cluster's journal cannot be read: " + e.getMessage(), e);
            }
        };
        try (Connection connection = source.connect()) {
            JournalSchema.requireReadable(connection);
            return source;
        } catch (SQLException e) {
            throw source.explained(e);
        }
    }

    private abstract static class Embedded extends JournalSource {
        private final HostDatabase database;

        Embedded(HostDatabase database) {
            this.database = database;
        }

        @Override
        long bytesOnDisk(Connection connection) {
            return database.bytesOnDisk();
        }

        @Override
        JournalException explained(SQLException e) {
            return database.explained(e);
        }
    }
}
