package io.netfailover.hypervisor.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfailover.hypervisor.Domain;
import io.netfailover.hypervisor.HypervisorException;
import io.netfailover.hypervisor.HypervisorException.Reason;
import io.netfailover.hypervisor.Nic;
import io.netfailover.types.DomainName;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One VM and the conversation with its QEMU, taken up again whenever one of the two had ended. Its methods block their callers. */
final class QemuMachine {
    /** A QEMU that is not busy greets within milliseconds. */
    private static final Duration GREETING = Duration.ofSeconds(5);

    private final QemuDomain definition;
    private final QmpSettings settings;
    private final Listeners listeners;
    private final ReentrantLock deviceChange = new ReentrantLock();
    private final Object connecting = new Object();
    private volatile @Nullable QmpConnection connection;
    private volatile boolean closed;

    QemuMachine(QemuDomain definition, QmpSettings settings, Listeners listeners) {
        this.definition = definition;
        this.settings = settings;
        this.listeners = listeners;
    }

    QemuDomain definition() {
        return definition;
    }

    DomainName name() {
        return definition.name();
    }

    QmpSettings settings() {
        return settings;
    }

    /**
     * Empty when its QEMU does not run.
     *
     * @throws HypervisorException when it runs and does not speak with us
     */
    Optional<QmpConnection> connection(Deadline deadline) {
        QmpConnection known = connection;
        if (known != null && known.isOpen()) {
            return Optional.of(known);
        }
        synchronized (connecting) {
            QmpConnection meanwhile = connection;
            if (meanwhile != null && meanwhile.isOpen()) {
                return Optional.of(meanwhile);
            }
            Optional<QmpConnection> fresh = closed
                    ? Optional.empty()
                    : QmpConnection.open(
                            definition.qmp(),
                            this::heard,
                            () -> listeners.stateChanged(name(), "QEMU closed its socket"),
                            deadline.atMost(GREETING));
            connection = fresh.orElse(null);
            if (fresh.isPresent()) {
                listeners.reconnected();
            } else {
                process().ifPresent(process -> {
                    throw new HypervisorException(
                            Reason.NOT_REACHABLE,
                            "QEMU of " + name() + " lives as process " + process.pid() + " and does not listen at "
                                    + definition.qmp(),
                            "It may be starting; else see its messages in " + settings.directory() + ".");
                });
            }
            return fresh;
        }
    }

    /** QEMU says RESUME before the first instruction of the guest. */
    private void heard(QmpEvent event) {
        if (event.is("RESUME")) {
            process().filter(QemuProcess::awaits).ifPresent(ours -> ours.awaiting("", name(), settings.directory()));
        }
        listeners.tell(name(), event);
    }

    /** @throws HypervisorException when its QEMU does not run, or does not speak with us */
    QmpConnection running(Deadline deadline) {
        return connection(deadline).orElseThrow(() -> Refusals.notRunning(name()));
    }

    JsonNode execute(String command, Map<String, ?> arguments, Deadline deadline) {
        return running(deadline).execute(command, arguments, deadline);
    }

    DomainReader reader(Deadline deadline) {
        return new DomainReader(definition, running(deadline), deadline);
    }

    /** So that its events are heard again, if it runs. */
    void listen() {
        if (Files.exists(definition.qmp())) {
            connection(Deadline.in(GREETING));
        }
    }

    Domain domain(Deadline deadline) {
        return connection(deadline)
                .map(qemu -> new DomainReader(definition, qemu, deadline).read())
                .orElseGet(this::shutOff);
    }

    /** After a migration only: who paused it otherwise resumes it. */
    void resume(Deadline deadline) {
        Domain.State state = reader(deadline).state();
        if (state == Domain.State.RUNNING) {
            return;
        }
        if (state != Domain.State.MIGRATED) {
            throw Refusals.state(
                    name(), "resume", state, "Only a migration's source that has stopped is resumed here.");
        }
        execute("cont", Map.of(), deadline);
        Domain.State now = reader(deadline).state();
        if (now != Domain.State.RUNNING) {
            throw Refusals.failed(name() + " does not run on after its migration", "See QEMU's messages.");
        }
    }

    private Domain shutOff() {
        List<Nic> standbys = definition.pairs().stream()
                .map(pair -> new Nic(
                        pair.standby(),
                        "virtio",
                        pair.mac(),
                        Optional.of(pair.tap()),
                        Optional.empty(),
                        true,
                        Optional.empty(),
                        pair.teamed()))
                .toList();
        return new Domain(name(), Domain.State.SHUT_OFF, true, standbys, Optional.empty(), List.of(), Optional.empty());
    }

    /** The process that we launched, if it lives. */
    Optional<QemuProcess> process() {
        return QemuProcess.find(name(), settings.directory());
    }

    /** One change of its devices at a time. */
    void changingDevices(Deadline deadline, Runnable change) {
        boolean ours = false;
        try {
            ours = deviceChange.tryLock(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!ours) {
            throw Refusals.deviceChangeUnderWay(name());
        }
        try {
            change.run();
        } finally {
            deviceChange.unlock();
        }
    }

    void close() {
        closed = true;
        QmpConnection known = connection;
        if (known != null) {
            known.close();
        }
    }
}
