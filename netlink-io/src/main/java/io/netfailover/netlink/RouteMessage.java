package io.netfailover.netlink;

import io.netfailover.types.IfIndex;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads RTM_NEWROUTE: {@code struct rtmsg} and RTA_* of linux/rtnetlink.h. */
final class RouteMessage {
    static final int RTM_NEWROUTE = 24;
    static final int RTM_DELROUTE = 25;
    static final int RTM_GETROUTE = 26;

    static final int RTA_DST = 1;
    static final int RTA_SRC = 2;
    static final int RTA_OIF = 4;
    static final int RTA_GATEWAY = 5;
    static final int RTA_PRIORITY = 6;
    static final int RTA_PREFSRC = 7;
    static final int RTA_METRICS = 8;
    static final int RTA_MULTIPATH = 9;
    static final int RTA_CACHEINFO = 12;
    static final int RTA_TABLE = 15;
    static final int RTA_VIA = 18;
    static final int RTA_PREF = 20;
    static final int RTA_EXPIRES = 23;
    static final int RTA_NH_ID = 30;

    static final int AF_INET = 2;
    static final int AF_INET6 = 10;

    /** {@code struct rtmsg}: eight bytes (family, destination and source length, TOS, table, protocol, scope, type), flags. */
    static final int RTMSG_BYTES = 12;

    /** {@code struct rtnexthop}: length (16 bits), flags, hops, index. */
    private static final int RTNEXTHOP_BYTES = 8;

    /** {@code struct rtvia}: the family, then a gateway that belongs to it. */
    private static final int RTVIA_FAMILY_BYTES = 2;

    private static final int DST_LEN = 1;
    private static final int SRC_LEN = 2;
    private static final int TOS = 3;
    private static final int TABLE = 4;
    private static final int PROTOCOL = 5;
    private static final int SCOPE = 6;
    private static final int TYPE = 7;
    private static final int FLAGS = 8;

    /** {@code struct rta_cacheinfo}: two words, then what is left of the route's life in clock ticks, 0 for ever. */
    private static final int CACHEINFO_EXPIRES = 8;

    private RouteMessage() {}

    /** Empty for families that are not IP (multicast routing, MPLS). */
    static Optional<Route> decode(ByteBuffer payload) {
        AttributeReader attributes = AttributeReader.after(payload, RTMSG_BYTES);
        int family = payload.get(0) & 0xff;
        if (family != AF_INET && family != AF_INET6) {
            return Optional.empty();
        }
        int destinationLength = payload.get(DST_LEN) & 0xff;
        int sourceLength = payload.get(SRC_LEN) & 0xff;
        // without RTA_DST the route is for everything
        Route.Builder route = Route.to(IpPrefix.all(family == AF_INET6))
                .tos(payload.get(TOS) & 0xff)
                .table(payload.get(TABLE) & 0xff)
                .protocol(payload.get(PROTOCOL) & 0xff)
                .scope(payload.get(SCOPE) & 0xff)
                .type(RouteType.of(payload.get(TYPE) & 0xff))
                .flags(payload.getInt(FLAGS));
        while (attributes.next()) {
            switch (attributes.type()) {
                case RTA_DST -> route.destination(prefix(attributes.inetAddress(), destinationLength));
                case RTA_SRC -> route.from(prefix(attributes.inetAddress(), sourceLength));
                case RTA_OIF -> attributes.ifIndex().ifPresent(route::link);
                case RTA_GATEWAY -> route.gateway(attributes.inetAddress());
                case RTA_VIA -> route.gateway(attributes.inetAddressAt(RTVIA_FAMILY_BYTES));
                case RTA_PRIORITY -> route.metric(attributes.u32());
                case RTA_PREFSRC -> route.source(attributes.inetAddress());
                case RTA_METRICS -> route.metrics(attributes.raw());
                case RTA_MULTIPATH -> route.nextHops(nextHops(attributes));
                case RTA_TABLE -> route.table(attributes.u32());
                case RTA_PREF -> route.preference(attributes.u8());
                case RTA_NH_ID -> route.nextHopId(attributes.u32());
                case RTA_EXPIRES -> route.expires(Duration.ofSeconds(Integer.toUnsignedLong(attributes.u32())));
                case RTA_CACHEINFO -> {
                    int ticks = attributes.u32At(CACHEINFO_EXPIRES);
                    if (ticks > 0) {
                        route.expires(ClockTicks.toDuration(ticks).truncatedTo(ChronoUnit.SECONDS));
                    }
                }
                default -> {
                    // ages, encapsulation and what newer kernels say
                }
            }
        }
        return Optional.of(route.build());
    }

    static IpPrefix prefix(InetAddress address, int length) {
        try {
            return new IpPrefix(address, length);
        } catch (IllegalArgumentException e) {
            throw NetlinkException.malformed(String.valueOf(e.getMessage()));
        }
    }

    private static List<NextHop> nextHops(AttributeReader attribute) {
        List<NextHop> hops = new ArrayList<>();
        int offset = 0;
        while (attribute.length() - offset >= RTNEXTHOP_BYTES) {
            int length = attribute.u16At(offset);
            if (length < RTNEXTHOP_BYTES || length > attribute.length() - offset) {
                throw NetlinkException.malformed(
                        "next hop of " + length + " bytes where " + (attribute.length() - offset) + " are left");
            }
            hops.add(nextHop(attribute, offset, length));
            offset += MessageHeader.align(length);
        }
        return hops;
    }

    private static NextHop nextHop(AttributeReader attribute, int offset, int length) {
        int flags = attribute.u8At(offset + 2);
        int weight = attribute.u8At(offset + 3) + 1;
        int index = attribute.u32At(offset + 4);
        if (index < 0) {
            throw NetlinkException.malformed("next hop on a link with the index " + index);
        }
        AttributeReader attributes = attribute.nested(offset + RTNEXTHOP_BYTES, offset + length);
        Optional<InetAddress> gateway = Optional.empty();
        while (attributes.next()) {
            if (attributes.type() == RTA_GATEWAY) {
                gateway = Optional.of(attributes.inetAddress());
            } else if (attributes.type() == RTA_VIA) {
                gateway = Optional.of(attributes.inetAddressAt(RTVIA_FAMILY_BYTES));
            }
        }
        Optional<IfIndex> link = index == 0 ? Optional.empty() : Optional.of(new IfIndex(index));
        return new NextHop(gateway, link, weight, flags);
    }
}
