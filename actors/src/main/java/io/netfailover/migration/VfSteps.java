package io.netfailover.migration;

import io.netfailover.hypervisor.Domain;
import io.netfailover.hypervisor.Hypervisor;
import io.netfailover.hypervisor.Nic;
import io.netfailover.hypervisor.VfNic;
import io.netfailover.journal.MigrationPair;
import io.netfailover.journal.MigrationPlan;
import io.netfailover.journal.NoVf;
import io.netfailover.types.MacAddress;
import io.netfailover.types.VfAdmin;
import io.netfailover.types.VfRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What happens to VFs on their PFs and in VMs. */
final class VfSteps {
    static final MacAddress NO_MAC = MacAddress.parse("00:00:00:00:00:00");

    private VfSteps() {}

    /** RESERVE_VF: one for each pair that has one; a VF that this domain holds already is taken again. */
    static MigrationPlan reserve(StepGround ground, MigrationPlan plan) {
        String domain = plan.order().domain().value();
        List<VfRef> own = new ArrayList<>(ground.vfs().heldBy(domain));
        List<MigrationPair> pairs = new ArrayList<>();
        for (MigrationPair pair : plan.pairs()) {
            Optional<VfRef> vf = own.isEmpty() ? free(ground, pair) : Optional.of(own.remove(0));
            if (vf.isEmpty() && plan.order().noVf() != NoVf.DEGRADED) {
                throw StepException.refused(
                        noneIsFree(ground),
                        "'netfailover vf list' there shows who has them, a PF without link gives none (see to its cable);"
                                + " --no-vf wait or degraded goes on without");
            }
            vf.ifPresent(taken -> ground.vfs().hold(taken, domain, false));
            pairs.add(vf.map(taken -> pair.destinationVf().equals(vf)
                            ? pair
                            : pair.withDestinationVf(taken, ground.network().vfAdmin(taken)))
                    .orElse(pair));
        }
        return plan.withPairs(pairs);
    }

    private static String noneIsFree(StepGround ground) {
        List<String> mute = ground.vfs().pfs().stream()
                .filter(pf ->
                        ground.network().link(pf).filter(HostLink::carrier).isEmpty())
                .toList();
        return "no VF is free on " + ground.host()
                + (mute.isEmpty() ? "" : ": PF " + String.join(", PF ", mute) + " has no link");
    }

    /** Of the PF whose switch the uplink of the pair's bridge is in: only there do VF and tap reach the same network, and both are fed. */
    private static Optional<VfRef> free(StepGround ground, MigrationPair pair) {
        Optional<String> only = ground.network().pfOf(ground.network().uplinkOf(pair.bridge()));
        return ground.vfs().pfs().stream()
                .filter(pf -> only.map(pf::equals).orElse(true))
                .filter(pf ->
                        ground.network().link(pf).filter(HostLink::carrier).isPresent())
                .flatMap(pf -> ground.vfs().functionsOf(pf, ground.network()).stream())
                .filter(ground.vfs()::isFree)
                .filter(vf -> !isPluggedIn(ground, vf))
                .findFirst();
    }

    /** Also into a VM that we never moved and know nothing of. */
    private static boolean isPluggedIn(StepGround ground, VfRef vf) {
        return ground.await(limit -> ground.hypervisor().domains(limit)).stream()
                .flatMap(name -> ground.domain(name).stream())
                .flatMap(domain -> domain.nics().stream())
                .anyMatch(nic -> nic.vf().equals(Optional.of(vf.pci())));
    }

    /** Whatever was reserved, also when nobody was told of it. */
    static MigrationPlan release(StepGround ground, MigrationPlan plan) {
        String domain = plan.order().domain().value();
        ground.vfs().heldBy(domain).forEach(vf -> ground.vfs().release(vf, domain));
        return plan;
    }

    /** SNAPSHOT_VF: before anything is changed; one that has been taken stays. */
    static MigrationPlan snapshot(StepGround ground, MigrationPlan plan) {
        return plan.withPairs(plan.pairs().stream()
                .map(pair -> pair.sourceVf()
                        .filter(vf -> pair.admin().isEmpty())
                        .map(vf -> pair.withAdmin(ground.network().vfAdmin(vf)))
                        .orElse(pair))
                .toList());
    }

