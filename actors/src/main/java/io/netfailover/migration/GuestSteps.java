package io.netfailover.migration;

import io.netfailover.hypervisor.Domain;
import io.netfailover.hypervisor.Nic;
import io.netfailover.journal.MigrationPair;
import io.netfailover.journal.MigrationPlan;
import io.netfailover.migration.HostNetwork.GuestPath;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What the guest sees: the standby's carrier, and by which of its two links it sends. */
final class GuestSteps {
    /** After this long a guest that answers nothing is taken to use the VF that it has been given. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(8);

    /** How long one look waits for an answer. */
    private static final Duration LOOK = Duration.ofMillis(500);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private GuestSteps() {}

    static MigrationPlan standbyUp(StepGround ground, MigrationPlan plan) {
        return standby(ground, plan, true);
    }

    /**
     * STANDBY_DOWN: the VF alone has to serve now. Where it does not, the guest gets its standby back; a guest that answers by neither was
     * mute before and proves nothing.
     */
    static MigrationPlan standbyDown(StepGround ground, MigrationPlan plan) {
        standby(ground, plan, false);
        for (MigrationPair pair : plan.pairs()) {
            if (pair.destinationVf().isPresent() && !usesPrimary(ground, plan, pair)) {
                standby(ground, plan, true);
                if (look(ground, pair, patience(ground, plan)).isPresent()) {
                    throw StepException.failed(
                            "the guest does not answer by the VF of " + pair.mac()
                                    + " while its standby's link is down," + " so that is up again",
                            "see whether the VF has carrier in the guest, and reaches the network");
                }
                standby(ground, plan, false);
                ground.note().accept("the guest answers nothing, so its VF is not proved to serve it");
            }
        }
        return plan;
    }

    /** Undo on the source: a VM that had no VF, or has ended, keeps its standby as it is. */
    static MigrationPlan standbyDownAgain(StepGround ground, MigrationPlan plan) {
        boolean runs = ground.domain(plan.order().domain())
                .filter(domain -> domain.state() == Domain.State.RUNNING)
                .isPresent();
        return runs ? standby(ground, plan, false) : plan;
    }

    private static MigrationPlan standby(StepGround ground, MigrationPlan plan, boolean up) {
        Domain domain = ground.requireDomain(plan.order().domain());
        for (MigrationPair pair : plan.pairs()) {
            boolean hasPrimary =
                    pair.sourceVf().isPresent() || pair.destinationVf().isPresent();
            Optional<Nic> nic = domain.nic(pair.standbyAlias());
            if ((up || hasPrimary) && nic.filter(found -> found.linkUp() == up).isEmpty()) {
                ground.await(
                        limit -> ground.hypervisor().setLink(plan.order().domain(), pair.standbyAlias(), up, limit));
            }
        }
        return plan;
    }

    static Optional<String> standbyIsDown(StepGround ground, MigrationPlan plan) {
        return standbyIsNot(ground, plan, true);
    }

    static Optional<String> standbyIsUp(StepGround ground, MigrationPlan plan) {
        return standbyIsNot(ground, plan, false);
    }

    private static Optional<String> standbyIsNot(StepGround ground, MigrationPlan plan, boolean up) {
        return ground.domain(plan.order().domain())
                .filter(domain -> domain.state() == Domain.State.RUNNING)
                .flatMap(domain -> plan.pairs().stream()
                        .filter(pair -> up
                                || pair.sourceVf().isPresent()
                                || pair.destinationVf().isPresent())
                        .filter(pair -> domain.nic(pair.standbyAlias())
                                .filter(nic -> nic.linkUp() == up)
                                .isEmpty())
                        .map(pair -> "standby link " + pair.standbyAlias() + " is not " + (up ? "up" : "down"))
                        .findFirst());
    }

    /** AWAIT_GUEST: until the guest answers by its VF, so that what is fed to its standby may end. */
    static MigrationPlan awaitPrimary(StepGround ground, MigrationPlan plan) {
        for (MigrationPair pair : plan.pairs()) {
            ground.note()
                    .accept(
                            usesPrimary(ground, plan, pair)
                                    ? "the guest uses the VF of " + pair.mac()
                                    : "the guest was not seen to use the VF of " + pair.mac() + " within "
                                            + patience(ground, plan).toSeconds() + " s");
        }
        return plan;
    }

    private static boolean usesPrimary(StepGround ground, MigrationPlan plan, MigrationPair pair) {
        return isSeenOnPrimary(
                () -> look(ground, pair, LOOK), patience(ground, plan), System::nanoTime, LockSupport::parkNanos);
    }

    /** Pairs are waited for one after the other, some of them twice, and the step has a deadline. */
    private static Duration patience(StepGround ground, MigrationPlan plan) {
        Duration share = ground.deadline().dividedBy(3L * plan.pairs().size());
        return share.compareTo(LONGEST_WAIT) < 0 ? share : LONGEST_WAIT;
    }

    private static Optional<GuestPath> look(StepGround ground, MigrationPair pair, Duration atMost) {
        String uplink = ground.network().uplinkOf(pair.bridge());
        return ground.network().guestPath(pair.tap(), uplink, pair.mac(), ForwardingSteps.addresses(pair), atMost);
    }

    /**
     * Looks until the guest is on its VF, at most for so long. A guest that still uses its standby answers at once, so the
     * time is counted and not the answers.
     */
    static boolean isSeenOnPrimary(
            Supplier<Optional<GuestPath>> look, Duration patience, LongSupplier nowNs, LongConsumer passNs) {
        long startNs = nowNs.getAsLong();
        while (!look.get().equals(Optional.of(GuestPath.PRIMARY))) {
            if (nowNs.getAsLong() - startNs >= patience.toNanos()) {
                return false;
            }
            passNs.accept(BETWEEN_LOOKS.toNanos());
        }
        return true;
    }
}
