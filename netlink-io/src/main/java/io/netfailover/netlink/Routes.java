package io.netfailover.netlink;

import static io.netfailover.netlink.MessageHeader.*;

import io.netfailover.types.IfIndex;
import java.util.List;
import java.util.stream.Stream;

/** Routes of all tables, as {@code ip route} shows and changes them. */
public final class Routes {
    private final Exchange kernel;

    Routes(Exchange kernel) {
        this.kernel = kernel;
    }

    /** Of both families and all tables, those of the table {@code local} included. */
    public List<Route> list() {
        return kernel.dump(() -> "list routes", RouteRequests::dump, RouteMessage.RTM_NEWROUTE, RouteMessage::decode);
    }

    /** Of all tables, those by which packets leave on that link. */
    public List<Route> listOf(IfIndex link) {
        return list().stream().filter(route -> route.uses(link)).toList();
    }

    /** Of both families; none when there is no such table. */
    public List<Route> listTable(int table) {
        return Stream.of(false, true)
                .flatMap(inet6 -> listTable(table, inet6).stream())
                .toList();
    }

    private List<Route> listTable(int table, boolean inet6) {
        try {
            return kernel.dump(
                    () -> "list routes of table " + Integer.toUnsignedString(table),
                    request -> RouteRequests.dumpTable(request, inet6, table),
                    RouteMessage.RTM_NEWROUTE,
                    RouteMessage::decode);
        } catch (NetlinkException e) {
            // a table comes into being with its first route
            if (e.is("ENOENT")) {
                return List.of();
            }
            throw e;
        }
    }

    /** @throws NetlinkException EEXIST when there is one to the same destination with the same metric and TOS */
    public void add(Route route) {
        change("add", route, NLM_F_CREATE | NLM_F_EXCL);
    }

    /** Adds it, or puts it in the place of the one to the same destination with the same metric and TOS. */
    public void replace(Route route) {
        change("replace", route, NLM_F_CREATE | NLM_F_REPLACE);
    }

    /** Adds it behind those that are there already: IPv4 then has two, IPv6 makes them one multipath route. */
    public void append(Route route) {
        change("append", route, NLM_F_CREATE | NLM_F_APPEND);
    }

    /** @return false when there is none, or its link or table is gone */
    public boolean delete(Route route) {
        return kernel.executeUnless(
                () -> "delete route " + route.text(),
                request -> RouteRequests.delete(request, route),
                "ESRCH",
                "ENOENT",
                "ENODEV");
    }

    private void change(String verb, Route route, int modifiers) {
        kernel.execute(() -> verb + " route " + route.text(), request -> RouteRequests.add(request, route, modifiers));
    }
}