    /** CLEAR_VF: no frame for the MAC goes to a VF that nobody has. */
    static MigrationPlan clear(StepGround ground, MigrationPlan plan) {
        for (MigrationPair pair : plan.pairs()) {
            pair.sourceVf().ifPresent(vf -> ensureAdmin(ground, vf, admin(pair).withMac(NO_MAC)));
        }
        return plan;
    }

    static MigrationPlan restore(StepGround ground, MigrationPlan plan) {
        for (MigrationPair pair : plan.pairs()) {
            pair.sourceVf().ifPresent(vf -> ensureAdmin(ground, vf, admin(pair)));
        }
        return plan;
    }

    /**
     * APPLY_VF: as it was on the source; a pair that has no VF yet gets one now, if one is free. From here on frames go to the VF, and to
     * the tap as well if both are to be fed.
     */
    static MigrationPlan apply(StepGround ground, MigrationPlan plan) {
        MigrationPlan whole =
                plan.pairs().stream().anyMatch(pair -> pair.destinationVf().isEmpty())
                                && !ground.domain(plan.order().domain()).isEmpty()
                        ? reserve(ground, plan)
                        : plan;
        for (MigrationPair pair : whole.pairs()) {
            VfRef vf = pair.destinationVf()
                    .orElseThrow(() -> StepException.failed(
                            noneIsFree(ground),
                            "'netfailover vf list' there shows who has them, a PF without link gives none (see to its"
                                    + " cable)"));
            if (Strategies.feedsBoth(plan.order())) {
                ForwardingSteps.toTap(ground, pair);
            }
            ensureAdmin(ground, vf, wanted(ground, pair, vf));
        }
        return whole;
    }

    static MigrationPlan unapply(StepGround ground, MigrationPlan plan) {
        for (MigrationPair pair : plan.pairs()) {
            pair.destinationVf()
                    .ifPresent(vf -> pair.destinationAdmin().ifPresent(before -> ensureAdmin(ground, vf, before)));
        }
        return plan;
    }

    private static VfAdmin wanted(StepGround ground, MigrationPair pair, VfRef vf) {
        return pair.admin().orElseGet(() -> ground.network().vfAdmin(vf)).withMac(pair.mac());
    }

    private static VfAdmin admin(MigrationPair pair) {
        return pair.admin()
                .orElseThrow(
                        () -> StepException.failed("the admin state of the VF of " + pair.mac() + " is not known", ""));
    }

    private static void ensureAdmin(StepGround ground, VfRef vf, VfAdmin wanted) {
        if (!ground.network().vfAdmin(vf).equals(wanted)) {
            ground.network().setVfAdmin(vf, wanted);
        }
    }

    /** DETACH_VF, of all pairs. */
    static MigrationPlan detach(StepGround ground, MigrationPlan plan) {
        for (MigrationPair pair : plan.pairs()) {
            if (ground.requireDomain(plan.order().domain()).nic(pair.vfAlias()).isPresent()) {
                ground.await(limit -> ground.hypervisor().detach(plan.order().domain(), pair.vfAlias(), limit));
            }
        }
        return plan;
    }

    static Optional<String> stillAttached(StepGround ground, MigrationPlan plan) {
        Domain domain = ground.requireDomain(plan.order().domain());
        return plan.pairs().stream()
                .filter(pair -> domain.nic(pair.vfAlias()).isPresent())
                .map(pair -> pair.vfAlias() + " is still plugged in")
                .findFirst();
    }

    /** ATTACH_VF on the destination. */
    static MigrationPlan attach(StepGround ground, MigrationPlan plan) {
        for (MigrationPair pair : plan.pairs()) {
            pair.destinationVf().ifPresent(vf -> {
                plug(ground, plan, pair, vf);
                ground.vfs().hold(vf, plan.order().domain().value(), true);
            });
        }
        return plan;
    }

