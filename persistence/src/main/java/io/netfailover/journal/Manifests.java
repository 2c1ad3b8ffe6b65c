package io.netfailover.journal;

import java.util.HashMap;
import java.util.Map;

/**
 * The one table of manifests: what a record is called on disk and between nodes. They never change and are never used again for
 * something else, whatever becomes of the classes.
 */
final class Manifests {
    private static final Map<Class<?>, String> NAMES = new HashMap<>();
    private static final Map<String, RecordFormat<?>> FORMATS = new HashMap<>();

    static {
        row("inventory-netdev-listed", InventoryEvent.NetdevListed.class);
        row("inventory-netdev-delisted", InventoryEvent.NetdevDelisted.class);
        row("inventory-master-listed", InventoryEvent.MasterListed.class);
        row("inventory-master-delisted", InventoryEvent.MasterDelisted.class);

        row("netdev-appeared", NetdevEvent.NetdevAppeared.class);
        row("netdev-carrier-changed", NetdevEvent.NetdevCarrierChanged.class);
        row("netdev-admin-changed", NetdevEvent.NetdevAdminChanged.class);
        row("netdev-mtu-changed", NetdevEvent.NetdevMtuChanged.class);
        row("netdev-master-changed", NetdevEvent.NetdevMasterChanged.class);
        row("netdev-renamed", NetdevEvent.NetdevRenamed.class);
        row("netdev-address-changed", NetdevEvent.NetdevAddressChanged.class);
        row("netdev-removed", NetdevEvent.NetdevRemoved.class);

        row("master-creation-requested", MasterEvent.MasterCreationRequested.class);
        row("master-creation-failed", MasterEvent.MasterCreationFailed.class);
        row("master-established", MasterEvent.MasterEstablished.class);
        row("master-slave-registered", MasterEvent.SlaveRegistered.class);
        row("master-slave-refused", MasterEvent.SlaveRefused.class);
        row("master-slave-released", MasterEvent.SlaveReleased.class);
        row("master-path-switched", MasterEvent.PathSwitched.class);
        row("master-destruction-requested", MasterEvent.MasterDestructionRequested.class);
        row("master-destruction-failed", MasterEvent.MasterDestructionFailed.class);
        row("master-destroyed", MasterEvent.MasterDestroyed.class);
        row("master-policy-set", MasterEvent.PolicySet.class);
        row("master-configuration-saved", MasterEvent.ConfigurationSaved.class);
        row("master-confirmation-awaited", MasterEvent.ConfirmationAwaited.class);
        row("master-creation-confirmed", MasterEvent.CreationConfirmed.class);
        row("master-statistics-folded", MasterEvent.StatisticsFolded.class);
        row("master-slave-address-removed", MasterEvent.SlaveAddressRemoved.class);
        row("master-slave-client-ended", MasterEvent.SlaveClientEnded.class);

        row("alarm-raised", AlarmEvent.AlarmRaised.class);
        row("alarm-cleared", AlarmEvent.AlarmCleared.class);
        row("alarm-acknowledged", AlarmEvent.AlarmAcknowledged.class);

        row("kernel-master-found", KernelMasterEvent.KernelMasterFound.class);
        row("kernel-master-gone", KernelMasterEvent.KernelMasterGone.class);

        row("migration-requested", MigrationEvent.MigrationRequested.class);
        row("migration-incarnation-begun", MigrationEvent.IncarnationBegun.class);
        row("migration-step-begun", MigrationEvent.StepBegun.class);
        row("migration-step-ended", MigrationEvent.StepEnded.class);
        row("migration-cancel-requested", MigrationEvent.CancelRequested.class);
        row("migration-turned", MigrationEvent.MigrationTurned.class);
        row("migration-degraded", MigrationEvent.MigrationDegraded.class);
        row("migration-ended", MigrationEvent.MigrationEnded.class);

        row("agent-number-seen", HostAgentEvent.NumberSeen.class);
        row("agent-effect-begun", HostAgentEvent.EffectBegun.class);
        row("agent-effect-ended", HostAgentEvent.EffectEnded.class);
        row("agent-vf-held", HostAgentEvent.VfHeld.class);
        row("agent-vf-released", HostAgentEvent.VfReleased.class);

        row("inventory-state", InventoryState.class);
        row("netdev-state", NetdevState.class);
        row("master-state-absent", MasterState.Absent.class);
        row("master-state-creating", MasterState.Creating.class);
        row("master-state-active", MasterState.Active.class);
        row("master-state-destroying", MasterState.Destroying.class);
        row("alarm-state", AlarmState.class);
        row("kernel-master-state", KernelMasterState.class);
        row("migration-state-idle", MigrationState.Idle.class);
        row("migration-state-running", MigrationState.Running.class);
        row("agent-state", HostAgentState.class);

        row("node-seal", NodeMessage.Seal.class);
        row("node-sealed", NodeMessage.Sealed.class);
        row("node-step-request", NodeMessage.StepRequest.class);
        row("node-step-reply", NodeMessage.StepReply.class);
        row("node-step-progress", NodeMessage.StepProgress.class);
        row("node-cancel-move", NodeMessage.CancelMove.class);
        row("node-locate", NodeMessage.Locate.class);
        row("node-located", NodeMessage.Located.class);
        row("node-probe", NodeMessage.Probe.class);
        row("node-probed", NodeMessage.Probed.class);
        row("node-shown", NodeMessage.Shown.class);
        row("node-migrate-request", NodeMessage.MigrateRequest.class);
        row("node-cancel-request", NodeMessage.CancelRequest.class);
        row("node-resume-request", NodeMessage.ResumeRequest.class);
        row("node-answer", NodeMessage.Answer.class);
    }

    private Manifests() {}

    private static <R extends Record> void row(String manifest, Class<R> type) {
        if (NAMES.put(type, manifest) != null || FORMATS.put(manifest, new RecordFormat<>(type)) != null) {
            throw new IllegalStateException("two rows for " + manifest + " or " + type);
        }
    }

    /** @throws JournalException when the table has no row for {@code type} */
    static String of(Class<?> type) {
        String manifest = NAMES.get(type);
        if (manifest == null) {
            throw new JournalException(type.getName() + " has no manifest, so it cannot be journalled");
        }
        return manifest;
    }

    /** @throws NewerJournalException when the table has no row for {@code manifest} */
    static RecordFormat<?> formatOf(String manifest) {
        RecordFormat<?> format = FORMATS.get(manifest);
        if (format == null) {
            throw new NewerJournalException("unknown record '" + manifest + "'");
        }
        return format;
    }
}
