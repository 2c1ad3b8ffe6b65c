package io.netfailover.hypervisor.libvirt;

import io.netfailover.hypervisor.Domain;
import io.netfailover.hypervisor.GuestInterface;
import io.netfailover.hypervisor.HypervisorException;
import io.netfailover.hypervisor.HypervisorException.Reason;
import io.netfailover.hypervisor.Nic;
import io.netfailover.hypervisor.VirtioStatus;
import io.netfailover.types.DomainName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import jnr.ffi.Pointer;
import jnr.ffi.byref.PointerByReference;

/** A domain during one call. Its methods are libvirt's, with exceptions instead of -1. */
final class DomainHandle implements AutoCloseable {
    // virDomainModificationImpact.
    static final int LIVE = 1;
    static final int CONFIG = 2;

    // virDomainXMLFlags.
    private static final int XML_SECURE = 1;
    private static final int XML_INACTIVE = 2;
    private static final int XML_MIGRATABLE = 8;

    /** virDomainInterfaceAddressesSource. */
    private static final int FROM_AGENT = 1;

    /** Firmware variables outlive the definition (VIR_DOMAIN_UNDEFINE_KEEP_NVRAM): the domain uses them elsewhere. */
    private static final int KEEP_NVRAM = 8;

    // virDomainState; blocked and shutting down have a process whose vCPUs may run.
    private static final int RUNNING = 1;
    private static final int BLOCKED = 2;
    private static final int PAUSED = 3;
    private static final int SHUTTING_DOWN = 4;
    private static final int SUSPENDED_BY_GUEST = 7;

    // virDomainPausedReason.
    private static final int PAUSED_MIGRATION = 2;
    private static final int PAUSED_STARTING_UP = 11;
    private static final int PAUSED_POSTCOPY = 12;

    private final Libvirt libvirt;
    private final Pointer connection;
    private final Pointer domain;
    private final DomainName name;
    private final Deadline deadline;

    DomainHandle(Libvirt libvirt, Pointer connection, Pointer domain, DomainName name, Deadline deadline) {
        this.libvirt = libvirt;
        this.connection = connection;
        this.domain = domain;
        this.name = name;
        this.deadline = deadline;
    }

    DomainXml live() {
        return xml(XML_SECURE);
    }

    /** What it would be started with; libvirt makes one up for a domain that is not persistent. */
    DomainXml persistent() {
        return xml(XML_SECURE | XML_INACTIVE);
    }

    /** As it runs, in the form that a destination takes. */
    DomainXml migratable() {
        return xml(XML_SECURE | XML_MIGRATABLE);
    }

    /** What {@link #persistent} reads, without what is secret in it. */
    String definition() {
        return text(XML_INACTIVE);
    }

    private DomainXml xml(int flags) {
        return DomainXml.parse(text(flags));
    }

    private String text(int flags) {
        Pointer text = libvirt.virDomainGetXMLDesc(domain, flags);
        if (text == null) {
            throw failure();
        }
        try {
            return text.getString(0, Integer.MAX_VALUE, StandardCharsets.UTF_8);
        } finally {
            libvirt.free(text);
        }
    }

    boolean isPersistent() {
        return done(libvirt.virDomainIsPersistent(domain)) == 1;
    }

    Optional<JobStatistics> job() {
        return JobStatistics.of(libvirt, connection, domain);
    }

    Domain read() {
        int[] state = new int[1];
        int[] reason = new int[1];
        done(libvirt.virDomainGetState(domain, state, reason, 0));
        boolean persistent = isPersistent();
        Domain.State told = coarse(state[0]);
        Optional<JobStatistics> job = told == Domain.State.SHUT_OFF ? Optional.empty() : job();
        if (told == Domain.State.PAUSED) {
            told = paused(reason[0], persistent, job);
        }
        List<Nic> nics = live().nics();
        Optional<Boolean> standbyTaken =
                told == Domain.State.RUNNING && job.isEmpty() ? standbyTaken(nics) : Optional.empty();
        return new Domain(name, told, persistent, nics, job.map(JobStatistics::word), List.of(), standbyTaken);
    }

    /** Unknown where QEMU may not be asked: with some drivers and connections that is so. */
    private Optional<Boolean> standbyTaken(List<Nic> nics) {
        try {
            return VirtioStatus.ofAll(nics.stream()
                    .filter(Nic::failover)
                    .map(nic -> monitor().standbyTaken(nic.alias()))
                    .toList());
        } catch (HypervisorException e) {
            return Optional.empty();
        }
    }

    private static Domain.State coarse(int state) {
        return switch (state) {
            case RUNNING, BLOCKED, SHUTTING_DOWN -> Domain.State.RUNNING;
            case PAUSED, SUSPENDED_BY_GUEST -> Domain.State.PAUSED;
            default -> Domain.State.SHUT_OFF;
        };
    }

