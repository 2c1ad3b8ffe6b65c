package io.netfailover.hypervisor.libvirt;

import io.netfailover.hypervisor.HypervisorException;
import io.netfailover.hypervisor.MigrationLimits;
import io.netfailover.hypervisor.MigrationTarget;
import java.util.Optional;
import jnr.ffi.Pointer;
import jnr.ffi.byref.PointerByReference;
import org.jspecify.annotations.Nullable;

/** Flags and typed parameters of {@code virDomainMigrateToURI3}. */
final class MigrationParameters implements AutoCloseable {
    // virDomainMigrateFlags.
    private static final int LIVE = 1;
    private static final int PEER2PEER = 1 << 1;
    private static final int PERSIST_DEST = 1 << 3;
    private static final int UNDEFINE_SOURCE = 1 << 4;
    private static final int NON_SHARED_DISK = 1 << 6;
    private static final int AUTO_CONVERGE = 1 << 13;
    private static final int TLS = 1 << 16;
    private static final int PARALLEL = 1 << 17;

    private final Libvirt libvirt;
    private final PointerByReference array = new PointerByReference();
    private final int[] count = new int[1];
    private final int[] capacity = new int[1];
    private final int flags;

    /**
     * @param liveXml what the destination is to run it with, when that differs from what it runs with here
     * @param persistentXml what the destination is to start it with
     */
    MigrationParameters(
            Libvirt libvirt,
            MigrationTarget target,
            MigrationLimits limits,
            Optional<String> liveXml,
            String persistentXml) {
        this.libvirt = libvirt;
        this.flags = flags(limits);
        liveXml.ifPresent(
                xml -> added(libvirt.virTypedParamsAddString(array, count, capacity, "destination_xml", xml)));
        added(libvirt.virTypedParamsAddString(array, count, capacity, "persistent_xml", persistentXml));
        if (!target.dataUri().isEmpty()) {
            added(libvirt.virTypedParamsAddString(array, count, capacity, "migrate_uri", target.dataUri()));
        }
        if (limits.bandwidthMiBps() > 0) {
            added(libvirt.virTypedParamsAddULLong(array, count, capacity, "bandwidth", limits.bandwidthMiBps()));
        }
        if (limits.parallelConnections() > 0) {
            added(libvirt.virTypedParamsAddInt(
                    array, count, capacity, "parallel.connections", limits.parallelConnections()));
        }
    }

    private static int flags(MigrationLimits limits) {
        // Peer to peer: the two libvirtd go on when this process dies.
        return LIVE
                | PEER2PEER
                | PERSIST_DEST
                | UNDEFINE_SOURCE
                | (limits.copyStorage() ? NON_SHARED_DISK : 0)
                | (limits.autoConverge() ? AUTO_CONVERGE : 0)
                | (limits.tls() ? TLS : 0)
                | (limits.parallelConnections() > 0 ? PARALLEL : 0);
    }

    private void added(int result) {
        if (result < 0) {
            HypervisorException failure = LibvirtError.last(libvirt, "write the parameters of the migration");
            close();
            throw failure;
        }
    }

    @Nullable
    Pointer pointer() {
        return array.getValue();
    }

    int count() {
        return count[0];
    }

    int flags() {
        return flags;
    }

    @Override
    public void close() {
        libvirt.virTypedParamsFree(array.getValue(), count[0]);
    }
}
