package io.netfailover.config;

import java.time.Duration;
import java.util.List;

/**
 * {@code netfailover.migration}: how VMs leave and reach this host.
 *
 * @param uplinks the ways of this host's bridges to the fabric
 * @param timeout how long a whole migration may take unless it was ordered otherwise
 */
public record MigrationSettings(List<Uplink> uplinks, Duration timeout, Feed feed, NoVf noVf, PfLinkLoss pfLinkLoss) {
    /**
     * @param bridge whose ports are the taps of VMs
     * @param device port of the bridge that leads to the fabric: a VF that stays on the host, or a NIC
     */
    public record Uplink(String bridge, String device) {}

    /** How frames for a VM find it while its VF goes or comes. */
    public enum Feed {
        BOTH,
        MOVE
    }

    /** When the destination has no free VF. */
    public enum NoVf {
        REFUSE,
        WAIT,
        DEGRADED
    }

    /** When the PF of a VM's VF loses its link. */
    public enum PfLinkLoss {
        ALARM,
        /** Alarm, and migrate the VMs that use the PF. */
        MIGRATE
    }

    static MigrationSettings read(SettingReader reader) {
        return new MigrationSettings(
                reader.each(
                        "migration.uplinks",
                        element -> new Uplink(LinkNames.read(element, "bridge"), LinkNames.read(element, "device"))),
                reader.duration("migration.timeout", Duration.ofSeconds(1), Duration.ofHours(24)),
                reader.oneOf(Feed.class, "migration.feed"),
                reader.oneOf(NoVf.class, "migration.no-vf"),
                reader.oneOf(PfLinkLoss.class, "migration.pf-link-loss"));
    }
}
