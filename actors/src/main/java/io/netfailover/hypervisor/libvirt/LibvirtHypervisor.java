package io.netfailover.hypervisor.libvirt;

import io.netfailover.hypervisor.Domain;
import io.netfailover.hypervisor.GuestInterface;
import io.netfailover.hypervisor.Hypervisor;
import io.netfailover.hypervisor.HypervisorException;
import io.netfailover.hypervisor.HypervisorException.Reason;
import io.netfailover.hypervisor.HypervisorListener;
import io.netfailover.hypervisor.MigrationLimits;
import io.netfailover.hypervisor.MigrationProgress;
import io.netfailover.hypervisor.MigrationTarget;
import io.netfailover.hypervisor.Nic;
import io.netfailover.hypervisor.VfNic;
import io.netfailover.types.DomainName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** VMs under libvirtd. */
public final class LibvirtHypervisor implements Hypervisor {
    private static final int CALLS = 6;
    private static final int MIGRATIONS = 4;
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration POLL_LIMIT = Duration.ofSeconds(5);
    /** For a migration that was cancelled because it took too long to come back. */
    private static final Duration CANCEL_LIMIT = Duration.ofSeconds(30);

    private static final long JOB_POLL_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Libvirt libvirt;
    private final LibvirtSettings settings;
    private final Calls calls = new Calls("libvirt-call", CALLS);
    private final Calls migrations = new Calls("libvirt-migration", MIGRATIONS);
    private final DomainEvents events;
    private final Connection connection;
    private final Devices devices;

    /**
     * Returns at once; the connection is made by itself, now and after each break.
     *
     * @throws HypervisorException when libvirt's client library is not installed
     */
    public LibvirtHypervisor(LibvirtSettings settings) {
        this(settings, LibvirtLibrary.get());
    }

    LibvirtHypervisor(LibvirtSettings settings, Libvirt libvirt) {
        this.libvirt = libvirt;
        this.settings = settings;
        this.events = new DomainEvents(libvirt);
        this.connection = new Connection(libvirt, settings.uri(), events);
        this.devices = new Devices(events, settings.vf());
    }

    @Override
    public String name() {
        return "libvirt " + settings.uri();
    }

    @Override
    public boolean ownsDomains() {
        return true;
    }

    @Override
    public CompletionStage<List<DomainName>> domains(Duration deadline) {
        return inSession("list the domains", deadline, (session, until) -> session.domains());
    }

    @Override
    public CompletionStage<Optional<Domain>> domain(DomainName name, Duration deadline) {
        return inSession("read " + name, deadline, (session, until) -> read(session, name));
    }

    private static Optional<Domain> read(Session session, DomainName name) {
        Optional<DomainHandle> found = session.find(name);
        try {
            return found.map(DomainHandle::read);
        } catch (HypervisorException e) {
            if (e.reason() == Reason.REFUSED && isGone(session, name)) {
                return Optional.empty(); // it went while it was read
            }
            throw e;
        } finally {
            found.ifPresent(DomainHandle::close);
        }
    }

    private static boolean isGone(Session session, DomainName name) {
        Optional<DomainHandle> found = session.find(name);
        found.ifPresent(DomainHandle::close);
        return found.isEmpty();
    }

    @Override
    public CompletionStage<Optional<List<Nic>>> persistentNics(DomainName name, Duration deadline) {
        return inSession("read the definition of " + name, deadline, (session, until) -> {
            try (@Nullable DomainHandle domain = session.find(name).orElse(null)) {
                return domain != null && domain.isPersistent()
                        ? Optional.of(domain.persistent().nics())
                        : Optional.empty();
            }
        });
    }

    @Override
    public CompletionStage<Optional<String>> definition(DomainName name, Duration deadline) {
        return inSession("read the definition of " + name, deadline, (session, until) -> {
            try (@Nullable DomainHandle domain = session.find(name).orElse(null)) {
                return Optional.ofNullable(domain).map(DomainHandle::definition);
            }
        });
    }

