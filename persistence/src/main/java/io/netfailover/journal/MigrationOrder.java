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
        boolean copyStorage) {
    /** One that says nothing else: explicit steps, the kernel's master in the guest, the hypervisor's own limits. */
    public static MigrationOrder of(
            DomainName domain, HostName source, HostName destination, Feed feed, NoVf noVf, Duration timeout) {
        return new MigrationOrder(
                domain,
                source,
                destination,
                MigrationStrategy.EXPLICIT,
                feed,
                noVf,
                GuestMaster.KERNEL,
                timeout,
                0,
                0,
                false,
                0,
                false,
                false);
    }

    public MigrationOrder withStrategy(MigrationStrategy value) {
        return new MigrationOrder(
                domain,
                source,
                destination,
                value,
                feed,
                noVf,
                guestMaster,
                timeout,
                bandwidthMiBps,
                maxDowntimeMs,
                autoConverge,
                parallelConnections,
                tls,
                copyStorage);
    }
}
