package io.netfailover.datapath;

import io.netfailover.netlink.FilterPlace;
import io.netfailover.netlink.MirredAction;
import io.netfailover.netlink.NetlinkException;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.netlink.TrafficFilter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The u32 filters that frames meet, one a place; remembers what the kernel has, so that a switch is one message for each. */
final class LiveFilters {
    /** @param action 0 when it lets frames pass */
    private record Live(int handle, int action) {}

    private final RouteSocket route;
    /** Empty where there is none. */
    private final Map<FilterPlace, Optional<Live>> known = new HashMap<>();

    LiveFilters(RouteSocket route) {
        this.route = route;
    }

    /** @param action as {@link io.netfailover.netlink.TrafficControl#put} takes it */
    synchronized void put(FilterPlace place, int action) {
        Optional<Live> found = find(place);
        if (found.isPresent() && found.get().action() == action) {
            return;
        }
        try {
            route.trafficControl().put(place, found.map(Live::handle).orElse(0), action);
        } catch (NetlinkException e) {
            known.remove(place); // somebody changed it; the next attempt looks first
            throw e;
        }
        if (found.isPresent()) {
            known.put(place, Optional.of(new Live(found.get().handle(), action)));
        } else {
            reread(place);
        }
    }

    synchronized void remove(FilterPlace place) {
        if (find(place).isPresent()) {
            route.trafficControl().delete(place);
        }
        known.remove(place); // the link may go, and its index come again
    }

    /** What lies under the filter there, 0 when it lets frames pass; empty when there is none. */
    synchronized Optional<Integer> action(FilterPlace place) {
        return find(place).map(Live::action);
    }

    private Optional<Live> find(FilterPlace place) {
        Optional<Live> found = known.get(place);
        return found == null ? reread(place) : found;
    }

    /** Whether the kernel has it, whatever is remembered. */
    synchronized boolean isThere(FilterPlace place) {
        return reread(place).isPresent();
    }

    private Optional<Live> reread(FilterPlace place) {
        Optional<Live> found = route.trafficControl().filters(place.link(), place.hook()).stream()
                .filter(filter -> filter.priority() == place.priority())
                .map(LiveFilters::live)
                .findFirst();
        known.put(place, found);
        return found;
    }

    private static Live live(TrafficFilter filter) {
        return new Live(
                filter.handle(),
                filter.actions().stream().findFirst().map(MirredAction::index).orElse(0));
    }
}
