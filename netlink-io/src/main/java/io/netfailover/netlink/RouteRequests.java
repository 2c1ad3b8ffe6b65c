package io.netfailover.netlink;

import static io.netfailover.netlink.MessageHeader.*;
import static io.netfailover.netlink.RouteMessage.*;

import java.net.Inet4Address;
import java.net.InetAddress;

/** Requests about routes, byte for byte what {@code ip route} sends. */
final class RouteRequests {
    private static final int RT_SCOPE_NOWHERE = 255;
    private static final int RT_TABLE_UNSPEC = 0;

    /** What fits into the byte of {@code struct rtmsg}. */
    private static final int MAX_SHORT_TABLE = 255;

    private RouteRequests() {}

    /** @param modifiers NLM_F_CREATE with one of NLM_F_EXCL, NLM_F_REPLACE and NLM_F_APPEND */
    static RequestWriter add(RequestWriter request, Route route, int modifiers) {
        request.begin(RTM_NEWROUTE, NLM_F_ACK | modifiers);
        rtmsg(request, route, route.protocol(), route.scope(), route.type().number(), route.flags());
        which(request, route);
        if (!route.metrics().isEmpty()) {
            request.raw(RTA_METRICS, route.metrics());
        }
        if (!route.nextHops().isEmpty()) {
            multipath(request, route);
        }
        if (route.preference() != 0) {
            request.u8(RTA_PREF, route.preference());
        }
        if (route.nextHopId() != 0) {
            request.u32(RTA_NH_ID, route.nextHopId());
        }
        route.expires().ifPresent(life -> request.u32(RTA_EXPIRES, (int) life.toSeconds()));
        return request;
    }

    /** Of a route the kernel compares what is said here; protocol and scope are not. */
    static RequestWriter delete(RequestWriter request, Route route) {
        request.begin(RTM_DELROUTE, NLM_F_ACK);
        int type = route.type() == RouteType.UNICAST ? 0 : route.type().number();
        rtmsg(request, route, 0, RT_SCOPE_NOWHERE, type, 0);
        return which(request, route);
    }

    private static void rtmsg(RequestWriter request, Route route, int protocol, int scope, int type, int flags) {
        request.fixed8(route.destination().isInet6() ? AF_INET6 : AF_INET)
                .fixed8(route.destination().length())
                .fixed8(route.from().map(IpPrefix::length).orElse(0))
                .fixed8(route.tos())
                .fixed8(isShort(route.table()) ? route.table() : RT_TABLE_UNSPEC)
                .fixed8(protocol)
                .fixed8(scope)
                .fixed8(type)
                .fixed(flags);
    }

    private static boolean isShort(int table) {
        return table >= 0 && table <= MAX_SHORT_TABLE;
    }

    private static RequestWriter which(RequestWriter request, Route route) {
        if (route.destination().length() != 0) {
            request.inetAddress(RTA_DST, route.destination().address());
        }
        route.from().ifPresent(from -> request.inetAddress(RTA_SRC, from.address()));
        boolean inet6 = route.destination().isInet6();
        route.gateway().ifPresent(gateway -> gateway(request, gateway, inet6));
        route.source().ifPresent(source -> request.inetAddress(RTA_PREFSRC, source));
        if (route.metric() != 0) {
            request.u32(RTA_PRIORITY, route.metric());
        }
        if (!isShort(route.table())) {
            request.u32(RTA_TABLE, route.table());
        }
        route.link().ifPresent(link -> request.ifIndex(RTA_OIF, link));
        return request;
    }

    private static void gateway(RequestWriter request, InetAddress gateway, boolean inet6) {
        if (gateway instanceof Inet4Address != inet6) {
            request.inetAddress(RTA_GATEWAY, gateway);
        } else {
            // struct rtvia: family, octets
            byte[] octets = gateway.getAddress();
            byte[] via = new byte[Short.BYTES + octets.length];
            java.nio.ByteBuffer.wrap(via)
                    .order(java.nio.ByteOrder.nativeOrder())
                    .putShort((short) (gateway instanceof Inet4Address ? AF_INET : AF_INET6))
                    .put(octets);
            request.raw(RTA_VIA, RawBytes.of(via));
        }
    }

    private static void multipath(RequestWriter request, Route route) {
        int start = request.nest(RTA_MULTIPATH);
        for (NextHop hop : route.nextHops()) {
            int hopStart = request.position();
            request.fixed16(0)
                    .fixed8(hop.flags())
                    .fixed8(hop.weight() - 1)
                    .fixed(hop.link().map(link -> link.value()).orElse(0));
            hop.gateway()
                    .ifPresent(gateway ->
                            gateway(request, gateway, route.destination().isInet6()));
            request.end(hopStart);
        }
        request.end(start);
    }

    /** Of both families and all tables. */
    static RequestWriter dump(RequestWriter request) {
        return emptyRtmsg(request, 0);
    }

    static RequestWriter dumpTable(RequestWriter request, boolean inet6, int table) {
        return emptyRtmsg(request, inet6 ? AF_INET6 : AF_INET).u32(RTA_TABLE, table);
    }

    private static RequestWriter emptyRtmsg(RequestWriter request, int family) {
        return request.begin(RTM_GETROUTE, NLM_F_DUMP)
                .fixed8(family)
                .fixed8(0)
                .fixed16(0)
                .fixed(0)
                .fixed(0);
    }
}