    /** Both sides of a migration are paused with the same reason; the job, or else who is defined, tells them apart. */
    private static Domain.State paused(int reason, boolean persistent, Optional<JobStatistics> job) {
        if (job.filter(JobStatistics::isIncoming).isPresent()) {
            return Domain.State.INCOMING;
        }
        return switch (reason) {
            case PAUSED_POSTCOPY -> Domain.State.MIGRATED;
            case PAUSED_MIGRATION ->
                persistent || job.filter(JobStatistics::isOutgoing).isPresent()
                        ? Domain.State.MIGRATED
                        : Domain.State.INCOMING;
            case PAUSED_STARTING_UP -> persistent ? Domain.State.PAUSED : Domain.State.INCOMING;
            default -> Domain.State.PAUSED;
        };
    }

    /** A device call would block for 30 s and fail then. */
    void requireNoJob() {
        job().ifPresent(job -> {
            throw new HypervisorException(
                    Reason.BUSY,
                    "could not " + deadline.what() + ": " + name + " has a job: " + job.word(),
                    "wait until it has ended (virsh domjobinfo " + name + ")");
        });
    }

    boolean isActive() {
        int[] state = new int[1];
        done(libvirt.virDomainGetState(domain, state, new int[1], 0));
        return coarse(state[0]) != Domain.State.SHUT_OFF;
    }

    void attach(String deviceXml, int where) {
        change(() -> libvirt.virDomainAttachDeviceFlags(domain, deviceXml, where));
    }

    /** Asks for it. That it is gone already, or that the guest was asked before and has not answered, is no error. */
    void detach(String alias, int where) {
        deadline.check();
        if (libvirt.virDomainDetachDeviceAlias(domain, alias, where) < 0 && !isUnderWay()) {
            throw failure();
        }
    }

    private boolean isUnderWay() {
        String message = libvirt.virGetLastErrorMessage();
        // QEMU's own words (qdev_unplug in softmmu/qdev-monitor.c); libvirt has no number for it.
        return LibvirtError.lastIs(libvirt, LibvirtError.DEVICE_MISSING)
                || message != null && message.contains("already in the process of unplug");
    }

    void update(String deviceXml) {
        change(() -> libvirt.virDomainUpdateDeviceFlags(domain, deviceXml, LIVE));
    }

    void resume() {
        change(() -> libvirt.virDomainResume(domain));
    }

    /** No grace for the guest: it is one that must not run. */
    void destroy() {
        deadline.check();
        removed(libvirt.virDomainDestroyFlags(domain, 0));
    }

    void undefine() {
        deadline.check();
        removed(libvirt.virDomainUndefineFlags(domain, KEEP_NVRAM));
    }

    /** The end of a migration may have been faster. */
    private void removed(int result) {
        if (result < 0 && !LibvirtError.lastIs(libvirt, LibvirtError.NO_DOMAIN, LibvirtError.OPERATION_INVALID)) {
            throw failure();
        }
    }

    /** That it ended just now is no error. */
    void abortJob() {
        deadline.check();
        if (libvirt.virDomainAbortJob(domain) < 0 && !LibvirtError.lastIs(libvirt, LibvirtError.OPERATION_INVALID)) {
            throw failure();
        }
    }

    void maxDowntime(int milliseconds) {
        change(() -> libvirt.virDomainMigrateSetMaxDowntime(domain, milliseconds, 0));
    }

    void migrate(String destination, MigrationParameters parameters) {
        change(() -> libvirt.virDomainMigrateToURI3(
                domain, destination, parameters.pointer(), parameters.count(), parameters.flags()));
    }

    /** Whether QEMU itself has the device: libvirt's definition says what it believes. */
    boolean isInQemu(String alias) {
        return monitor().devices().contains(alias);
    }

    /** Asks the guest for a device that libvirt knows nothing of; that it was asked before is no error. */
    void unplugFromQemu(String alias) {
        deadline.check();
        monitor().remove(alias);
    }

    private QemuMonitor monitor() {
        return new QemuMonitor(this::answer);
    }

    private String answer(String command) {
        PointerByReference result = new PointerByReference();
        done(libvirt.virDomainQemuMonitorCommand(domain, command, result, 0));
        Pointer text = result.getValue();
        try {
            return text.getString(0, Integer.MAX_VALUE, StandardCharsets.UTF_8);
        } finally {
            libvirt.free(text);
        }
    }

    /** Empty without a guest agent that answers. */
    Optional<List<GuestInterface>> guestInterfaces() {
        PointerByReference array = new PointerByReference();
        int count = libvirt.virDomainInterfaceAddresses(domain, array, FROM_AGENT, 0);
        if (count >= 0) {
            return Optional.of(GuestInterfaces.take(libvirt, array.getValue(), count));
        }
        if (LibvirtError.lastIs(
                libvirt,
                LibvirtError.ARGUMENT_UNSUPPORTED,
                LibvirtError.AGENT_UNRESPONSIVE,
                LibvirtError.AGENT_UNSYNCED)) {
            return Optional.empty();
        }
        throw failure();
    }

    /** What begins after the deadline would change something that nobody waits for any more. */
    private void change(IntSupplier call) {
        deadline.check();
        done(call.getAsInt());
    }

    private int done(int result) {
        if (result < 0) {
            throw failure();
        }
        return result;
    }

    private HypervisorException failure() {
        return LibvirtError.last(libvirt, connection, deadline.what());
    }

    @Override
    public void close() {
        libvirt.virDomainFree(domain);
    }
}
