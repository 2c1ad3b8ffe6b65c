package io.netfailover.datapath;

import io.netfailover.netlink.LinkStatistics;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Role;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * Frames by path of a bond, which does not count them itself: what its slaves counted since they were first looked at. Frames of the slave
 * that is not in use count as dropped (rx_nohandler). Not safe for several threads.
 */
final class BondCounters {
    private final Map<IfIndex, LinkStatistics> seen = new HashMap<>();
    private final Map<Role, Long> transmitted = new EnumMap<>(Role.class);
    private final Map<Role, Long> received = new EnumMap<>(Role.class);
    private long receiveDropped;

    /** What was sent while no slave was usable counts with the bond itself. */
    PathCounters count(RouteSocket route, Map<Role, IfIndex> slaves) {
        seen.keySet().retainAll(slaves.values()); // an index may come again
        slaves.forEach(
                (role, slave) -> route.details(slave).ifPresent(details -> add(role, slave, details.statistics())));
        return new PathCounters(
                transmitted.getOrDefault(Role.PRIMARY, 0L),
                transmitted.getOrDefault(Role.STANDBY, 0L),
                0,
                received.getOrDefault(Role.PRIMARY, 0L),
                received.getOrDefault(Role.STANDBY, 0L),
                receiveDropped);
    }

    private void add(Role role, IfIndex slave, LinkStatistics now) {
        LinkStatistics before = seen.put(slave, now);
        if (before != null) {
            long unheard = now.rxNohandler() - before.rxNohandler();
            transmitted.merge(role, now.txPackets() - before.txPackets(), Long::sum);
            received.merge(role, now.rxPackets() - before.rxPackets() - unheard, Long::sum);
            receiveDropped += unheard;
        }
    }
}
