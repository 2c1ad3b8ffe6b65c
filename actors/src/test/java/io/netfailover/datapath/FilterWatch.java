package io.netfailover.datapath;

import io.netfailover.netlink.Mirred;
import io.netfailover.netlink.MirredAction;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.netlink.TcHook;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Waits until the filters of a master with mirred are as a reflex wants them, which a thread of its own sees to. */
final class FilterWatch {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private FilterWatch() {}

    static void await(FailoverLab lab, MasterLinks links, Optional<IfIndex> primary, PathChoice choice) {
        Optional<IfIndex> over = choice.transmit() == Path.PRIMARY
                ? primary
                : Optional.of(links.standby()).filter(standby -> choice.transmit() == Path.STANDBY);
        await(
                lab,
                route -> targets(route, links.idle()).equals(List.of(over))
                        && last(targets(route, links.standby()))
                                .equals(Optional.of(links.master()).filter(master -> choice.acceptOnStandby())));
    }

    static void awaitNoneOn(FailoverLab lab, IfIndex slave) {
        await(lab, route -> targets(route, slave).isEmpty());
    }

    /** Of the redirections on a link's ingress, in order; empty for those that drop. */
    private static List<Optional<IfIndex>> targets(RouteSocket route, IfIndex link) {
        return route.trafficControl().filters(link, TcHook.INGRESS).stream()
                .flatMap(filter -> filter.actions().stream())
                .map(MirredAction::mirred)
                .map(mirred -> mirred.map(Mirred::target))
                .toList();
    }

    private static Optional<IfIndex> last(List<Optional<IfIndex>> targets) {
        return targets.isEmpty() ? Optional.empty() : targets.get(targets.size() - 1);
    }

    private static void await(FailoverLab lab, Predicate<RouteSocket> condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (RouteSocket route = lab.guestRoutes()) {
            while (!condition.test(route)) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("the filters are not as they were asked for");
                }
            }
        }
    }
}
