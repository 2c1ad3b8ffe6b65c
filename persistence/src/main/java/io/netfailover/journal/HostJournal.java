package io.netfailover.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal of one host: embedded H2 in a directory of its own, open in one process at a time. It outlives the actor system that
 * uses it: open it first, close it last.
 */
public final class HostJournal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HostJournal.class);
    private static final String PLUGINS = "netfailover-host-journal.conf";
    private static final String URL_KEY = "akka-persistence-jdbc.shared-databases.host-journal.db.url";
    private static final String RECOVERY_KEY = "host-journal.recovery-event-timeout";

    private static final ConfigParseOptions RESOURCE = ConfigParseOptions.defaults()
            .setClassLoader(HostJournal.class.getClassLoader())
            .setAllowMissing(false);

    private final HostDatabase database;
    /** Keeps the database open, and this process its owner, also while the actor system has no connection. */
    private final Connection keeper;

    private HostJournal(HostDatabase database, Connection keeper) {
        this.database = database;
        this.keeper = keeper;
    }

    /**
     * Opens the journal in {@code directory}, making both where they are missing.
     *
     * @throws JournalInUseException when another process has it open
     * @throws NewerJournalException when a newer version wrote it
     * @throws JournalException when it cannot be read or written
     */
    public static HostJournal open(Path directory) {
        HostDatabase database = new HostDatabase(directory);
        try {
            boolean fresh = !Files.exists(database.file());
            if (fresh) {
                Files.createDirectories(directory);
            } else {
                refuseNewer(database);
            }
            Connection keeper = database.connect();
            try {
                JournalSchema.prepare(keeper);
            } catch (SQLException | RuntimeException e) {
                keeper.close();
                throw e;
            }
            if (fresh) {
                syncDirectory(directory);
            }
            return new HostJournal(database, keeper);
        } catch (SQLException e) {
            throw database.explained(e);
        } catch (IOException e) {
            throw new JournalException("the journal in " + directory + " cannot be made: " + e, e);
        }
    }

    /** Read-only, since H2 writes into a file as soon as it opens it otherwise. */
    private static void refuseNewer(HostDatabase database) {
        try (Connection connection = database.connectReadOnly()) {
            JournalSchema.refuseNewer(connection);
        } catch (SQLException e) {
            LOG.debug("no read-only look at {}, opening it tells why", database.file(), e);
        }
    }

    /** The plugins {@code host-journal} and {@code host-snapshots} on this journal; unresolved, for {@link ConfigFactory#load(Config)}. */
    public Config config() {
        return ConfigFactory.parseMap(Map.of(URL_KEY, database.url()), "the host journal's directory")
                .withFallback(ConfigFactory.parseResources(PLUGINS, RESOURCE));
    }

    /** @param recoveryTimeout how long an entity that recovers waits for its snapshot, and each time for its next events */
    public Config config(Duration recoveryTimeout) {
        return ConfigFactory.parseMap(
                        Map.of(RECOVERY_KEY, recoveryTimeout.toMillis() + "ms"), "the limit of a recovery")
                .withFallback(config());
    }

    /** Reads beside the actors, on connections of its own; belongs to the caller. */
    public JournalReader reader() {
        return JournalReader.online(database);
    }

    /** Stop the actor system first. */
    @Override
    public void close() {
        try {
            keeper.close();
        } catch (SQLException e) {
            throw database.explained(e);
        }
    }

    /** A new file is safe once its directory is on disk too. */
    private static void syncDirectory(Path directory) throws IOException {
        Path absolute = directory.toAbsolutePath();
        sync(absolute);
        Path parent = absolute.getParent();
        if (parent != null) {
            sync(parent);
        }
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
