package io.netfailover.hypervisor;

import io.netfailover.types.DomainName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The hypervisor of this host. Every change is idempotent: what is so already is success. A stage completes when the change has been read
 * back, or with a {@link HypervisorException}: after {@code deadline} its reason is {@link HypervisorException.Reason#TIMED_OUT} and the
 * outcome is unknown, so ask {@link #domain}. No call blocks its caller; stages complete on threads of the hypervisor's own.
 */
public interface Hypervisor extends AutoCloseable {
    /** The connection in words, as {@code libvirt qemu:///system}. */
    String name();

    /**
     * Whether it keeps definitions and taps of its domains itself, and takes them along when one moves; else both are on each host by
     * configuration.
     */
    boolean ownsDomains();

    /** Known here: running, incoming, or only defined. */
    CompletionStage<List<DomainName>> domains(Duration deadline);

    /** What is really so now, never remembered; empty when nothing of that name is here. */
    CompletionStage<Optional<Domain>> domain(DomainName name, Duration deadline);

    /**
     * The NICs that the domain would be started with here, which proves what a migration wrote into its definition.
     *
     * @return empty where definitions are configuration, so that no migration writes any ({@link #ownsDomains}), and for a domain that is
     *     not persistent or not here
     */
    default CompletionStage<Optional<List<Nic>>> persistentNics(DomainName name, Duration deadline) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    /**
     * The XML that the domain would be started with here, as {@code virsh dumpxml --inactive} prints it.
     *
     * @return empty for a domain that is not here, and where definitions are configuration ({@link #ownsDomains})
     */
    default CompletionStage<Optional<String>> definition(DomainName name, Duration deadline) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    /**
     * The XML of a network that NICs of domains name, as {@code virsh net-dumpxml --inactive} prints it.
     *
     * @return empty when there is none of that name, and where definitions are configuration ({@link #ownsDomains})
     */
    default CompletionStage<Optional<String>> network(String name, Duration deadline) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    /** A device as {@code virsh attach-device} takes it, on one line; empty where virsh is of no use. */
    default Optional<String> deviceXml(VfNic nic) {
        return Optional.empty();
    }

    /** Raises or drops the carrier that the guest sees on a NIC ({@code virsh domif-setlink}). */
    CompletionStage<Void> setLink(DomainName name, String alias, boolean up, Duration deadline);

    /**
     * Takes a device out by its alias, from the running domain and its persistent definition; completes when the guest has let it go and
     * the live definition no longer has it. A guest that ignores the request ends in TIMED_OUT with the device still there.
     */
    CompletionStage<Void> detach(DomainName name, String alias, Duration deadline);

    /** Plugs a VF in, into the running domain and its persistent definition; completes when the device is really there. */
    CompletionStage<Void> attach(DomainName name, VfNic nic, Duration deadline);

    /**
     * On the destination: makes ready to receive the domain (QEMU: launches an incoming process).
     *
     * @param vfs what the domain will have plugged in from the start (strategy {@code teaming}), else empty
     */
    CompletionStage<MigrationTarget> expect(DomainName name, List<VfNic> vfs, Duration deadline);

    /**
     * On the source: moves the running domain; completes when it runs on the destination and nothing startable is left here. When it
     * completes exceptionally the domain may be on either side: ask both.
     *
     * @param vfs what the destination's persistent definition is to have plugged in; a VF of theirs that is plugged in still
     *     ({@code teaming}) is exchanged for it
     */
    CompletionStage<Void> migrate(
            DomainName name,
            MigrationTarget target,
            MigrationLimits limits,
            List<VfNic> vfs,
            Consumer<MigrationProgress> progress);

    /** Ends a migration that is under way; completes when no job is left. Nothing happens when there is none. */
    CompletionStage<Void> cancelMigration(DomainName name, Duration deadline);

    /** Lets a domain that a migration has stopped run on. Only for one whose other side is proved stopped. */
    CompletionStage<Void> resume(DomainName name, Duration deadline);

    /**
     * Ends what a migration left behind here: an incoming QEMU, or the stopped source after the switch. Refuses a running domain; nothing
     * happens when there is none.
     */
    CompletionStage<Void> discard(DomainName name, Duration deadline);

    /** The guest's interfaces as qemu-guest-agent tells them; empty without an agent that answers. */
    CompletionStage<Optional<List<GuestInterface>>> guestInterfaces(DomainName name, Duration deadline);

    /** Told of what happens by itself, on threads that must not be held up. */
    void addListener(HypervisorListener listener);

    @Override
    void close();
}
