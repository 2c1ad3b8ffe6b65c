package io.netfailover.hypervisor.libvirt;

import io.netfailover.hypervisor.MigrationProgress;
import java.util.List;
import java.util.Optional;
import jnr.ffi.Pointer;
import jnr.ffi.byref.PointerByReference;
import org.jspecify.annotations.Nullable;

/**
 * What a domain is busy with ({@code virDomainGetJobStats}).
 *
 * @param operation virDomainJobOperation
 */
record JobStatistics(int operation, MigrationProgress progress) {
    private static final int INCOMING_MIGRATION = 4;
    private static final int OUTGOING_MIGRATION = 5;

    /** virDomainJobOperation, by number. */
    private static final List<String> OPERATIONS = List.of(
            "unknown job",
            "start",
            "save",
            "restore",
            "incoming migration",
            "outgoing migration",
            "snapshot",
            "revert to a snapshot",
            "dump",
            "backup",
            "removal of a snapshot");

    // virDomainJobType.
    private static final int NONE = 0;
    private static final int COMPLETED = 3;

    /** Empty when the domain has no job. */
    static Optional<JobStatistics> of(Libvirt libvirt, Pointer connection, Pointer domain) {
        int[] type = new int[1];
        int[] count = new int[1];
        PointerByReference parameters = new PointerByReference();
        if (libvirt.virDomainGetJobStats(domain, type, parameters, count, 0) < 0) {
            // "migration statistics are available only on the source host", of qemuDomainGetJobStatsInternal.
            if (LibvirtError.lastIs(libvirt, LibvirtError.OPERATION_UNSUPPORTED)) {
                return Optional.of(
                        new JobStatistics(INCOMING_MIGRATION, new MigrationProgress("incoming", 0, 0, 0, 0, -1)));
            }
            throw LibvirtError.last(libvirt, connection, "read the job of the domain");
        }
        try {
            return type[0] == NONE || type[0] >= COMPLETED
                    ? Optional.empty()
                    : Optional.of(read(libvirt, parameters.getValue(), count[0], "active"));
        } finally {
            libvirt.virTypedParamsFree(parameters.getValue(), count[0]);
        }
    }

    /** Of a job that is over; libvirt keeps the parameters. */
    static JobStatistics completed(Libvirt libvirt, Pointer parameters, int count) {
        return read(libvirt, parameters, count, "completed");
    }

    private static JobStatistics read(Libvirt libvirt, @Nullable Pointer parameters, int count, String phase) {
        int[] operation = new int[1];
        libvirt.virTypedParamsGetInt(parameters, count, "operation", operation);
        MigrationProgress progress = new MigrationProgress(
                phase,
                number(libvirt, parameters, count, "data_processed", 0),
                number(libvirt, parameters, count, "data_remaining", 0),
                number(libvirt, parameters, count, "data_total", 0),
                Math.toIntExact(number(libvirt, parameters, count, "memory_iteration", 0)),
                number(libvirt, parameters, count, "downtime", -1));
        return new JobStatistics(operation[0], progress);
    }

    private static long number(Libvirt libvirt, @Nullable Pointer parameters, int count, String name, long absent) {
        long[] value = new long[1];
        return libvirt.virTypedParamsGetULLong(parameters, count, name, value) == 1 ? value[0] : absent;
    }

    boolean isIncoming() {
        return operation == INCOMING_MIGRATION;
    }

    boolean isOutgoing() {
        return operation == OUTGOING_MIGRATION;
    }

    String word() {
        return operation >= 0 && operation < OPERATIONS.size() ? OPERATIONS.get(operation) : "job " + operation;
    }
}
