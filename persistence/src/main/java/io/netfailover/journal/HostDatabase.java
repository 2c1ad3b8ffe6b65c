package io.netfailover.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.h2.Driver;
import org.h2.api.ErrorCode;

/** Where the host's H2 database is, how to connect to it, and what its errors mean. */
final class HostDatabase {
    private static final String NAME = "host-journal";
    /**
     * Each commit is written at once (and by SyncedFiles synced); the owner alone closes the database; no trace file beside it; 8 MiB of
     * cache are plenty. Space is used again 2 s after it became free, not 45 s: H2 waits for the disk's write cache, which O_DSYNC
     * does already (12,000 events from one actor: file of 70 MB, not 220).
     */
    private static final String OWNER =
            ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0;CACHE_SIZE=8192;RETENTION_TIME=2000";

    private static final String READER = ";ACCESS_MODE_DATA=r;IFEXISTS=TRUE;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0";

    static {
        SyncedFiles.register();
    }

    private final Path directory;

    HostDatabase(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
        if (this.directory.toString().contains(";")) {
            throw new JournalException("the journal's directory may not have a ';' in its name: " + directory);
        }
    }

    Path file() {
        return directory.resolve(NAME + ".mv.db");
    }

    String url() {
        return "jdbc:h2:" + SyncedFiles.SCHEME + ":" + directory.resolve(NAME) + OWNER;
    }

    Connection connect() throws SQLException {
        return connect(url());
    }

    /** Changes nothing on disk. */
    Connection connectReadOnly() throws SQLException {
        return connect("jdbc:h2:" + directory.resolve(NAME) + READER);
    }

    private static Connection connect(String url) throws SQLException {
        Connection connection = new Driver().connect(url, new Properties());
        if (connection == null) {
            throw new SQLException("H2 does not take the address " + url);
        }
        return connection;
    }

    long bytesOnDisk() {
        try {
            return Files.size(file());
        } catch (IOException e) {
            throw new JournalException("the size of " + file() + " cannot be read: " + e, e);
        }
    }

    JournalException explained(SQLException e) {
        return switch (e.getErrorCode()) {
            case ErrorCode.DATABASE_ALREADY_OPEN_1 ->
                new JournalInUseException(
                        "the journal in " + directory
                                + " is open in another process: a daemon runs on this home already",
                        e);
            case ErrorCode.DATABASE_NOT_FOUND_1, ErrorCode.DATABASE_NOT_FOUND_WITH_IF_EXISTS_1 ->
                new JournalException("there is no journal in " + directory, e);
            case ErrorCode.FILE_VERSION_ERROR_1 ->
                new NewerJournalException("the file " + file() + " has a format that this program does not know", e);
            case ErrorCode.FILE_CORRUPTED_1 -> new JournalException("the file " + file() + " is damaged: " + e, e);
            default -> new JournalException("the journal in " + directory + " cannot be used: " + e, e);
        };
    }
}
