package io.netfailover.hypervisor.qmp;

import io.netfailover.hypervisor.Domain;
import io.netfailover.hypervisor.HypervisorException;
import io.netfailover.hypervisor.HypervisorException.Reason;
import io.netfailover.hypervisor.MigrationTarget;
import io.netfailover.hypervisor.VfNic;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process that takes a migration, and the end of what one left behind. */
final class IncomingQemu {
    private static final Logger LOG = LoggerFactory.getLogger(IncomingQemu.class);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(5);
    /** Which part of the time a mute one may take to say its state. */
    private static final int PATIENCE = 4;

    private final QemuMachine machine;
    private final AtomicInteger nextPort;

    /** @param nextPort common to all VMs of this host, so that they do not all begin with the same */
    IncomingQemu(QemuMachine machine, AtomicInteger nextPort) {
        this.machine = machine;
        this.nextPort = nextPort;
    }

    /** Launches it, or finds the one that was launched for the same already. */
    synchronized MigrationTarget expect(List<VfNic> vfs, Deadline deadline) {
        Optional<QmpConnection> known = machine.connection(deadline);
        if (known.isPresent()) {
            return waiting(new DomainReader(machine.definition(), known.get(), deadline));
        }
        List<String> command = machine.definition().commandLine(true, vfs);
        forgetSocket();
        QemuProcess process =
                QemuProcess.launch(machine.name(), machine.settings().directory(), command);
        try {
            awaitSocket(process, deadline);
            MigrationOptions.apply(machine, false, deadline);
            String uri = listen(deadline);
            process.awaiting(uri, machine.name(), machine.settings().directory());
            return new MigrationTarget(uri, "");
        } catch (RuntimeException e) {
            process.kill(KILL_LIMIT);
            QemuProcess.forget(machine.name(), machine.settings().directory());
            throw e;
        }
    }

    private MigrationTarget waiting(DomainReader reader) {
        Domain.State state = reader.state();
        Optional<String> uri = machine.process().map(QemuProcess::target).filter(text -> !text.isEmpty());
        if (state == Domain.State.INCOMING
                && uri.isPresent()
                && reader.migration().listening()) {
            return new MigrationTarget(uri.get(), "");
        }
        throw Refusals.state(
                machine.name(),
                "await",
                state,
                "Discard what an earlier migration has left of it here, if that is what it is.");
    }

    /** Whoever left it no longer listens; with it gone, the file means that ours does. */
    private void forgetSocket() {
        try {
            Files.deleteIfExists(machine.definition().qmp());
        } catch (IOException e) {
            throw Refusals.failed(
                    "cannot delete " + machine.definition().qmp() + ": " + e.getMessage(), "Mend its directory.");
        }
    }

    private void awaitSocket(QemuProcess process, Deadline deadline) {
        while (!Files.exists(machine.definition().qmp()) || !listens(deadline)) {
            if (!process.alive()) {
                throw Refusals.failed(
                        "QEMU for " + machine.name() + " ended at once: "
                                + QemuProcess.said(
                                        machine.name(), machine.settings().directory()),
                        "Mend what it complains about: a tap or an address in use, a device that this host lacks.");
            }
            if (deadline.passed()) {
                throw new HypervisorException(
                        Reason.TIMED_OUT,
                        "QEMU for " + machine.name() + " did not listen at "
                                + machine.definition().qmp() + " in time",
                        "See whether its command has -qmp unix:{qmp},server=on,wait=off.");
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private boolean listens(Deadline deadline) {
        try {
            return machine.connection(deadline).isPresent();
        } catch (HypervisorException e) {
            return false; // the file is there a moment before somebody listens
        }
    }

    private String listen(Deadline deadline) {
        QmpSettings settings = machine.settings();
        int ports = settings.lastPort() - settings.firstPort() + 1;
        for (int attempt = 0; attempt < ports; attempt++) {
            int port = settings.firstPort() + Math.floorMod(nextPort.getAndIncrement(), ports);
            String uri = "tcp:" + settings.address() + ":" + port;
            try {
                machine.execute("migrate-incoming", Map.of("uri", uri), deadline);
                return uri;
            } catch (HypervisorException e) {
                if (!String.valueOf(e.getMessage()).contains(QmpErrors.ADDRESS_IN_USE)) {
                    throw e;
                }
            }
        }
        throw Refusals.failed(
                "all ports from " + settings.firstPort() + " to " + settings.lastPort() + " of " + settings.address()
                        + " are in use",
                "Allow more ports for migrations, or end what uses them.");
    }

    /**
     * Ends an incoming QEMU or a source whose VM has gone; nothing happens when there is none. One that does not answer is killed when we
     * launched it and it has not run the VM yet.
     */
    synchronized void discard(Deadline deadline) {
        try {
            quit(deadline);
        } catch (HypervisorException e) {
            QemuProcess mute =
                    machine.process().filter(ours -> isMute(e) && ours.awaits()).orElseThrow(() -> e);
            LOG.warn("{}; it has never run the VM, so process {} is killed", e.getMessage(), mute.pid());
            mute.kill(KILL_LIMIT);
        }
        awaitSilence(deadline);
        QemuProcess.forget(machine.name(), machine.settings().directory());
    }

    private void quit(Deadline deadline) {
        Deadline answer = deadline.atMost(deadline.left().dividedBy(PATIENCE));
        Optional<QmpConnection> qemu = machine.connection(answer);
        if (qemu.isEmpty()) {
            return;
        }
        Domain.State state = new DomainReader(machine.definition(), qemu.get(), answer).state();
        if (state != Domain.State.INCOMING && state != Domain.State.MIGRATED) {
            throw Refusals.state(machine.name(), "discard", state, "Shut it down by its own means if it is to end.");
        }
        Optional<QemuProcess> launched = machine.process();
        try {
            qemu.get().execute("quit", Map.of(), deadline.atMost(KILL_LIMIT));
        } catch (HypervisorException e) {
            if (!isMute(e)) {
                throw e;
            }
        }
        launched.ifPresent(ours -> {
            if (!ours.awaitEnd(deadline.atMost(KILL_LIMIT).left())) {
                ours.kill(KILL_LIMIT);
            }
        });
    }

    private static boolean isMute(HypervisorException e) {
        return e.reason() == Reason.NOT_REACHABLE || e.reason() == Reason.TIMED_OUT;
    }

    private void awaitSilence(Deadline deadline) {
        while (stillThere(deadline)) {
            if (deadline.passed()) {
                throw new HypervisorException(
                        Reason.TIMED_OUT,
                        "QEMU of " + machine.name() + " does not end",
                        "It was not launched by netfailover: kill the process that listens at "
                                + machine.definition().qmp() + ".");
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private boolean stillThere(Deadline deadline) {
        try {
            return machine.connection(deadline).isPresent();
        } catch (HypervisorException e) {
            return true;
        }
    }
}
