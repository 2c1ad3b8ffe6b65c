package io.netfailover.journal;

import io.netfailover.types.LinkKey;
import io.netfailover.types.Path;
import io.netfailover.types.Role;
import io.netfailover.types.Steering;
import java.time.Instant;
import java.util.List;

/** The life of one failover master: intentions before they are acted on, facts after. */
public sealed interface MasterEvent extends JournalEvent {
    /** @param requestedBy the caller, as {@code uid:0 pid:4711} */
    record MasterCreationRequested(MasterDefinition definition, String requestedBy, Instant at)
            implements MasterEvent {}

    /** Everything that had been made was unmade. */
    record MasterCreationFailed(String reason, Instant at) implements MasterEvent {}

    /**
     * The links exist, verified by reading back.
     *
     * @param steering what the master has: never AUTO
     * @param why the reason for that steering, in words
     * @param rebuilt made again from the journal after a reboot, or adopted with other links than remembered
     */
    record MasterEstablished(
            LinkKey master, LinkKey idle, LinkKey standby, Steering steering, String why, boolean rebuilt, Instant at)
            implements MasterEvent {}

    record SlaveRegistered(Role role, LinkKey key, String name, Instant at) implements MasterEvent {}

    /** A link that would have been a slave stays free (NF-08 to NF-14). */
    record SlaveRefused(LinkKey key, String name, String reason, Instant at) implements MasterEvent {}

    record SlaveReleased(Role role, LinkKey key, String reason, boolean whileAway, Instant at) implements MasterEvent {}

    record PathSwitched(Path from, Path to, String reason, boolean whileAway, Instant at) implements MasterEvent {}

    /** {@code master set} was told something: the whole policy from now on. */
    record PolicySet(MasterPolicy policy, String requestedBy, Instant at) implements MasterEvent {}

    /**
     * What is about to be moved from the standby to the master, or back.
     *
     * @param left what cannot be moved and stays behind, in words
     */
    record ConfigurationSaved(SavedConfiguration configuration, List<String> left, Instant at) implements MasterEvent {}

    /** The creation is undone at {@code until} unless it is confirmed before. */
    record ConfirmationAwaited(Instant until, Instant at) implements MasterEvent {}

    record CreationConfirmed(String requestedBy, Instant at) implements MasterEvent {}

    /** What the slaves have counted so far: when one comes or goes, when the daemon stops, and from time to time. */
    record StatisticsFolded(FoldedStatistics statistics, Instant at) implements MasterEvent {}

    /** The daemon was told to keep slaves free of addresses; somebody had given this one to a slave. */
    record SlaveAddressRemoved(LinkKey key, String name, String address, Instant at) implements MasterEvent {}

    /**
     * The same of a DHCP client that listened on a slave.
     *
     * @param client {@code dhclient (pid 4711)}
     */
    record SlaveClientEnded(LinkKey key, String name, String client, Instant at) implements MasterEvent {}

    record MasterDestructionRequested(String requestedBy, Instant at) implements MasterEvent {}

    /** Something resisted; the master is still wanted gone and {@code destroy} may be asked again. */
    record MasterDestructionFailed(String reason, Instant at) implements MasterEvent {}

    record MasterDestroyed(Instant at) implements MasterEvent {}
}
