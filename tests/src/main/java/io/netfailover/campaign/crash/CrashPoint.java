package io.netfailover.campaign.crash;

import io.netfailover.journal.MigrationOrder;
import io.netfailover.journal.MigrationStep;
import io.netfailover.journal.MigrationStep.Side;
import io.netfailover.migration.Strategies;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is broken where. */
record CrashPoint(MigrationStep step, When when, Victim victim, Blow blow) {
    /** Where in the life of a step. */
    enum When {
        /** The host has been asked and has not journalled it. */
        BEFORE_JOURNAL,
        /** Journalled, and nothing changed yet. */
        AFTER_JOURNAL,
        AFTER_EFFECT,
        AFTER_VERIFICATION,
        /** Journalled as ended by the host; the migration has not heard of it. */
        BEFORE_REPLY
    }

    enum Victim {
        SOURCE_DAEMON,
        DESTINATION_DAEMON,
        BOTH_DAEMONS,
        SOURCE_LIBVIRTD,
        DESTINATION_LIBVIRTD,
        DESTINATION_QEMU,
        DATABASE
    }

    enum Blow {
        SIGKILL,
        SIGSTOP
    }

    /** Every point of a migration in that order. */
    static List<CrashPoint> all(MigrationOrder order) {
        List<CrashPoint> points = new ArrayList<>();
        for (MigrationStep step : Strategies.orderOf(order)) {
            for (When when : When.values()) {
                for (Blow blow : Blow.values()) {
                    points.add(new CrashPoint(step, when, Victim.SOURCE_DAEMON, blow));
                    points.add(new CrashPoint(step, when, Victim.DESTINATION_DAEMON, blow));
                }
                points.add(new CrashPoint(step, when, Victim.BOTH_DAEMONS, Blow.SIGKILL));
                points.add(new CrashPoint(step, when, Victim.DATABASE, Blow.SIGKILL));
            }
            points.add(new CrashPoint(step, When.AFTER_JOURNAL, Victim.SOURCE_LIBVIRTD, Blow.SIGKILL));
            points.add(new CrashPoint(step, When.AFTER_JOURNAL, Victim.DESTINATION_LIBVIRTD, Blow.SIGKILL));
            points.add(new CrashPoint(step, When.AFTER_EFFECT, Victim.SOURCE_LIBVIRTD, Blow.SIGKILL));
            points.add(new CrashPoint(step, When.AFTER_EFFECT, Victim.DESTINATION_LIBVIRTD, Blow.SIGKILL));
        }
        points.add(
                new CrashPoint(MigrationStep.EXPECT, When.AFTER_VERIFICATION, Victim.DESTINATION_QEMU, Blow.SIGKILL));
        points.add(new CrashPoint(MigrationStep.MIGRATE, When.AFTER_JOURNAL, Victim.DESTINATION_QEMU, Blow.SIGKILL));
        return points;
    }

    /** Whether that side's daemon is struck. */
    boolean strikes(Side side) {
        return switch (victim) {
            case SOURCE_DAEMON -> side == Side.SOURCE;
            case DESTINATION_DAEMON -> side == Side.DESTINATION;
            case BOTH_DAEMONS -> true;
            case SOURCE_LIBVIRTD, DESTINATION_LIBVIRTD, DESTINATION_QEMU, DATABASE -> false;
        };
    }

    @Override
    public String toString() {
        return (blow + " of " + victim + " " + when + " of " + step)
                .toLowerCase(Locale.ROOT)
                .replace('_', '-');
    }
}