    @Override
    public CompletionStage<Optional<String>> network(String name, Duration deadline) {
        return inSession("read network " + name, deadline, (session, until) -> session.network(name));
    }

    @Override
    public Optional<String> deviceXml(VfNic nic) {
        return Optional.of(Xml.line(settings.vf().xml(nic)));
    }

    @Override
    public CompletionStage<Void> setLink(DomainName name, String alias, boolean up, Duration deadline) {
        return change(
                "set the link of " + alias + " of " + name,
                name,
                deadline,
                (domain, until) -> devices.setLink(domain, alias, up));
    }

    @Override
    public CompletionStage<Void> detach(DomainName name, String alias, Duration deadline) {
        return change(
                "detach " + alias + " of " + name,
                name,
                deadline,
                (domain, until) -> devices.detach(name, domain, alias, until));
    }

    @Override
    public CompletionStage<Void> attach(DomainName name, VfNic nic, Duration deadline) {
        return change(
                "attach " + nic.vf() + " to " + name,
                name,
                deadline,
                (domain, until) -> devices.attach(domain, nic, until));
    }

    /** libvirtd makes the incoming QEMU itself, so this only sees to it that nothing of that name is in its way. */
    @Override
    public CompletionStage<MigrationTarget> expect(DomainName name, List<VfNic> vfs, Duration deadline) {
        return inSession("make ready for " + name, deadline, (session, until) -> {
            read(session, name)
                    .filter(domain -> domain.state() != Domain.State.SHUT_OFF)
                    .ifPresent(domain -> {
                        throw new HypervisorException(
                                Reason.REFUSED,
                                name + " is here already: " + domain.state(),
                                "look at both sides (virsh list --all)");
                    });
            return settings.target();
        });
    }

    @Override
    public CompletionStage<Void> migrate(
            DomainName name,
            MigrationTarget target,
            MigrationLimits limits,
            List<VfNic> vfs,
            Consumer<MigrationProgress> progress) {
        String what = "migrate " + name + " to " + target.uri();
        OutgoingMigration migration = new OutgoingMigration(libvirt, name, target, limits, progress);
        events.watchMigration(name, migration::completed);
        Future<?> poll = calls.every(POLL, () -> poll(name, migration));
        Future<?> timeout = calls.after(limits.timeout(), () -> {
            if (migration.becomeOverdue()) {
                cancelMigration(name, CANCEL_LIMIT);
            }
        });
        return migrations
                .call(what, limits.timeout().plus(CANCEL_LIMIT), until -> {
                    try (Session session = connection.session(until)) {
                        migration.run(session, vfs, settings.vf());
                        return true;
                    }
                })
                .thenRun(() -> {})
                .whenComplete((done, failure) -> {
                    migration.end();
                    poll.cancel(false);
                    timeout.cancel(false);
                    events.forgetMigration(name);
                });
    }

    private void poll(DomainName name, OutgoingMigration migration) {
        if (migration.beginPoll()) {
            onDomain("read the job of " + name, name, POLL_LIMIT, (domain, until) -> domain.job())
                    .whenComplete((job, failure) -> migration.endPoll(failure == null ? job : Optional.empty()));
        }
    }

    @Override
    public CompletionStage<Void> cancelMigration(DomainName name, Duration deadline) {
        return inSession("cancel the migration of " + name, deadline, (session, until) -> {
                    try (@Nullable DomainHandle domain = session.find(name).orElse(null)) {
                        return domain == null || abort(domain, until);
                    } catch (HypervisorException e) {
                        if (isGone(session, name)) {
                            return true; // it was faster
                        }
                        throw e;
                    }
                })
                .thenRun(() -> {});
    }

