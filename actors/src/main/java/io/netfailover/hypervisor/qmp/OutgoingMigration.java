package io.netfailover.hypervisor.qmp;

import io.netfailover.hypervisor.Domain;
import io.netfailover.hypervisor.HypervisorException;
import io.netfailover.hypervisor.HypervisorException.Reason;
import io.netfailover.hypervisor.MigrationLimits;
import io.netfailover.hypervisor.MigrationProgress;
import io.netfailover.hypervisor.MigrationTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Sends a VM and watches it go. QEMU's job outlives us: who comes back to it, with the same target, watches on. */
final class OutgoingMigration {
    private static final Duration POLL = Duration.ofMillis(50);
    /** QEMU itself would wait for ever for a guest that keeps its primary; the guest has no part in all else. */
    private static final Duration UNPLUG_LIMIT = Duration.ofSeconds(30);
    /** A cancelled wait for the unplug plugs in again first, and for a guest that ignores it that takes 30 s. */
    private static final Duration CANCEL_LIMIT = Duration.ofSeconds(45);

    private static final Duration ANSWER = Duration.ofSeconds(10);
    /** QEMU's own, migration/migration.c; an earlier migration may have left another. */
    private static final long DEFAULT_BANDWIDTH = 128L << 20;

    private static final int DEFAULT_DOWNTIME_MS = 300;

    private final QemuMachine machine;
    private final MigrationMemo memo;

    OutgoingMigration(QemuMachine machine) {
        this.machine = machine;
        this.memo = new MigrationMemo(machine.name(), machine.settings().directory());
    }

    void run(MigrationTarget target, MigrationLimits limits, Consumer<MigrationProgress> progress) {
        Deadline deadline = Deadline.in(limits.timeout());
        DomainReader reader = machine.reader(deadline.atMost(ANSWER));
        Domain.State state = reader.state();
        MigrationStatus status = reader.migration();
        boolean sameTarget = memo.target().filter(target.uri()::equals).isPresent();
        if (state == Domain.State.MIGRATED && status.is("completed") && sameTarget) {
            progress.accept(status.progress());
            return;
        }
        if (!status.underWay()) {
            begin(state, target, limits, deadline);
        } else if (!sameTarget) {
            throw new HypervisorException(
                    Reason.BUSY,
                    machine.name() + " is being migrated elsewhere already",
                    "Wait for its end, or cancel it.");
        }
        follow(deadline, progress);
    }

    private void begin(Domain.State state, MigrationTarget target, MigrationLimits limits, Deadline deadline) {
        if (state != Domain.State.RUNNING) {
            throw Refusals.state(
                    machine.name(),
                    "migrate",
                    state,
                    "Only a running VM is migrated: a paused guest cannot give up its VF.");
        }
        QemuDomain definition = machine.definition();
        if (limits.tls() && definition.tlsCredentials().isEmpty()) {
            throw Refusals.refusedFor(
                    "the definition of " + machine.name() + " has no TLS credentials",
                    "Name an -object tls-creds-x509 of its command in it, or migrate without TLS.");
        }
        if (limits.parallelConnections() != 0 && limits.parallelConnections() != definition.multifdChannels()) {
            throw Refusals.refusedFor(
                    machine.name() + " is defined with " + definition.multifdChannels() + " parallel connections, not "
                            + limits.parallelConnections(),
                    "Both sides have to have the same: change its definition on both hosts.");
        }
        MigrationOptions.apply(machine, limits.autoConverge(), deadline.atMost(ANSWER));
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put(
                "max-bandwidth",
                limits.bandwidthMiBps() == 0 ? DEFAULT_BANDWIDTH : (long) limits.bandwidthMiBps() << 20);
        parameters.put("downtime-limit", limits.maxDowntimeMs() == 0 ? DEFAULT_DOWNTIME_MS : limits.maxDowntimeMs());
        machine.execute("migrate-set-parameters", parameters, deadline.atMost(ANSWER));
        memo.write(target.uri());
        machine.execute("migrate", Map.of("uri", target.uri(), "blk", limits.copyStorage()), deadline.atMost(ANSWER));
    }

    private void follow(Deadline deadline, Consumer<MigrationProgress> progress) {
        Deadline unplug = deadline.atMost(UNPLUG_LIMIT);
        List<MigrationProgress> last = new ArrayList<>();
        while (true) {
            MigrationStatus status = status();
            if (status.is("completed")) {
                requireStopped();
                progress.accept(status().progress());
                return;
            }
            if (!last.equals(List.of(status.progress()))) {
                last = List.of(status.progress());
                progress.accept(status.progress());
            }
            switch (status.phase()) {
                case "failed" ->
                    throw Refusals.failed(
                            "the migration of " + machine.name() + " failed: " + words(status),
                            "See the messages of QEMU on both hosts.");
                case "cancelled", "none" -> throw cancelled();
                case "wait-unplug" -> {
                    if (unplug.passed()) {
                        giveUp("the guest in " + machine.name() + " has not let go of its primary");
                    }
                }
                default -> {
                    if (deadline.passed()) {
                        giveUp("the migration of " + machine.name() + " was not over in time");
                    }
                }
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private static String words(MigrationStatus status) {
        return status.error().isEmpty() ? "QEMU does not say why" : status.error();
    }

    private HypervisorException cancelled() {
        return new HypervisorException(Reason.CANCELLED, "the migration of " + machine.name() + " was cancelled", "");
    }

    private MigrationStatus status() {
        return machine.reader(Deadline.in(ANSWER)).migration();
    }

    /**
     * QEMU says "completed" a moment before its state becomes "postmigrate"; between the two it counts the downtime, which reads 0 until
     * then (migration_iteration_finish of migration/migration.c).
     */
    private void requireStopped() {
        Deadline until = Deadline.in(ANSWER);
        Domain.State state = machine.reader(until).state();
        while (state != Domain.State.MIGRATED && !until.passed()) {
            LockSupport.parkNanos(POLL.toNanos());
            state = machine.reader(until).state();
        }
        if (state != Domain.State.MIGRATED) {
            throw Refusals.failed(
                    machine.name() + " was migrated and its source is not stopped",
                    "Find out which host runs it before all else.");
        }
    }

    /** Cancels; when it was completed in that moment the caller's loop sees that. */
    private void giveUp(String why) {
        cancel(Deadline.in(CANCEL_LIMIT));
        if (!status().is("completed")) {
            throw new HypervisorException(
                    Reason.TIMED_OUT,
                    why + ", so it was cancelled; the VM runs on here",
                    "Allow more time or bandwidth, or see what holds the guest up.");
        }
    }

    /** Nothing happens when there is no job. */
    void cancel(Deadline deadline) {
        if (machine.connection(deadline).isEmpty()
                || machine.reader(deadline).state() == Domain.State.INCOMING
                || !machine.reader(deadline).migration().underWay()) {
            return;
        }
        machine.execute("migrate_cancel", Map.of(), deadline);
        while (machine.reader(deadline).migration().underWay()) {
            if (deadline.passed()) {
                throw new HypervisorException(
                        Reason.TIMED_OUT,
                        "the migration of " + machine.name() + " is still being cancelled",
                        "A paused guest must run for it, one that ignores the unplug takes half a minute.");
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }
}
