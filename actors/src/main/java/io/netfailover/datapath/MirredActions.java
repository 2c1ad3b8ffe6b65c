package io.netfailover.datapath;

import io.netfailover.netlink.Classifier;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.Mirred;
import io.netfailover.netlink.MirredAction;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.netlink.TcHook;
import io.netfailover.netlink.TrafficFilter;
import io.netfailover.netlink.VethPair;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Role;
import java.util.Optional;

/**
 * The six mirred actions of a master: one for each of its {@link PathCounters}. They are kept by filters on the egress of the idle end,
 * which sends nothing, and so live as long as the pair; whichever filter shares one counts there. Which slaves are registered is read from
 * their targets.
 */
final class MirredActions {
    // in the order of the filters' priorities
    private static final int TO_PRIMARY = 0;
    private static final int TO_STANDBY = 1;
    private static final int FROM_PRIMARY = 2;
    private static final int FROM_STANDBY = 3;
    private static final int TRANSMIT_DROP = 4;
    private static final int RECEIVE_DROP = 5;
    private static final int COUNT = 6;

    private final RouteSocket route;
    private final MasterLinks links;
    private final MirredAction[] made = new MirredAction[COUNT];

    MirredActions(RouteSocket route, MasterLinks links) {
        this.route = route;
        this.links = links;
    }

    /** Whether an earlier daemon began to steer that master so. */
    static boolean areOn(LinkWork work, MasterParts master) {
        return master.idle()
                .filter(idle -> work.route().trafficControl().filters(idle.ifIndex(), TcHook.EGRESS).stream()
                        .anyMatch(filter -> !filter.actions().isEmpty()))
                .isPresent();
    }

    /** Makes those that are missing. */
    void make(LinkWork work) {
        removeDoomed(work, links.standby());
        read();
        for (int number = TO_PRIMARY; number <= FROM_STANDBY; number++) {
            if (made[number] == null) {
                add(work, number, number <= TO_STANDBY ? nobody() : Mirred.redirectToIngressOf(links.master()));
            }
        }
        if (made[TRANSMIT_DROP] == null || made[RECEIVE_DROP] == null) {
            makeDrops(work);
        }
        read();
        for (int number = 0; number < COUNT; number++) {
            LinkWork.verify(made[number] != null, "keep mirred action " + number + ": it is not there");
        }
    }

    /** Made so that they need no other action than mirred: of the kernels without programs on tc not all have gact. */
    private void makeDrops(LinkWork work) {
        work.steps().before("create the link that drops are aimed at");
        IfIndex doomed = route.createVeth(VethPair.of(doomed(links.standby()), doomed(links.standby()) + "x"))
                .link()
                .ifIndex();
        for (int number = TRANSMIT_DROP; number <= RECEIVE_DROP; number++) {
            if (made[number] == null) {
                work.steps().before("keep mirred action " + number);
                route.trafficControl().addDrop(links.idle(), TcHook.EGRESS, LinkWork.PRIORITY + number, doomed);
            }
        }
        work.steps().before("delete the link that drops are aimed at");
        route.delete(doomed);
    }

    private static String doomed(IfIndex standby) {
        return "nf" + standby + "d";
    }

    /** One that a kill left. */
    static void removeDoomed(LinkWork work, IfIndex standby) {
        work.route()
                .link(doomed(standby))
                .filter(link -> link.kind().equals("veth") && !link.isUp())
                .map(Link::ifIndex)
                .ifPresent(left -> {
                    work.steps().before("delete a link that drops were to be aimed at");
                    work.route().delete(left);
                });
    }

    private void add(LinkWork work, int number, Mirred mirred) {
        work.steps().before("keep mirred action " + number);
        route.trafficControl().add(links.idle(), TcHook.EGRESS, LinkWork.PRIORITY + number, Classifier.U32, mirred);
    }

    private void read() {
        for (TrafficFilter filter : route.trafficControl().filters(links.idle(), TcHook.EGRESS)) {
            int number = filter.priority() - LinkWork.PRIORITY;
            if (number >= 0 && number < COUNT) {
                made[number] = filter.actions().get(0);
            }
        }
    }

    /** What the idle end's own filters share with nobody. */
    private Mirred nobody() {
        return Mirred.redirectTo(links.idle());
    }

    int to(Role role) {
        return made[role == Role.PRIMARY ? TO_PRIMARY : TO_STANDBY].index();
    }

    int from(Role role) {
        return made[role == Role.PRIMARY ? FROM_PRIMARY : FROM_STANDBY].index();
    }

    int transmitDrop() {
        return made[TRANSMIT_DROP].index();
    }

    int receiveDrop() {
        return made[RECEIVE_DROP].index();
    }

    /** The slave that frames may be sent over; empty also when its link is gone. */
    Optional<IfIndex> target(Role role) {
        return made[role == Role.PRIMARY ? TO_PRIMARY : TO_STANDBY]
                .mirred()
                .map(Mirred::target)
                .filter(target -> !target.equals(links.idle()));
    }

    void aim(Role role, IfIndex slave) {
        route.trafficControl().change(to(role), Mirred.redirectTo(slave));
    }

    void aimAtNobody(Role role) {
        route.trafficControl().change(to(role), nobody());
    }

    PathCounters counters() {
        read();
        return new PathCounters(
                made[TO_PRIMARY].frames(),
                made[TO_STANDBY].frames(),
                made[TRANSMIT_DROP].frames(),
                made[FROM_PRIMARY].frames(),
                made[FROM_STANDBY].frames(),
                made[RECEIVE_DROP].frames());
    }
}
