package io.netfailover.journal;

import io.netfailover.types.AlarmKind;
import io.netfailover.types.DomainName;
import io.netfailover.types.HostName;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Layout;
import io.netfailover.types.LinkKey;
import io.netfailover.types.MacAddress;
import io.netfailover.types.MasterName;
import io.netfailover.types.MigrationId;
import io.netfailover.types.Path;
import io.netfailover.types.PciAddress;
import io.netfailover.types.Preference;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Reselect;
import io.netfailover.types.Role;
import io.netfailover.types.Steering;
import io.netfailover.types.VfAdmin;
import io.netfailover.types.VfRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One value of each event and state, with every component set. They never change, since golden bytes hold them. */
final class Samples {
    static final Instant AT = Instant.parse("2026-11-23T05:45:00.123456789Z");
    static final String BOOT = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";
    static final LinkKey STANDBY_KEY = new LinkKey(BOOT, 4026531840L, new IfIndex(10));
    static final LinkKey PRIMARY_KEY = new LinkKey(BOOT, 4026531840L, new IfIndex(11));
    static final LinkKey MASTER_KEY = new LinkKey(BOOT, 4026531840L, new IfIndex(12));
    static final LinkKey IDLE_KEY = new LinkKey(BOOT, 4026531840L, new IfIndex(13));
    static final MacAddress MAC = MacAddress.parse("52:54:00:00:12:53");
    static final MasterName MASTER = new MasterName("ens10");

    static final NetdevPicture PICTURE = new NetdevPicture(
            PRIMARY_KEY,
            "ens11",
            Optional.of(MAC),
            Optional.of(MAC),
            1500,
            true,
            true,
            Optional.of(new IfIndex(3)),
            "veth");

    static final MasterPolicy POLICY = new MasterPolicy(
            Preference.PRIMARY,
            Reselect.BETTER,
            Duration.ofMillis(200),
            Duration.ofMillis(100),
            5,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            List.of(inet("10.77.0.1"), inet("fd00:77::1")),
            Duration.ofMillis(500),
            3,
            2,
            Duration.ofMillis(200),
            Optional.of(new PciAddress("0000:42:02.1")),
            Optional.of("b8:ce:f6:ff:ff:00:11:22"));

    static final FoldedStatistics STATISTICS = new FoldedStatistics(
            Map.of("rxPackets", 5_000_000_000L, "txBytes", 12L),
            Map.of(STANDBY_KEY, Map.of("rxPackets", 4_711L), PRIMARY_KEY, Map.of("txBytes", 12L)));

    static final MasterDefinition DEFINITION = new MasterDefinition(
            MASTER, "ens10", true, MAC, Steering.AUTO, ReceiveRule.OPEN, Layout.VISIBLE, Optional.of(POLICY));

    static final MasterEvent.MasterEstablished ESTABLISHED = new MasterEvent.MasterEstablished(
            MASTER_KEY, IDLE_KEY, STANDBY_KEY, Steering.BPF_PROBE, "BTF is there", true, AT);

    /** 10.1.0.5/24, and the route to 10.2.0.0/16 by 10.1.0.1. */
    static final SavedConfiguration SAVED = new SavedConfiguration(
            STANDBY_KEY,
            List.of(
                    new SavedItem(
                            SavedItem.Kind.ADDRESS, "10.1.0.5/24", "02188000040000000800020000000a01000508000100"),
                    new SavedItem(SavedItem.Kind.ROUTE, "10.2.0.0/16 via 10.1.0.1", "02100000fe030001")),
            AT);

    static final DomainName DOMAIN = new DomainName("vm1");
    static final MigrationId MIGRATION = new MigrationId(DOMAIN, 3);
    static final HostName SOURCE = new HostName("hv1");
    static final HostName DESTINATION = new HostName("hv2");
    static final VfRef VF = new VfRef("ens6np0", 1, new PciAddress("0000:42:02.1"));
    static final VfAdmin ADMIN =
            new VfAdmin(MAC, 100, 3, "802.1Q", 10, 1000, Optional.of(true), Optional.of(false), "auto");

    static final MigrationOrder ORDER = new MigrationOrder(
            DOMAIN,
            SOURCE,
            DESTINATION,
            MigrationStrategy.EXPLICIT,
            Feed.BOTH,
            NoVf.REFUSE,
            GuestMaster.KERNEL,
            Duration.ofMinutes(5),
            100,
            300,
            true,
            2,
            true,
            true);

    static final MigrationPlan PLAN = new MigrationPlan(
            ORDER,
            List.of(new MigrationPair(
                    MAC,
                    "ua-standby0",
                    "vmtap01",
                    "br0",
                    "ua-primary0",
                    Optional.of(VF),
                    Optional.of(ADMIN),
                    Optional.of(new VfRef("ens6np0", 2, new PciAddress("0000:42:02.2"))),
                    Optional.of(ADMIN.withMac(MacAddress.parse("00:00:00:00:00:00"))),
                    9000,
                    List.of(100),
                    List.of("10.77.0.10"))),
            "qemu+tls://hv2/system",
            "tcp://10.0.0.2");

