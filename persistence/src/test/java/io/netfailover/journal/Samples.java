package io.netfailover.journal;

import io.netfailover.types.IfIndex;
import io.netfailover.types.LinkKey;
import io.netfailover.types.MacAddress;
import io.netfailover.types.MasterName;
import io.netfailover.types.Path;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Role;
import io.netfailover.types.Steering;
import java.time.Instant;
import java.util.List;
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

    static final MasterDefinition DEFINITION =
            new MasterDefinition(MASTER, "ens10", true, MAC, Steering.AUTO, ReceiveRule.OPEN);

    static final MasterEvent.MasterEstablished ESTABLISHED = new MasterEvent.MasterEstablished(
            MASTER_KEY, IDLE_KEY, STANDBY_KEY, Steering.BPF_PROBE, "BTF is there", true, AT);

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
            new InventoryState(Set.of(PRIMARY_KEY, STANDBY_KEY, MASTER_KEY), Set.of(MASTER, new MasterName("ens20"))),
            new NetdevState(Optional.of(PICTURE)),
            MasterState.ABSENT,
            new MasterState.Creating(DEFINITION),
            new MasterState.Active(
                    DEFINITION,
                    MASTER_KEY,
                    IDLE_KEY,
                    STANDBY_KEY,
                    Steering.BPF_PROBE,
                    Optional.of(new MasterState.Slave(PRIMARY_KEY, "ens11")),
                    Path.PRIMARY),
            new MasterState.Destroying(DEFINITION));

    private Samples() {}

    static Object of(Class<?> type) {
        return ALL.stream()
                .filter(sample -> sample.getClass() == type)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no sample of " + type + ": add one to Samples"));
    }
}
