package io.netfailover.migration;

import static io.netfailover.journal.MigrationStep.*;

import io.netfailover.journal.Feed;
import io.netfailover.journal.MigrationOrder;
import io.netfailover.journal.MigrationStep;
import io.netfailover.journal.MigrationStrategy;
import java.util.List;

/** The order of steps of each strategy. Up to MIGRATE everything can be undone; after it there is only forward. */
public final class Strategies {
    private static final List<MigrationStep> EXPLICIT = List.of(
            CHECK_SOURCE,
            CHECK_DESTINATION,
            RESERVE_VF,
            SNAPSHOT_VF,
            PREPARE_FDB,
            STANDBY_UP,
            FEED_BOTH,
            DETACH_VF,
            CLEAR_VF,
            ANNOUNCE,
            EXPECT,
            MIGRATE,
            CLEAN_SOURCE,
            APPLY_VF,
            ATTACH_VF,
            AWAIT_GUEST,
            DROP_FDB,
            STANDBY_DOWN);

    /** As EXPLICIT, but frames move to the tap when the VF has gone, and to the VF before it comes. */
    private static final List<MigrationStep> MOVING_FEED = List.of(
            CHECK_SOURCE,
            CHECK_DESTINATION,
            RESERVE_VF,
            SNAPSHOT_VF,
            PREPARE_FDB,
            STANDBY_UP,
            DETACH_VF,
            CLEAR_VF,
            FEED_BOTH,
            ANNOUNCE,
            EXPECT,
            MIGRATE,
            CLEAN_SOURCE,
            DROP_FDB,
            APPLY_VF,
            ATTACH_VF,
            AWAIT_GUEST,
            STANDBY_DOWN);

    /** Documentation/networking/net_failover.rst: bridge entries come after the VF has gone, and go before it comes. */
    private static final List<MigrationStep> DOCUMENT = List.of(
            CHECK_SOURCE,
            CHECK_DESTINATION,
            RESERVE_VF,
            SNAPSHOT_VF,
            PREPARE_FDB,
            STANDBY_UP,
            DETACH_VF,
            CLEAR_VF,
            FEED_BOTH,
            EXPECT,
            MIGRATE,
            CLEAN_SOURCE,
            DROP_FDB,
            APPLY_VF,
            ATTACH_VF,
            STANDBY_DOWN);

    private static final List<MigrationStep> TEAMING = List.of(
            CHECK_SOURCE,
            CHECK_DESTINATION,
            RESERVE_VF,
            SNAPSHOT_VF,
            PREPARE_FDB,
            APPLY_VF,
            STANDBY_UP,
            FEED_BOTH,
            EXPECT,
            MIGRATE,
            CLEAN_SOURCE,
            AWAIT_GUEST,
            DROP_FDB,
            STANDBY_DOWN);

    private Strategies() {}

    public static List<MigrationStep> orderOf(MigrationOrder order) {
        return switch (order.strategy()) {
            case EXPLICIT -> feedsBoth(order) ? EXPLICIT : MOVING_FEED;
            case DOCUMENT -> DOCUMENT;
            case TEAMING -> TEAMING;
        };
    }

    /** Whether frames go to VF and tap at once, while the VF goes and while it comes. */
    static boolean feedsBoth(MigrationOrder order) {
        return order.strategy() == MigrationStrategy.EXPLICIT && order.feed() == Feed.BOTH;
    }
}
