package io.netfailover.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

/** A right that one owner at a time has, until it is not renewed in time; the database's clock counts for all. */
public final class ClusterLease {
    static final String TABLE = """
            CREATE TABLE IF NOT EXISTS "netfailover_lease" (
                "name" VARCHAR(255) PRIMARY KEY,
                "owner" VARCHAR(255) NOT NULL,
                "until" TIMESTAMP WITH TIME ZONE NOT NULL
            )""";

    private static final String ACQUIRE = """
            INSERT INTO "netfailover_lease" AS held ("name", "owner", "until")
            VALUES (?, ?, clock_timestamp() + ? * INTERVAL '1 millisecond')
            ON CONFLICT ("name") DO UPDATE SET "owner" = excluded."owner", "until" = excluded."until"
            WHERE held."owner" = excluded."owner" OR held."until" < clock_timestamp() - ? * INTERVAL '1 millisecond'""";
    private static final String RELEASE = "DELETE FROM \"netfailover_lease\" WHERE \"name\" = ? AND \"owner\" = ?";

    private final ClusterDatabase database;
    private final String name;
    private final String owner;
    private final Duration validity;

    /** @param validity counted from each time that it is acquired */
    public ClusterLease(ClusterDatabase database, String name, String owner, Duration validity) {
        this.database = database;
        this.name = name;
        this.owner = owner;
        this.validity = validity;
    }

    /**
     * Takes what is free or has ended, and renews what is held.
     *
     * @return whether it is held now
     * @throws JournalException when the database cannot be asked: it may be held or not
     */
    public boolean acquire() {
        return acquireUnheldFor(Duration.ZERO);
    }

    /**
     * As {@link #acquire()}, but another's must have ended {@code idle} ago: who comes from outside leaves it to those inside.
     *
     * @throws JournalException when the database cannot be asked: it may be held or not
     */
    public boolean acquireUnheldFor(Duration idle) {
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement(ACQUIRE)) {
            statement.setString(1, name);
            statement.setString(2, owner);
            statement.setLong(3, validity.toMillis());
            statement.setLong(4, idle.toMillis());
            return statement.executeUpdate() == 1;
        } catch (SQLException e) {
            throw database.explained(e);
        }
    }

    /**
     * Gives up what is held, and nothing when another owner has it.
     *
     * @throws JournalException when the database cannot be asked: it ends by itself then
     */
    public void release() {
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement(RELEASE)) {
            statement.setString(1, name);
            statement.setString(2, owner);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw database.explained(e);
        }
    }
}