    static final StepRecord STEP = new StepRecord(
            MigrationStep.DETACH_VF,
            true,
            2,
            AT,
            Optional.of(AT.plusMillis(120)),
            Optional.of(StepOutcome.DONE),
            "ua-primary0 is gone",
            "nothing to do");

    static final MigrationView VIEW = new MigrationView(
            MIGRATION,
            ORDER,
            "host:hv1 uid:0 pid:4711",
            AT,
            Optional.of(AT.plusSeconds(9)),
            "completed",
            Optional.of(MigrationResult.COMPLETED),
            "vm1 runs on hv2",
            "nothing to do",
            List.of(STEP),
            Optional.of(new MigrationView.MoveProgress("active", 1_000_000, 2_000_000, 3_000_000, 4, 30)));

    private static final List<Object> ALL = List.of(
            new InventoryEvent.NetdevListed(PRIMARY_KEY, AT),
            new InventoryEvent.NetdevDelisted(PRIMARY_KEY, AT),
            new InventoryEvent.MasterListed(MASTER, AT),
            new InventoryEvent.MasterDelisted(MASTER, AT),
            new NetdevEvent.NetdevAppeared(PICTURE, true, AT),
            new NetdevEvent.NetdevCarrierChanged(true, true, AT),
            new NetdevEvent.NetdevAdminChanged(true, true, AT),
            new NetdevEvent.NetdevMtuChanged(9000, true, AT),
            new NetdevEvent.NetdevMasterChanged(Optional.of(new IfIndex(3)), true, AT),
            new NetdevEvent.NetdevRenamed("ens10nsby", true, AT),
            new NetdevEvent.NetdevAddressChanged(Optional.of(MAC), true, AT),
            new NetdevEvent.NetdevRemoved(true, AT),
            new MasterEvent.MasterCreationRequested(DEFINITION, "uid:0 pid:4711", AT),
            new MasterEvent.MasterCreationFailed("ens10 is enslaved to br0", AT),
            ESTABLISHED,
            new MasterEvent.SlaveRegistered(Role.PRIMARY, PRIMARY_KEY, "ens11", AT),
            new MasterEvent.SlaveRefused(PRIMARY_KEY, "ens11", "in another namespace", AT),
            new MasterEvent.SlaveReleased(Role.PRIMARY, PRIMARY_KEY, "unplugged", true, AT),
            new MasterEvent.PathSwitched(Path.PRIMARY, Path.STANDBY, "carrier lost", true, AT),
            new MasterEvent.MasterDestructionRequested("uid:0 pid:4712", AT),
            new MasterEvent.MasterDestructionFailed("ens10x is busy", AT),
            new MasterEvent.MasterDestroyed(AT),
            new MasterEvent.PolicySet(POLICY, "uid:0 pid:4711", AT),
            new MasterEvent.ConfigurationSaved(SAVED, List.of("qdisc htb 1:"), AT),
            new MasterEvent.ConfirmationAwaited(AT.plusSeconds(60), AT),
            new MasterEvent.CreationConfirmed("uid:0 pid:4713", AT),
            new KernelMasterEvent.KernelMasterFound(MASTER_KEY, "ens10", AT),
            new KernelMasterEvent.KernelMasterGone(MASTER_KEY, "ens10", AT),
            new KernelMasterState(Map.of(MASTER_KEY, "ens10")),
            new MasterEvent.StatisticsFolded(STATISTICS, AT),
            new MasterEvent.SlaveAddressRemoved(PRIMARY_KEY, "ens11", "192.0.2.7/24", AT),
            new MasterEvent.SlaveClientEnded(PRIMARY_KEY, "ens11", "dhclient (pid 4711)", AT),
            new AlarmEvent.AlarmRaised(AlarmKind.ONE_WAY, "master ens10", "primary ens11 has no carrier", AT),
            new AlarmEvent.AlarmCleared(AlarmKind.ONE_WAY, "master ens10", "ens11 has carrier", AT),
            new AlarmEvent.AlarmAcknowledged(AlarmKind.ONE_WAY, "master ens10", "uid:0 pid:4711", AT),
            new AlarmState(List.of(new AlarmState.Alarm(
                    AlarmKind.DEGRADED, "master ens10", "no primary", AT, Optional.of("uid:0 pid:4711")))),
            new InventoryState(Set.of(PRIMARY_KEY, STANDBY_KEY, MASTER_KEY), Set.of(MASTER, new MasterName("ens20"))),
            new NetdevState(Optional.of(PICTURE)),
            MasterState.ABSENT,
            new MasterState.Creating(DEFINITION, Optional.of(SAVED), Optional.of(AT.plusSeconds(60))),
            new MasterState.Active(
                    DEFINITION,
                    MASTER_KEY,
                    IDLE_KEY,
                    STANDBY_KEY,
                    Steering.BPF_PROBE,
                    Optional.of(new MasterState.Slave(PRIMARY_KEY, "ens11")),
                    Path.PRIMARY,
                    Optional.of(SAVED),
                    Optional.of(AT.plusSeconds(60)),
                    Optional.of(STATISTICS),
                    Optional.of(Steering.BPF_PROBE)),
            new MasterState.Destroying(DEFINITION, Optional.of(SAVED)),
            new MigrationEvent.MigrationRequested(MIGRATION, ORDER, "host:hv1 uid:0 pid:4711", AT),
            new MigrationEvent.IncarnationBegun(7, "hv1", AT),
            new MigrationEvent.StepBegun(MigrationStep.MIGRATE, true, 2, AT),
            new MigrationEvent.StepEnded(
                    MigrationStep.MIGRATE, true, StepOutcome.TIMED_OUT, "no answer in 5 min", "look at hv2", PLAN, AT),
            new MigrationEvent.CancelRequested("host:hv1 uid:0 pid:4711", AT),
            new MigrationEvent.MigrationTurned(MigrationResult.ROLLED_BACK, "the destination is full", "free a VF", AT),
            new MigrationEvent.MigrationDegraded("no VF is free", AT),
            new MigrationEvent.MigrationEnded(MigrationResult.COMPLETED, "vm1 runs on hv2", "nothing to do", AT),
            new HostAgentEvent.NumberSeen(DOMAIN, 7, AT),
            new HostAgentEvent.EffectBegun(MIGRATION, 7, MigrationStep.DETACH_VF, true, 2, PLAN, AT),
            new HostAgentEvent.EffectEnded(
                    MIGRATION, 7, MigrationStep.DETACH_VF, true, StepOutcome.DONE, "ua-primary0 is gone", PLAN, AT),
            new HostAgentEvent.VfHeld(new VfHolding(VF, "vm1", true), "migration vm1-3", AT),
            new HostAgentEvent.VfReleased(VF, "migration vm1-3", AT),
            new MigrationState.Idle(3, 7),
            new MigrationState.Running(
                    7,
                    MIGRATION,
                    PLAN,
                    "host:hv1 uid:0 pid:4711",
                    AT,
                    true,
                    Optional.of(MigrationResult.ROLLED_BACK),
                    "the destination is full",
                    "free a VF",
                    "no VF is free",
                    List.of(MigrationStep.CHECK_SOURCE, MigrationStep.RESERVE_VF, MigrationStep.SNAPSHOT_VF),
                    List.of(MigrationStep.CHECK_SOURCE, MigrationStep.RESERVE_VF),
                    Optional.of(STEP),
                    2,
                    List.of(STEP)),
            new HostAgentState(
                    Map.of(DOMAIN, 7L),
                    Map.of(DOMAIN, new OpenEffect(MIGRATION, 7, MigrationStep.DETACH_VF, true, 2, PLAN)),
                    List.of(new VfHolding(VF, "vm1", true))),
            new NodeMessage.Seal(DOMAIN, 7),
            new NodeMessage.Sealed(DOMAIN, 7, SOURCE),
            new NodeMessage.StepRequest(MIGRATION, 7, MigrationStep.MIGRATE, true, 2, PLAN),
            new NodeMessage.StepReply(
                    SOURCE,
                    MIGRATION,
                    7,
                    MigrationStep.MIGRATE,
                    true,
                    2,
                    StepOutcome.FENCED,
                    "a later incarnation has this domain",
                    "nothing to do",
                    PLAN),
            new NodeMessage.StepProgress(MIGRATION, 7, VIEW.progress().orElseThrow()),
            new NodeMessage.CancelMove(MIGRATION, 7),
            new NodeMessage.Locate(DOMAIN, 7),
            new NodeMessage.Located(DOMAIN, 7, SOURCE, Whereabouts.MIGRATED, "postmigrate"),
            new NodeMessage.Probe("hv1-41", SOURCE, MigrationStep.FEED_BOTH, PLAN),
            new NodeMessage.Probed(
                    "hv1-41",
                    MigrationStep.FEED_BOTH,
                    StepOutcome.REFUSED,
                    "there is no vmtap01",
                    "look at hv1",
                    List.of("bridge fdb add 52:54:00:00:12:53 dev vmtap01 master static sticky"),
                    PLAN),
            new NodeMessage.Shown(VIEW),
            new NodeMessage.MigrateRequest("hv1-42", SOURCE, ORDER, "host:hv1 uid:0 pid:4711"),
            new NodeMessage.CancelRequest("hv1-43", SOURCE, MIGRATION, "host:hv1 uid:0 pid:4711"),
            new NodeMessage.ResumeRequest("hv1-44", SOURCE, MIGRATION, "host:hv1 uid:0 pid:4711"),
            new NodeMessage.Answer("hv1-42", true, "vm1-3", "one is under way", "see 'netfailover migration list'"));

    private Samples() {}

    static Object of(Class<?> type) {
        return ALL.stream()
                .filter(sample -> sample.getClass() == type)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no sample of " + type + ": add one to Samples"));
    }

    private static java.net.InetAddress inet(String text) {
        try {
            return java.net.InetAddress.getByName(text); // a literal: nothing is looked up
        } catch (java.net.UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
