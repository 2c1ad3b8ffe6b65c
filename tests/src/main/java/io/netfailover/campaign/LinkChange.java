package io.netfailover.campaign;

import io.netfailover.netlink.Link;
import io.netfailover.netlink.RouteSocket;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * One change of one link, in two languages. The kernel may refuse it in both.
 *
 * @param target the link, or one that a new link is made over; ignored by changes that need none
 * @param ip what {@code ip} takes
 * @param ours the same by our own requests
 */
record LinkChange(Link target, List<String> ip, BiConsumer<RouteSocket, Link> ours) {
    LinkChange {
        ip = List.copyOf(ip);
    }

    @Override
    public String toString() {
        return "ip " + String.join(" ", ip);
    }
}
