package io.netfailover.journal;

import io.netfailover.types.DomainName;
import io.netfailover.types.HostName;
import java.time.Duration;

/**
 * What was asked for.
 *
 * @param timeout of the move of memory, after which it is cancelled
 * @param bandwidthMiBps 0 for the hypervisor's default
 * @param maxDowntimeMs 0 for the hypervisor's default
 * @param parallelConnections 0 for one stream
 * @param copyStorage also the disks that the hosts do not share
 */
public record MigrationOrder(
        DomainName domain,
        HostName source,
        HostName destination,
        MigrationStrategy strategy,
        Feed feed,
        NoVf noVf,
        GuestMaster guestMaster,
        Duration timeout,
        int bandwidthMiBps,
        int maxDowntimeMs,
        boolean autoConverge,
        int parallelConnections,
        boolean tls,
        boolean copyStorage) {}
