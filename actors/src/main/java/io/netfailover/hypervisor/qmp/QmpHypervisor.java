package io.netfailover.hypervisor.qmp;

import io.netfailover.hypervisor.Domain;
import io.netfailover.hypervisor.GuestInterface;
import io.netfailover.hypervisor.Hypervisor;
import io.netfailover.hypervisor.HypervisorException;
import io.netfailover.hypervisor.HypervisorException.Reason;
import io.netfailover.hypervisor.HypervisorListener;
import io.netfailover.hypervisor.MigrationLimits;
import io.netfailover.hypervisor.MigrationProgress;
import io.netfailover.hypervisor.MigrationTarget;
import io.netfailover.hypervisor.VfNic;
import io.netfailover.types.DomainName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * VMs without libvirt, by QEMU's machine protocol (7.2 or newer). QEMU outlives the daemon and the daemon QEMU: whichever is new looks for
 * the other at the VM's socket.
 */
public final class QmpHypervisor implements Hypervisor {
    private static final Logger LOG = LoggerFactory.getLogger(QmpHypervisor.class);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Listeners listeners = new Listeners();
    private final Map<DomainName, Vm> vms = new TreeMap<>();
    // Each of its tasks ends by its deadline, and the saga has few under way at once.
    private final ExecutorService workers = Executors.newCachedThreadPool(task -> daemon(task, "qmp-worker"));
    private final ScheduledExecutorService lookout =
            Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "qmp-lookout"));

    private final ScheduledFuture<?> looking;

    /** A VM by what is done with it. */
    private record Vm(QemuMachine machine, DeviceChanges devices, OutgoingMigration outgoing, IncomingQemu incoming) {}

    public QmpHypervisor(QmpSettings settings) {
        AtomicInteger nextPort = new AtomicInteger();
        for (QemuDomain domain : settings.domains()) {
            QemuMachine machine = new QemuMachine(domain, settings, listeners);
            vms.put(
                    domain.name(),
                    new Vm(
                            machine,
                            new DeviceChanges(machine),
                            new OutgoingMigration(machine),
                            new IncomingQemu(machine, nextPort)));
        }
        looking = lookout.scheduleWithFixedDelay(this::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private void look() {
        for (Vm vm : vms.values()) {
            try {
                vm.machine.listen();
            } catch (RuntimeException e) {
                LOG.debug("{}", e.getMessage()); // whoever asks for it is told
            }
        }
    }

    @Override
    public String name() {
        return "qmp";
    }

    @Override
    public boolean ownsDomains() {
        return false;
    }

    @Override
    public CompletionStage<List<DomainName>> domains(Duration deadline) {
        return CompletableFuture.completedFuture(List.copyOf(vms.keySet()));
    }

    @Override
    public CompletionStage<Optional<Domain>> domain(DomainName name, Duration deadline) {
        Deadline until = Deadline.in(deadline);
        return ask(() -> Optional.ofNullable(vms.get(name)).map(vm -> vm.machine.domain(until)));
    }

    @Override
    public CompletionStage<Void> setLink(DomainName name, String alias, boolean up, Duration deadline) {
        return change(name, deadline, (vm, until) -> vm.devices.setLink(alias, up, until));
    }

    @Override
    public CompletionStage<Void> detach(DomainName name, String alias, Duration deadline) {
        return change(name, deadline, (vm, until) -> vm.devices.detach(alias, until));
    }

    @Override
    public CompletionStage<Void> attach(DomainName name, VfNic nic, Duration deadline) {
        return change(name, deadline, (vm, until) -> vm.devices.attach(nic, until));
    }

    @Override
    public CompletionStage<MigrationTarget> expect(DomainName name, List<VfNic> vfs, Duration deadline) {
        Deadline until = Deadline.in(deadline);
        return ask(() -> vm(name).incoming.expect(vfs, until));
    }

    /** A definition without libvirt has no persistent VFs, so {@code vfs} says nothing here. */
    @Override
    public CompletionStage<Void> migrate(
            DomainName name,
            MigrationTarget target,
            MigrationLimits limits,
            List<VfNic> vfs,
            Consumer<MigrationProgress> progress) {
        return change(name, limits.timeout(), (vm, until) -> vm.outgoing.run(target, limits, progress));
    }

    @Override
    public CompletionStage<Void> cancelMigration(DomainName name, Duration deadline) {
        return change(name, deadline, (vm, until) -> vm.outgoing.cancel(until));
    }

    @Override
    public CompletionStage<Void> resume(DomainName name, Duration deadline) {
        return change(name, deadline, (vm, until) -> vm.machine.resume(until));
    }

    @Override
    public CompletionStage<Void> discard(DomainName name, Duration deadline) {
        Deadline until = Deadline.in(deadline);
        return this.<Void>ask(() -> {
            Optional.ofNullable(vms.get(name)).ifPresent(vm -> vm.incoming.discard(until));
            return null;
        });
    }

    @Override
    public CompletionStage<Optional<List<GuestInterface>>> guestInterfaces(DomainName name, Duration deadline) {
        Deadline until = Deadline.in(deadline);
        return ask(() ->
                vm(name).machine.definition().guestAgent().flatMap(socket -> QemuGuestAgent.interfaces(socket, until)));
    }

    @Override
    public void addListener(HypervisorListener listener) {
        listeners.add(listener);
    }

    private Vm vm(DomainName name) {
        return Optional.ofNullable(vms.get(name)).orElseThrow(() -> Refusals.unknown(name));
    }

    private interface Change {
        void make(Vm vm, Deadline until);
    }

    private CompletionStage<Void> change(DomainName name, Duration deadline, Change change) {
        Deadline until = Deadline.in(deadline);
        return this.<Void>ask(() -> {
            change.make(vm(name), until);
            return null;
        });
    }

    private <T> CompletableFuture<T> ask(Callable<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            workers.execute(() -> {
                try {
                    answer.complete(question.call());
                } catch (Exception e) {
                    answer.completeExceptionally(ours(e));
                }
            });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(
                    new HypervisorException(Reason.NOT_REACHABLE, "the connection to QEMU has been closed", ""));
        }
        return answer;
    }

    /** Nothing but our own exception leaves. */
    private static HypervisorException ours(Exception e) {
        if (e instanceof HypervisorException known) {
            return known;
        }
        LOG.error("unexpected", e);
        return Refusals.failed(e.toString(), "This should not happen: report it with the log.");
    }

    /** VMs run on. */
    @Override
    public void close() {
        looking.cancel(true);
        lookout.shutdownNow();
        workers.shutdownNow();
        vms.values().forEach(vm -> vm.machine.close());
    }
}
