package io.netfailover.demo;

import io.netfailover.journal.MigrationStep;

/**
 * What a migration's steps are to those who talk to the VM, and what each promises of 100 probes a second. The bounds are for an emulated
 * CPU on a machine that does other things as well. A guest that nobody reaches by its standby on the new host is reached again when its VF is
 * there, so both of the last two have room for that.
 */
public enum MovePhase {
    PREPARE("on the VF, all is prepared", 3),
    LEAVE_VF("the VF goes", 15),
    /** Without the time for which the hypervisor says that it stopped the VM, which comes on top. */
    MOVE("memory moves, on the standby", 60),
    RETURN_TO_VF("a VF comes", 10);

    private final String title;
    private final long mostLost;

    MovePhase(String title, long mostLost) {
        this.title = title;
        this.mostLost = mostLost;
    }

    public String title() {
        return title;
    }

    public long mostLost() {
        return mostLost;
    }

    public static MovePhase of(MigrationStep step) {
        return switch (step) {
            case CHECK_SOURCE, CHECK_DESTINATION, RESERVE_VF, SNAPSHOT_VF, PREPARE_FDB, STANDBY_UP, FEED_BOTH ->
                PREPARE;
            case DETACH_VF, CLEAR_VF, ANNOUNCE -> LEAVE_VF;
            case EXPECT, MIGRATE, CLEAN_SOURCE, APPLY_VF -> MOVE;
            case ATTACH_VF, AWAIT_GUEST, DROP_FDB, STANDBY_DOWN -> RETURN_TO_VF;
        };
    }
}
