package io.netfailover.netlink;

import io.netfailover.types.IfIndex;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A route, {@code struct rtmsg} of linux/rtnetlink.h.
 *
 * @param table 254 is main, 255 local
 * @param protocol RTPROT_*: who added it; 2 kernel, 3 boot, 4 static, 16 DHCP
 * @param scope RT_SCOPE_*: 0 universe, 253 link, 254 host
 * @param flags RTNH_F_* and RTM_F_*
 * @param gateway of either family
 * @param link the link that packets leave by; empty for a multipath or unreachable one
 * @param source RTA_PREFSRC: the address that packets of this host carry
 * @param from RTA_SRC, of IPv6 only: the route is for packets from there
 * @param metric RTA_PRIORITY, unsigned; 0 for the family's default
 * @param metrics RTA_METRICS (MTU, window and so on), as the kernel has them
 * @param nextHops of a multipath route
 * @param preference RTA_PREF of IPv6: 0 medium, 1 high, 3 low
 * @param nextHopId RTA_NH_ID: the next hop object that it uses, 0 for none
 * @param expires RTA_EXPIRES, of IPv6 only: until the kernel removes it, in whole seconds; empty for ever
 */
public record Route(
        IpPrefix destination,
        int table,
        int protocol,
        int scope,
        RouteType type,
        int tos,
        int flags,
        Optional<InetAddress> gateway,
        Optional<IfIndex> link,
        Optional<InetAddress> source,
        Optional<IpPrefix> from,
        int metric,
        RawBytes metrics,
        List<NextHop> nextHops,
        int preference,
        int nextHopId,
        Optional<Duration> expires) {
    public static final int RT_TABLE_MAIN = 254;
    public static final int RT_TABLE_LOCAL = 255;

    /** The route was made by the kernel, with an address or a link: whoever moves the address need not move it. */
    public static final int RTPROT_KERNEL = 2;

    public static final int RTPROT_BOOT = 3;
    public static final int RTPROT_STATIC = 4;

    /** The gateway is taken to be on the link though no prefix says so. */
    public static final int RTNH_F_ONLINK = 4;

    public Route {
        nextHops = List.copyOf(nextHops);
    }

    /** Of the main table, to a destination behind {@code gateway}. */
    public static Route via(IpPrefix destination, InetAddress gateway) {
        return new Builder(destination).gateway(gateway).build();
    }

    public static Builder to(IpPrefix destination) {
        return new Builder(destination);
    }

    public Builder but() {
        return new Builder(this);
    }

    /** Whether packets may leave by that link. */
    public boolean uses(IfIndex other) {
        return link.filter(other::equals).isPresent()
                || nextHops.stream()
                        .anyMatch(hop -> hop.link().filter(other::equals).isPresent());
    }

    /** The same by another link, also in its next hops; for routes that move to a master. */
    public Route moved(IfIndex fromLink, IfIndex toLink) {
        List<NextHop> hops = nextHops.stream()
                .map(hop -> new NextHop(
                        hop.gateway(),
                        hop.link().map(found -> found.equals(fromLink) ? toLink : found),
                        hop.weight(),
                        hop.flags() & RTNH_F_ONLINK))
                .toList();
        Builder builder = but().nextHops(hops).flags(flags & RTNH_F_ONLINK);
        link.filter(fromLink::equals).ifPresent(found -> builder.link(toLink));
        return builder.build();
    }

    /** As {@code ip route} writes it, in short. */
    public String text() {
        return (type == RouteType.UNICAST ? "" : type.name().toLowerCase(java.util.Locale.ROOT) + " ")
                + (destination.length() == 0 ? "default" : destination.text())
                + gateway.map(address -> " via " + address.getHostAddress()).orElse("")
                + (table == RT_TABLE_MAIN ? "" : " table " + Integer.toUnsignedString(table))
                + (metric == 0 ? "" : " metric " + Integer.toUnsignedString(metric));
    }

    /** Begins with what {@code ip route add} takes when nothing is said: main table, protocol boot, scope universe, unicast. */
    public static final class Builder {
        private IpPrefix destination;
        private int table = RT_TABLE_MAIN;
        private int protocol = RTPROT_BOOT;
        private int scope;
        private RouteType type = RouteType.UNICAST;
        private int tos;
        private int flags;
        private Optional<InetAddress> gateway = Optional.empty();
        private Optional<IfIndex> link = Optional.empty();
        private Optional<InetAddress> source = Optional.empty();
        private Optional<IpPrefix> from = Optional.empty();
        private int metric;
        private RawBytes metrics = RawBytes.NONE;
        private List<NextHop> nextHops = List.of();
        private int preference;
        private int nextHopId;
        private Optional<Duration> expires = Optional.empty();

        Builder(IpPrefix destination) {
            this.destination = destination;
        }

        private Builder(Route route) {
            this(route.destination);
            table = route.table;
            protocol = route.protocol;
            scope = route.scope;
            type = route.type;
            tos = route.tos;
            flags = route.flags;
            gateway = route.gateway;
            link = route.link;
            source = route.source;
            from = route.from;
            metric = route.metric;
            metrics = route.metrics;
            nextHops = route.nextHops;
            preference = route.preference;
            nextHopId = route.nextHopId;
            expires = route.expires;
        }

        public Builder destination(IpPrefix value) {
            destination = value;
            return this;
        }

        public Builder table(int value) {
            table = value;
            return this;
        }

        public Builder protocol(int value) {
            protocol = value;
            return this;
        }

        public Builder scope(int value) {
            scope = value;
            return this;
        }

        public Builder type(RouteType value) {
            type = value;
            return this;
        }

        public Builder tos(int value) {
            tos = value;
            return this;
        }

        public Builder flags(int value) {
            flags = value;
            return this;
        }

        public Builder gateway(InetAddress value) {
            gateway = Optional.of(value);
            return this;
        }

        public Builder link(IfIndex value) {
            link = Optional.of(value);
            return this;
        }

        public Builder source(InetAddress value) {
            source = Optional.of(value);
            return this;
        }

        public Builder from(IpPrefix value) {
            from = Optional.of(value);
            return this;
        }

        public Builder metric(int value) {
            metric = value;
            return this;
        }

        public Builder metrics(RawBytes value) {
            metrics = value;
            return this;
        }

        public Builder nextHops(List<NextHop> value) {
            nextHops = value;
            return this;
        }

        public Builder preference(int value) {
            preference = value;
            return this;
        }

        public Builder nextHopId(int value) {
            nextHopId = value;
            return this;
        }

        public Builder expires(Duration value) {
            expires = Optional.of(value);
            return this;
        }

        public Route build() {
            return new Route(
                    destination,
                    table,
                    protocol,
                    scope,
                    type,
                    tos,
                    flags,
                    gateway,
                    link,
                    source,
                    from,
                    metric,
                    metrics,
                    nextHops,
                    preference,
                    nextHopId,
                    expires);
        }
    }
}
