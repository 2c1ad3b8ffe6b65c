package io.netfailover.campaign.fleet;

import io.netfailover.campaign.crash.CrashHouse;
import io.netfailover.journal.MigrationStep;
import io.netfailover.journal.MigrationStrategy;
import io.netfailover.migration.Strategies;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Who is struck, how and when; all of it follows from a seed.
 *
 * @param at the step at which it happens
 * @param ended when that step has ended, instead of when it has begun
 * @param after so long after that
 * @param away how long they are gone; of no meaning for a QEMU, which does not come back
 * @param bandwidthMiBps of the move, 0 for as fast as it goes
 */
public record Blow(
        Victim victim, How how, MigrationStep at, boolean ended, Duration after, Duration away, int bandwidthMiBps) {
    /** Who. */
    public enum Victim {
        SOURCE,
        DESTINATION,
        BOTH,
        INCOMING_QEMU,
        DATABASE,
        /** The network between the hosts: of the fleet, its database and the memory of VMs alike. */
        NETWORK;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** What happens to them. */
    public enum How {
        KILLED,
        STOPPED
    }

    private record Target(Victim victim, How how) {}

    /** Consecutive seeds strike one after the other. */
    private static final List<Target> TARGETS = List.of(
            new Target(Victim.SOURCE, How.KILLED),
            new Target(Victim.DESTINATION, How.STOPPED),
            new Target(Victim.BOTH, How.KILLED),
            new Target(Victim.INCOMING_QEMU, How.KILLED),
            new Target(Victim.SOURCE, How.STOPPED),
            new Target(Victim.DESTINATION, How.KILLED),
            new Target(Victim.BOTH, How.STOPPED),
            new Target(Victim.DATABASE, How.STOPPED),
            new Target(Victim.NETWORK, How.STOPPED));

    private static final int LONGEST_AFTER_MS = 300;
    /** So slow that there is a middle of the move. */
    private static final int[] BANDWIDTHS = {0, 8, 24};

    /** The blow of a round. */
    public static Blow of(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Target target = TARGETS.get((int) Math.floorMod(seed - 1, (long) TARGETS.size()));
        List<MigrationStep> steps = Strategies.orderOf(CrashHouse.order(MigrationStrategy.EXPLICIT));
        boolean qemu = target.victim() == Victim.INCOMING_QEMU;
        // more than a third of the blows falls into the move, which is what cannot simply be done again
        MigrationStep at =
                qemu || random.nextInt(3) == 0 ? MigrationStep.MIGRATE : steps.get(random.nextInt(steps.size()));
        int bandwidth = BANDWIDTHS[at == MigrationStep.MIGRATE ? 1 + random.nextInt(2) : random.nextInt(3)];
        return new Blow(
                target.victim(),
                target.how(),
                at,
                !qemu && random.nextInt(3) == 0,
                Duration.ofMillis(random.nextInt(LONGEST_AFTER_MS)),
                away(target, random),
                bandwidth);
    }

    private static Duration away(Target target, SplittableRandom random) {
        if (target.victim() == Victim.DATABASE || target.victim() == Victim.NETWORK) {
            return Duration.ofSeconds(random.nextInt(5, 21));
        }
        return Duration.ofSeconds(target.how() == How.KILLED ? random.nextInt(0, 9) : random.nextInt(5, 41));
    }

    /** For the report's counts. */
    public String kind() {
        return victim.word() + " " + how.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return kind() + " " + after.toMillis() + " ms after " + at.words() + (ended ? " ended" : " began")
                + ", away for " + away.toSeconds() + " s"
                + (bandwidthMiBps > 0 ? ", " + bandwidthMiBps + " MiB/s" : "");
    }
}
