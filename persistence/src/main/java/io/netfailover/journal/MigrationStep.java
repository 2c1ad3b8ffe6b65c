package io.netfailover.journal;

/** The steps that migrations are made of; a strategy is an order of them. Names are in journals, so they never change. */
public enum MigrationStep {
    CHECK_SOURCE(Side.SOURCE, "check the source"),
    CHECK_DESTINATION(Side.DESTINATION, "check the destination"),
    RESERVE_VF(Side.DESTINATION, "reserve a VF"),
    SNAPSHOT_VF(Side.SOURCE, "remember the VF's admin state"),
    PREPARE_FDB(Side.DESTINATION, "forward to the uplink VF"),
    STANDBY_UP(Side.SOURCE, "standby link up"),
    FEED_BOTH(Side.SOURCE, "feed both paths"),
    DETACH_VF(Side.SOURCE, "detach the VF"),
    CLEAR_VF(Side.SOURCE, "clear the VF's MAC"),
    ANNOUNCE(Side.SOURCE, "announce the standby"),
    EXPECT(Side.DESTINATION, "expect the domain"),
    MIGRATE(Side.SOURCE, "migrate"),
    CLEAN_SOURCE(Side.SOURCE, "clean the source"),
    APPLY_VF(Side.DESTINATION, "apply the VF's admin state"),
    ATTACH_VF(Side.DESTINATION, "attach the VF"),
    AWAIT_GUEST(Side.DESTINATION, "wait until the guest uses the VF"),
    DROP_FDB(Side.DESTINATION, "stop forwarding to the uplink VF"),
    STANDBY_DOWN(Side.DESTINATION, "standby link down");

    /** Which host does it. */
    public enum Side {
        SOURCE,
        DESTINATION
    }

    private final Side side;
    private final String words;

    MigrationStep(Side side, String words) {
        this.side = side;
        this.words = words;
    }

    public Side side() {
        return side;
    }

    /** For people. */
    public String words() {
        return words;
    }
}
