package io.netfailover.hypervisor;

import java.time.Duration;

/**
 * How a domain is sent.
 *
 * @param timeout after which the migration is cancelled
 * @param bandwidthMiBps 0 for the hypervisor's default
 * @param maxDowntimeMs 0 for the hypervisor's default
 * @param parallelConnections 0 for one stream
 * @param copyStorage also the disks that the hosts do not share
 */
public record MigrationLimits(
        Duration timeout,
        int bandwidthMiBps,
        int maxDowntimeMs,
        boolean autoConverge,
        int parallelConnections,
        boolean tls,
        boolean copyStorage) {}
