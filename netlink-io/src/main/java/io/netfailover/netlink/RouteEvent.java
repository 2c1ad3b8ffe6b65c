package io.netfailover.netlink;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads what the kernel says about all but links, as the call of a {@link RouteListener} that tells it. */
final class RouteEvent {
    private RouteEvent() {}

    /**
     * Empty for what no listener hears: other types (filters), and families that are not ours.
     *
     * @throws NetlinkException when it breaks the format
     */
    static Optional<Consumer<RouteListener>> read(int type, ByteBuffer payload) {
        return switch (type) {
            case AddressMessage.RTM_NEWADDR ->
                AddressMessage.decode(payload).map(address -> listener -> listener.addressChanged(address));
            case AddressMessage.RTM_DELADDR ->
                AddressMessage.decode(payload).map(address -> listener -> listener.addressRemoved(address));
            case NeighbourMessage.RTM_NEWNEIGH -> neighbour(NeighbourMessage.decode(payload), true);
            case NeighbourMessage.RTM_DELNEIGH -> neighbour(NeighbourMessage.decode(payload), false);
            case RouteMessage.RTM_NEWROUTE ->
                RouteMessage.decode(payload).map(route -> listener -> listener.routeChanged(route));
            case RouteMessage.RTM_DELROUTE ->
                RouteMessage.decode(payload).map(route -> listener -> listener.routeRemoved(route));
            case RuleMessage.RTM_NEWRULE ->
                RuleMessage.decode(payload).map(rule -> listener -> listener.ruleChanged(rule));
            case RuleMessage.RTM_DELRULE ->
                RuleMessage.decode(payload).map(rule -> listener -> listener.ruleRemoved(rule));
            case QdiscMessage.RTM_NEWQDISC ->
                QdiscMessage.decode(payload).map(qdisc -> listener -> listener.qdiscChanged(qdisc));
            case QdiscMessage.RTM_DELQDISC ->
                QdiscMessage.decode(payload).map(qdisc -> listener -> listener.qdiscRemoved(qdisc));
            default -> Optional.empty();
        };
    }

    private static Optional<Consumer<RouteListener>> neighbour(NeighbourMessage message, boolean there) {
        Optional<FdbEntry> entry = message.fdbEntry();
        if (entry.isPresent()) {
            return entry.map(found -> listener -> {
                if (there) {
                    listener.fdbEntryChanged(found);
                } else {
                    listener.fdbEntryRemoved(found);
                }
            });
        }
        return message.neighbour().map(found -> listener -> {
            if (there) {
                listener.neighbourChanged(found);
            } else {
                listener.neighbourRemoved(found);
            }
        });
    }
}
