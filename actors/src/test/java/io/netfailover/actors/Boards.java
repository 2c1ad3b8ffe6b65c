package io.netfailover.actors;

import io.netfailover.datapath.PathCounters;
import io.netfailover.journal.MasterPolicy;
import io.netfailover.journal.MigrationView;
import io.netfailover.journal.NodeMessage;
import io.netfailover.journal.VfHolding;
import io.netfailover.netlink.Link;
import io.netfailover.types.MasterName;
import io.netfailover.types.VfRef;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Publishes what the actors would, for tests of those who read the board. */
public final class Boards {
    private Boards() {}

    public static void show(StatusBoard board, Link link) {
        board.publish(link.ifIndex(), NetdevStatus.of(TestHost.IDENTITY.key(link), link, true));
    }

    public static void hide(StatusBoard board, Link link) {
        board.withdraw(link.ifIndex());
    }

    public static void show(StatusBoard board, MasterStatus master) {
        board.publish(new MasterName(master.name()), master);
    }

    public static void hide(StatusBoard board, MasterStatus master) {
        board.withdraw(new MasterName(master.name()));
    }

    public static void show(StatusBoard board, NetlinkStatus netlink) {
        board.publish(netlink);
    }

    public static void show(StatusBoard board, SteeringStatus steering) {
        board.publish(steering);
    }

    public static void show(MigrationBoard board, MigrationView view) {
        board.publish(view);
    }

    public static void show(MigrationBoard board, List<VfRef> functions, List<VfHolding> holdings) {
        board.publish(functions, holdings);
    }

    public static void answer(MigrationBoard board, NodeMessage.Answer answer) {
        board.answered(answer);
    }

    public static void answer(MigrationBoard board, NodeMessage.Probed probed) {
        board.probed(probed);
    }

    public static void showReady(StatusBoard board) {
        board.publishReady();
    }

    public static void announce(StatusBoard board, MonitorEvent event) {
        board.announce(event);
    }

    /** Master {@code ens10} (12, idle 13) of standby 10 and primary 11, with link 14 refused. */
    public static MasterStatus master(String path) {
        return new MasterStatus(
                "ens10",
                "active",
                12,
                new MasterStatus.LinkName("ens10x", 13),
                true,
                true,
                Links.MAC.toString(),
                1500,
                path,
                "bpf-probe",
                "auto",
                "bpf-probe",
                "BTF is there",
                "direct",
                "open",
                PolicySettings.of(MasterPolicy.DEFAULT),
                List.of(
                        new MasterStatus.SlaveStatus("standby", "ens10nsby", 10, true, true, true, false, null),
                        new MasterStatus.SlaveStatus("primary", "ens11", 11, true, true, true, false, null),
                        new MasterStatus.SlaveStatus(
                                "primary",
                                "ens14",
                                14,
                                true,
                                true,
                                true,
                                false,
                                "a primary is registered already: ens11")),
                new PathCounters(1, 2, 3, 4, 5, 6),
                1,
                new MasterStatus.Switch(TestHost.NOW, "standby", "primary", "primary is running with carrier"),
                false,
                List.of("an alarm"),
                null,
                new MasterStatus.LinkSettings(68, 9000, 25_000, "full"),
                new TreeMap<>(Map.of("rxPackets", 12L, "txBytes", 3400L)));
    }

    /** What the watch over alarms tells when these stand and nothing else. */
    public static Alarms.Command judged(AlarmCondition... standing) {
        return new Alarms.Judged(List.of(standing), true);
    }

    /** A master of which nothing is known but the name. */
    public static MasterStatus failed(String name) {
        return MasterStatus.failed(new MasterName(name));
    }
}
