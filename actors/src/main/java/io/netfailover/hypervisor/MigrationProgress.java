package io.netfailover.hypervisor;

/**
 * How far a migration is.
 *
 * @param phase the hypervisor's word, as {@code active} or {@code wait-unplug}
 * @param downtimeMs expected while it runs, measured once it is over; -1 when unknown
 */
public record MigrationProgress(
        String phase, long transferredBytes, long remainingBytes, long totalBytes, int iterations, long downtimeMs) {}