    /** @return true: no migration is under way */
    private static boolean abort(DomainHandle domain, Deadline deadline) {
        Optional<JobStatistics> job = domain.isActive() ? domain.job() : Optional.empty();
        if (job.filter(JobStatistics::isIncoming).isPresent()) {
            throw new HypervisorException(
                    Reason.REFUSED, "an incoming migration can be cancelled on its source only", "discard it here");
        }
        boolean asked = false;
        while (job.filter(JobStatistics::isOutgoing).isPresent()) {
            if (!asked) {
                domain.abortJob();
                asked = true;
            }
            deadline.check();
            LockSupport.parkNanos(JOB_POLL_NS);
            job = domain.isActive() ? domain.job() : Optional.empty();
        }
        return true;
    }

    @Override
    public CompletionStage<Void> resume(DomainName name, Duration deadline) {
        return change("resume " + name, name, deadline, (domain, until) -> resume(domain, name));
    }

    private static void resume(DomainHandle domain, DomainName name) {
        Domain.State state = domain.read().state();
        if (state == Domain.State.RUNNING) {
            return;
        }
        if (state == Domain.State.INCOMING || state == Domain.State.SHUT_OFF) {
            throw new HypervisorException(
                    Reason.REFUSED, "could not resume " + name + ": it is " + state, "look at the other side");
        }
        domain.requireNoJob();
        domain.resume();
        if (domain.read().state() != Domain.State.RUNNING) {
            throw new HypervisorException(Reason.FAILED, name + " does not run after having been resumed", "");
        }
    }

    /** Also the definition of a domain that is shut off, so that nothing startable is left. */
    @Override
    public CompletionStage<Void> discard(DomainName name, Duration deadline) {
        return inSession("discard " + name, deadline, (session, until) -> {
                    try (@Nullable DomainHandle domain = session.find(name).orElse(null)) {
                        if (domain != null) {
                            discard(domain, name);
                        }
                    }
                    if (!isGone(session, name)) {
                        throw new HypervisorException(
                                Reason.FAILED, name + " is still here", "virsh list --all shows it");
                    }
                    return true;
                })
                .thenRun(() -> {});
    }

    private static void discard(DomainHandle domain, DomainName name) {
        Domain now = domain.read();
        switch (now.state()) {
            case RUNNING, PAUSED ->
                throw new HypervisorException(
                        Reason.REFUSED,
                        "could not discard " + name + ": it is " + now.state() + ", and no migration made it so",
                        "migrate it away, or stop it by hand");
            case MIGRATED -> domain.requireNoJob();
            case INCOMING, SHUT_OFF -> {}
        }
        if (now.persistent()) {
            domain.undefine();
        }
        if (now.state() != Domain.State.SHUT_OFF) {
            domain.destroy();
        }
    }

    @Override
    public CompletionStage<Optional<List<GuestInterface>>> guestInterfaces(DomainName name, Duration deadline) {
        return onDomain(
                "ask the guest agent of " + name,
                name,
                deadline,
                (domain, until) -> domain.isActive() ? domain.guestInterfaces() : Optional.empty());
    }

    @Override
    public void addListener(HypervisorListener listener) {
        events.addListener(listener);
    }

    @Override
    public void close() {
        connection.close();
        calls.close();
        migrations.close();
    }

    private interface Work<S, T> {
        T run(S subject, Deadline deadline);
    }

    private <T> CompletionStage<T> inSession(String what, Duration limit, Work<Session, T> work) {
        return calls.call(what, limit, deadline -> {
            try (Session session = connection.session(deadline)) {
                return work.run(session, deadline);
            }
        });
    }

    private <T> CompletionStage<T> onDomain(String what, DomainName name, Duration limit, Work<DomainHandle, T> work) {
        return inSession(what, limit, (session, deadline) -> {
            try (DomainHandle domain = session.domain(name)) {
                return work.run(domain, deadline);
            }
        });
    }

    private CompletionStage<Void> change(
            String what, DomainName name, Duration limit, BiConsumer<DomainHandle, Deadline> deed) {
        return onDomain(what, name, limit, (domain, deadline) -> {
                    deed.accept(domain, deadline);
                    return true;
                })
                .thenRun(() -> {});
    }
}
