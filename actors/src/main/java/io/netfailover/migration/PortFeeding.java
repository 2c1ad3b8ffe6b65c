package io.netfailover.migration;

import io.netfailover.netlink.Classifier;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.Mirred;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.netlink.TcHook;
import io.netfailover.types.MacAddress;

/**
 * Frames for a guest to its tap and to its VF at once where both are ports of one bridge, as with software switches. (A real VF is fed
 * beside the bridge, by the NIC: there the entries on tap and uplink VF are all that is needed.)
 *
 * <p>An FDB entry names one port, so that port gets a filter that copies what it sends to the other. Letting the bridge flood would do as
 * well, but to all other guests too. The filter goes to the port that carries nothing yet, and then the entry moves there: a clsact qdisc
 * that is added to a port in use costs a frame, since {@code qdisc_graft} of net/sched/sch_api.c deactivates the link for a moment. For
 * the same reason the qdisc of the port in use stays when its filter goes.
 */
final class PortFeeding {
    /** So that ours is found again, {@code nf} in ASCII. */
    private static final int PRIORITY = 0x6e66;

    private final RouteSocket kernel;
    private final HostLinks links;
    private final BridgeForwarding forwarding;

    PortFeeding(RouteSocket kernel, HostLinks links, BridgeForwarding forwarding) {
        this.kernel = kernel;
        this.links = links;
        this.forwarding = forwarding;
    }

    void both(String used, String next, MacAddress mac) {
        Link from = links.required(used);
        Link to = links.required(next);
        if (!links.requiredBridgeOf(to)
                .ifIndex()
                .equals(links.requiredBridgeOf(from).ifIndex())) {
            throw new HostNetworkException(
                    used + " and " + next + " are ports of two bridges",
                    "only ports of one bridge can be fed this way");
        }
        if (!copies(to, from)) {
            stopCopying(from); // copies in both directions would go round in circles
            stopCopying(to);
            kernel.addClsact(to.ifIndex());
            kernel.trafficControl()
                    .add(to.ifIndex(), TcHook.EGRESS, PRIORITY, Classifier.U32, Mirred.mirrorTo(from.ifIndex()));
        }
        forwarding.toTap(next, mac);
        if (!copies(to, from)) {
            throw new HostNetworkException(
                    next + " does not copy its frames to " + used + " although it was told so",
                    "see what is there: tc filter show dev " + next + " egress");
        }
    }

    private boolean copies(Link from, Link to) {
        return kernel.trafficControl().filters(from.ifIndex(), TcHook.EGRESS).stream()
                .anyMatch(filter -> filter.priority() == PRIORITY
                        && filter.actions().stream().anyMatch(Mirred.mirrorTo(to.ifIndex())::equals));
    }

    /** @param left may be gone already */
    void one(String kept, String left, MacAddress mac) {
        forwarding.toTap(kept, mac);
        stopCopying(links.required(kept));
        links.find(left).ifPresent(idle -> {
            stopCopying(idle);
            boolean unused = !kernel.hasFilters(idle.ifIndex(), TcHook.EGRESS, 0)
                    && !kernel.hasFilters(idle.ifIndex(), TcHook.INGRESS, 0);
            if (unused) {
                kernel.deleteClsact(idle.ifIndex());
            }
        });
    }

    private void stopCopying(Link link) {
        kernel.trafficControl().deletePriority(link.ifIndex(), TcHook.EGRESS, PRIORITY);
        boolean left = kernel.trafficControl().filters(link.ifIndex(), TcHook.EGRESS).stream()
                .anyMatch(filter -> filter.priority() == PRIORITY);
        if (left) {
            throw new HostNetworkException(
                    link.name() + " goes on copying its frames",
                    "tc filter del dev " + link.name() + " egress pref " + PRIORITY);
        }
    }
}
