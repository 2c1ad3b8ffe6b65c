package io.netfailover.hypervisor.libvirt;

import io.netfailover.hypervisor.Domain;
import io.netfailover.hypervisor.HypervisorException;
import io.netfailover.hypervisor.HypervisorException.Reason;
import io.netfailover.hypervisor.MigrationLimits;
import io.netfailover.hypervisor.MigrationProgress;
import io.netfailover.hypervisor.MigrationTarget;
import io.netfailover.hypervisor.VfNic;
import io.netfailover.types.DomainName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One migration, while it lasts: the blocking call, and what others see and do of it meanwhile. */
final class OutgoingMigration {
    private final Libvirt libvirt;
    private final DomainName name;
    private final MigrationTarget target;
    private final MigrationLimits limits;
    private final Consumer<MigrationProgress> progress;
    private boolean polling;
    private boolean over;
    private boolean overdue;

    OutgoingMigration(
            Libvirt libvirt,
            DomainName name,
            MigrationTarget target,
            MigrationLimits limits,
            Consumer<MigrationProgress> progress) {
        this.libvirt = libvirt;
        this.name = name;
        this.target = target;
        this.limits = limits;
        this.progress = progress;
    }

    /** Blocks until libvirt has moved it and this side has been looked at. */
    void run(Session session, List<VfNic> vfs, VfTemplate template) {
        try (DomainHandle domain = session.domain(name)) {
            domain.requireNoJob();
            Map<String, String> devices = vfs.stream().collect(Collectors.toMap(VfNic::alias, template::xml));
            // A VF that QEMU unplugs by itself is in the live definition still, with its address on this host.
            Optional<String> live = domain.migratable().withHostSides(devices);
            String definition = domain.persistent().withVfs(List.copyOf(devices.values()), devices.keySet());
            if (limits.maxDowntimeMs() > 0) {
                domain.maxDowntime(limits.maxDowntimeMs());
            }
            try (MigrationParameters parameters = new MigrationParameters(libvirt, target, limits, live, definition)) {
                domain.migrate(target.uri(), parameters);
            }
        } catch (HypervisorException e) {
            throw isOverdue() && e.reason() == Reason.CANCELLED ? tooSlow(e) : e;
        }
        leaveNothingStartable(session);
    }

    private HypervisorException tooSlow(HypervisorException cancelled) {
        return new HypervisorException(
                Reason.CANCELLED,
                cancelled.getMessage() + " (it took longer than "
                        + limits.timeout().toSeconds() + " s)",
                "allow more time, bandwidth or downtime, or auto-converge");
    }

    /** libvirt undefines the source and says nothing when it could not. */
    private void leaveNothingStartable(Session session) {
        try (@Nullable DomainHandle left = session.find(name).orElse(null)) {
            if (left == null) {
                return;
            }
            Domain domain = left.read();
            if (domain.state() == Domain.State.SHUT_OFF && domain.persistent()) {
                left.undefine();
            }
        }
        Optional<DomainHandle> still = session.find(name);
        if (still.isPresent()) {
            still.get().close();
            throw new HypervisorException(
                    Reason.FAILED,
                    name + " was migrated to " + target.uri() + " and is still here",
                    "look at both sides (virsh list --all) before anything is started");
        }
    }

    /** @return whether to read the statistics now: only one reader at a time, none after the end */
    synchronized boolean beginPoll() {
        boolean begin = !polling && !over;
        polling |= begin;
        return begin;
    }

    synchronized void endPoll(Optional<JobStatistics> job) {
        polling = false;
        if (!over) {
            job.filter(JobStatistics::isOutgoing).ifPresent(statistics -> progress.accept(statistics.progress()));
        }
    }

    /** The figures of a job that ended, also of one that was cancelled. */
    synchronized void completed(JobStatistics statistics) {
        if (!over && statistics.isOutgoing()) {
            over = true;
            progress.accept(statistics.progress());
        }
    }

    synchronized void end() {
        over = true;
    }

    synchronized boolean becomeOverdue() {
        overdue = !over;
        return overdue;
    }

    private synchronized boolean isOverdue() {
        return overdue;
    }
}