    /** Undo of DETACH_VF on the source; a VM that has ended needs none. */
    static MigrationPlan attachAgain(StepGround ground, MigrationPlan plan) {
        if (ground.domain(plan.order().domain())
                .filter(domain -> domain.state() == Domain.State.RUNNING)
                .isPresent()) {
            for (MigrationPair pair : plan.pairs()) {
                pair.sourceVf().ifPresent(vf -> plug(ground, plan, pair, vf));
            }
            GuestSteps.awaitPrimary(ground, plan);
        }
        return plan;
    }

    private static void plug(StepGround ground, MigrationPlan plan, MigrationPair pair, VfRef vf) {
        boolean isLive =
                ground.requireDomain(plan.order().domain()).nic(pair.vfAlias()).isPresent();
        if (!isLive || !isDefined(ground, plan, pair, vf)) {
            ground.await(limit -> ground.hypervisor().attach(plan.order().domain(), nic(pair, vf), limit));
        }
    }

    private static boolean isDefined(StepGround ground, MigrationPlan plan, MigrationPair pair, VfRef vf) {
        return ground.await(
                        limit -> ground.hypervisor().persistentNics(plan.order().domain(), limit))
                .map(nics -> nics.stream().anyMatch(nic -> is(nic, pair, vf)))
                .orElse(true);
    }

    /** An emulated NIC that stands for a VF is known by its MAC address alone. */
    private static boolean is(Nic nic, MigrationPair pair, VfRef vf) {
        return nic.alias().equals(pair.vfAlias())
                && nic.mac().equals(pair.mac())
                && nic.vf().map(vf.pci()::equals).orElse(true);
    }

    private static VfNic nic(MigrationPair pair, VfRef vf) {
        return new VfNic(pair.vfAlias(), pair.standbyAlias(), pair.mac(), vf);
    }

    /** What a person would type for ATTACH_VF, without a file to be made first. */
    static List<String> attachCommands(Hypervisor hypervisor, MigrationPlan plan) {
        return plan.pairs().stream()
                .flatMap(pair -> pair.destinationVf().stream().map(vf -> nic(pair, vf)))
                .flatMap(nic -> hypervisor.deviceXml(nic).stream())
                .map(xml ->
                        "virsh attach-device " + plan.order().domain() + " /dev/stdin --live --config <<<'" + xml + "'")
                .toList();
    }

    static Optional<String> notAttachedForGood(StepGround ground, MigrationPlan plan) {
        return notAttached(ground, plan).or(() -> foreign(ground, plan)).or(() -> notDefined(ground, plan));
    }

    /** A VM that came with its VF plugged in must have this host's, the one that was reserved. */
    private static Optional<String> foreign(StepGround ground, MigrationPlan plan) {
        return ground.domain(plan.order().domain())
                .flatMap(domain -> plan.pairs().stream()
                        .filter(pair -> pair.destinationVf().isPresent())
                        .flatMap(pair -> domain
                                .nic(pair.vfAlias())
                                .filter(nic ->
                                        !is(nic, pair, pair.destinationVf().get()))
                                .map(nic -> pair.vfAlias() + " is "
                                        + nic.vf().map(Object::toString).orElse(nic.alias())
                                        + " on " + ground.host() + ", not "
                                        + pair.destinationVf().get())
                                .stream())
                        .findFirst());
    }

    /** With the source's VF in its definition, the VM would not start again on the destination, or with the VF of another VM. */
    private static Optional<String> notDefined(StepGround ground, MigrationPlan plan) {
        for (MigrationPair pair : plan.pairs()) {
            Optional<VfRef> vf = pair.destinationVf();
            if (vf.isPresent() && !isDefined(ground, plan, pair, vf.get())) {
                return Optional.of(
                        "the definition on " + ground.host() + " does not have " + vf.get() + " as " + pair.vfAlias());
            }
        }
        return Optional.empty();
    }

    static Optional<String> notAttached(StepGround ground, MigrationPlan plan) {
        return ground.domain(plan.order().domain())
                .filter(domain -> domain.state() == Domain.State.RUNNING)
                .flatMap(domain -> plan.pairs().stream()
                        .filter(pair -> pair.sourceVf().isPresent())
                        .filter(pair -> domain.nic(pair.vfAlias()).isEmpty())
                        .map(pair -> pair.vfAlias() + " is not plugged in")
                        .findFirst());
    }
}
