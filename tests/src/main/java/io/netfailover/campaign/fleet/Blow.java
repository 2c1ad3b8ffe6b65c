package io.netfailover.campaign.fleet;

import io.netfailover.campaign.crash.CrashHouse;
import io.netfailover.journal.MigrationStep;
import io.netfailover.journal.MigrationStrategy;
import io.netfailover.migration.Strategies;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Who is struck, how and when; all of it follows from a seed.
 *
 * @param at the step at which it happens
 * @param ended when that step has ended, instead of when it has begun
 * @param after so long after that
 * @param away how long they are gone; of no meaning for a QEMU, which never comes back
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
        NETWORK,
        /** Without VMs: they live on without it. */
        LIBVIRTD_OF_SOURCE,
        LIBVIRTD_OF_DESTINATION;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** What happens to them. */
    public enum How {
        KILLED,
        STOPPED
    }

    /** Who can be struck in a fleet and how; consecutive seeds strike one after the other. */
    public enum Targets {
        QEMU(
                new Target(Victim.SOURCE, How.KILLED),
                new Target(Victim.DESTINATION, How.STOPPED),
                new Target(Victim.BOTH, How.KILLED),
                new Target(Victim.INCOMING_QEMU, How.KILLED),
                new Target(Victim.SOURCE, How.STOPPED),
                new Target(Victim.DESTINATION, How.KILLED),
                new Target(Victim.BOTH, How.STOPPED),
                new Target(Victim.DATABASE, How.STOPPED),
                new Target(Victim.NETWORK, How.STOPPED),
                new Target(Victim.INCOMING_QEMU, How.STOPPED)),
        LIBVIRT(
                new Target(Victim.LIBVIRTD_OF_SOURCE, How.KILLED),
                new Target(Victim.LIBVIRTD_OF_DESTINATION, How.STOPPED),
                new Target(Victim.LIBVIRTD_OF_DESTINATION, How.KILLED),
                new Target(Victim.LIBVIRTD_OF_SOURCE, How.STOPPED),
                new Target(Victim.SOURCE, How.KILLED),
                new Target(Victim.DESTINATION, How.KILLED));

        @SuppressWarnings("ImmutableEnumChecker") // List.of makes it, and nobody changes it
        private final List<Target> all;

        Targets(Target... all) {
            this.all = List.of(all);
        }

        private Target of(long seed) {
            return all.get((int) Math.floorMod(seed - 1, (long) all.size()));
        }

        /** In the words of the report. */
        public Set<String> kinds() {
            return all.stream().map(Target::kind).collect(Collectors.toSet());
        }
    }

    private record Target(Victim victim, How how) {
        String kind() {
            return victim.word() + " " + how.name().toLowerCase(Locale.ROOT);
        }
    }

    private static final int LONGEST_AFTER_MS = 300;
    /** Of steps other than the move, which are short. */
    private static final int SHORT_AFTER_MS = 60;
    /** A shorter time is none. */
    private static final Duration SOONEST = Duration.ofMillis(5);
    /** So slow that there is a middle of the move. */
    private static final int[] BANDWIDTHS = {0, 8, 24};

    /** The blow of a round. */
    public static Blow of(Targets targets, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Target target = targets.of(seed);
        List<MigrationStep> steps = Strategies.orderOf(CrashHouse.order(MigrationStrategy.EXPLICIT));
        boolean qemu = target.victim() == Victim.INCOMING_QEMU;
        // more than a third of the blows falls into the move, which is what cannot simply be done again
        MigrationStep at =
                qemu || random.nextInt(3) == 0 ? MigrationStep.MIGRATE : steps.get(random.nextInt(steps.size()));
        boolean moving = at == MigrationStep.MIGRATE;
        // when the last step has ended, nothing is under way any more
        boolean canHaveEnded = !qemu && at != steps.get(steps.size() - 1);
        return new Blow(
                target.victim(),
                target.how(),
                at,
                canHaveEnded && random.nextInt(3) == 0,
                Duration.ofMillis(random.nextInt(moving ? LONGEST_AFTER_MS : SHORT_AFTER_MS)),
                away(target, random),
                BANDWIDTHS[moving ? 1 + random.nextInt(2) : random.nextInt(3)]);
    }

    private static Duration away(Target target, SplittableRandom random) {
        if (target.victim() == Victim.DATABASE || target.victim() == Victim.NETWORK) {
            return Duration.ofSeconds(random.nextInt(5, 21));
        }
        return Duration.ofSeconds(target.how() == How.KILLED ? random.nextInt(0, 9) : random.nextInt(5, 41));
    }

    /** For another try after one that came too late. */
    public Blow sooner() {
        Duration half = after.dividedBy(2);
        return new Blow(
                victim, how, at, ended, half.compareTo(SOONEST) < 0 ? Duration.ZERO : half, away, bandwidthMiBps);
    }

    /** For the report's counts. */
    public String kind() {
        return new Target(victim, how).kind();
    }

    @Override
    public String toString() {
        return kind() + " " + after.toMillis() + " ms after " + at.words() + (ended ? " ended" : " began")
                + ", away for " + away.toSeconds() + " s"
                + (bandwidthMiBps > 0 ? ", " + bandwidthMiBps + " MiB/s" : "");
    }
}
