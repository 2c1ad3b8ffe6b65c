package io.netfailover.journal;

import io.netfailover.types.PciAddress;
import io.netfailover.types.Preference;
import io.netfailover.types.Reselect;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a master chooses its path beyond what net_failover does; the default is net_failover's way. The per-packet probe obeys it and may
 * only veto.
 *
 * @param upDelay how long a primary must have been usable before the path goes to it; zero or more
 * @param downDelay how long a primary that is up may lack carrier before the path leaves it; zero or more. Frames are lost meanwhile, unless
 *     the probe sends them over the standby
 * @param flapLimit changes of path within {@code flapWindow} after which the path is held on the standby for {@code flapHold}; 0: never
 * @param probeTargets addresses of the master's subnets asked over the path in use by ARP or neighbour solicitation; empty: no probing
 * @param probeMisses questions without an answer, {@code probeInterval} apart, after which a path counts as dead; 1 or more
 * @param announceCount gratuitous ARPs, unsolicited neighbour advertisements and multicast reports for each change of path; 0 to 255
 * @param announceInterval between two of them
 * @param primaryDevice the primary is the link of this PCI device, whatever its permanent MAC
 * @param primarySerial the primary is the link whose PCI device is in the slot of this name, whatever its permanent MAC: under Hyper-V the
 *     serial number of the VF, elsewhere the number of the hot-plug slot
 */
public record MasterPolicy(
        Preference prefer,
        Reselect reselect,
        Duration upDelay,
        Duration downDelay,
        int flapLimit,
        Duration flapWindow,
        Duration flapHold,
        List<InetAddress> probeTargets,
        Duration probeInterval,
        int probeMisses,
        int announceCount,
        Duration announceInterval,
        Optional<PciAddress> primaryDevice,
        Optional<String> primarySerial) {
    public static final MasterPolicy DEFAULT = new MasterPolicy(
            Preference.AUTO,
            Reselect.ALWAYS,
            Duration.ZERO,
            Duration.ZERO,
            0,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            List.of(),
            Duration.ofSeconds(1),
            3,
            1,
            Duration.ofMillis(200),
            Optional.empty(),
            Optional.empty());

    /** Whether the primary is found by its device rather than by its MAC. */
    public boolean namesPrimary() {
        return primaryDevice.isPresent() || primarySerial.isPresent();
    }
}
