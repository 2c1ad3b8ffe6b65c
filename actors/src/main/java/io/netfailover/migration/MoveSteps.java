package io.netfailover.migration;

import io.netfailover.hypervisor.Domain;
import io.netfailover.hypervisor.MigrationLimits;
import io.netfailover.hypervisor.MigrationProgress;
import io.netfailover.hypervisor.MigrationTarget;
import io.netfailover.hypervisor.VfNic;
import io.netfailover.journal.MigrationOrder;
import io.netfailover.journal.MigrationPair;
import io.netfailover.journal.MigrationPlan;
import io.netfailover.journal.MigrationStrategy;
import io.netfailover.journal.MigrationView.MoveProgress;
import io.netfailover.journal.Whereabouts;
import io.netfailover.types.DomainName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** The move itself, and what it leaves behind. */
final class MoveSteps {
    private MoveSteps() {}

    /** EXPECT: something on the destination is ready to receive. */
    static MigrationPlan expect(StepGround ground, MigrationPlan plan) {
        List<VfNic> vfs = plan.order().strategy() == MigrationStrategy.TEAMING ? vfs(plan) : List.of();
        MigrationTarget target =
                ground.await(limit -> ground.hypervisor().expect(plan.order().domain(), vfs, limit));
        return plan.withTarget(target.uri(), target.dataUri());
    }

    /** Undo of EXPECT: refused by the hypervisor when it runs, because then the VM is here. */
    static MigrationPlan unexpect(StepGround ground, MigrationPlan plan) {
        ground.await(limit -> ground.hypervisor().discard(plan.order().domain(), limit));
        return plan;
    }

    static Optional<String> isHere(StepGround ground, MigrationPlan plan) {
        return ground.domain(plan.order().domain())
                .filter(domain -> domain.state() != Domain.State.SHUT_OFF
                        || ground.hypervisor().ownsDomains())
                .map(domain -> domain.name() + " is still on " + ground.host());
    }

    /** MIGRATE: unless it has moved already. */
    static MigrationPlan move(StepGround ground, MigrationPlan plan) {
        Whereabouts where = whereabouts(ground, plan.order().domain());
        if (where != Whereabouts.RUNNING && where != Whereabouts.MIGRATING) {
            throw StepException.failed(plan.order().domain() + " does not run on " + ground.host() + " any more", "");
        }
        MigrationTarget target = new MigrationTarget(plan.targetUri(), plan.targetDataUri());
        AtomicLong downtimeMs = new AtomicLong(-1);
        ground.await(limit -> ground.hypervisor()
                .migrate(plan.order().domain(), target, limits(plan.order()), vfs(plan), progress -> {
                    if (progress.phase().equals("completed")) {
                        downtimeMs.set(progress.downtimeMs());
                    }
                    ground.progress().accept(progress(progress));
                }));
        if (downtimeMs.get() >= 0) {
            ground.note().accept("stopped for " + downtimeMs + " ms");
        }
        return plan;
    }

    private static MigrationLimits limits(MigrationOrder order) {
        return new MigrationLimits(
                order.timeout(),
                order.bandwidthMiBps(),
                order.maxDowntimeMs(),
                order.autoConverge(),
                order.parallelConnections(),
                order.tls(),
                order.copyStorage());
    }

    private static MoveProgress progress(MigrationProgress now) {
        return new MoveProgress(
                now.phase(),
                now.transferredBytes(),
                now.remainingBytes(),
                now.totalBytes(),
                now.iterations(),
                now.downtimeMs());
    }

    private static List<VfNic> vfs(MigrationPlan plan) {
        return plan.pairs().stream()
                .flatMap(pair -> pair.destinationVf().stream()
                        .map(vf -> new VfNic(pair.vfAlias(), pair.standbyAlias(), pair.mac(), vf)))
                .toList();
    }

    static Optional<String> stillRuns(StepGround ground, MigrationPlan plan) {
        Whereabouts where = whereabouts(ground, plan.order().domain());
        return where == Whereabouts.RUNNING || where == Whereabouts.MIGRATING
                ? Optional.of(plan.order().domain() + " still runs on " + ground.host())
                : Optional.empty();
    }

    /**
     * Undo of MIGRATE: no job is left, and the VM runs on. The saga comes here only when the destination is proved stopped, or the source
     * runs.
     */
    static MigrationPlan moveBack(StepGround ground, MigrationPlan plan) {
        DomainName name = plan.order().domain();
        ground.await(limit -> ground.hypervisor().cancelMigration(name, limit));
        Whereabouts where = whereabouts(ground, name);
        if (where == Whereabouts.MIGRATED || where == Whereabouts.PAUSED) {
            ground.await(limit -> ground.hypervisor().resume(name, limit));
        }
        return plan;
    }

    static Optional<String> isStopped(StepGround ground, MigrationPlan plan) {
        Whereabouts where = whereabouts(ground, plan.order().domain());
        return where == Whereabouts.MIGRATED || where == Whereabouts.PAUSED || where == Whereabouts.MIGRATING
                ? Optional.of(plan.order().domain() + " is " + where + " on " + ground.host())
                : Optional.empty();
    }

    /** CLEAN_SOURCE: nothing startable, no entry, no MAC and no VF stays. */
    static MigrationPlan cleanSource(StepGround ground, MigrationPlan plan) {
        unexpect(ground, plan);
        ForwardingSteps.stop(ground, plan);
        VfSteps.clear(ground, plan);
        String domain = plan.order().domain().value();
        for (MigrationPair pair : plan.pairs()) {
            pair.sourceVf().ifPresent(vf -> ground.vfs().release(vf, domain));
        }
        return plan;
    }

    static Optional<String> notClean(StepGround ground, MigrationPlan plan) {
        return isHere(ground, plan).or(() -> ForwardingSteps.stillForwarding(ground, plan));
    }

    /** What is really so here. */
    static Whereabouts whereabouts(StepGround ground, DomainName name) {
        Optional<Domain> domain = ground.domain(name);
        if (domain.isEmpty()) {
            return Whereabouts.ABSENT;
        }
        boolean hasJob = domain.get().job().isPresent();
        return switch (domain.get().state()) {
            case RUNNING -> hasJob ? Whereabouts.MIGRATING : Whereabouts.RUNNING;
            case PAUSED -> hasJob ? Whereabouts.MIGRATING : Whereabouts.PAUSED;
            case INCOMING -> Whereabouts.INCOMING;
            case MIGRATED -> Whereabouts.MIGRATED;
            case SHUT_OFF -> Whereabouts.SHUT_OFF;
        };
    }
}
