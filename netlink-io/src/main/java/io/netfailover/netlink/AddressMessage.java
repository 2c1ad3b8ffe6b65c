package io.netfailover.netlink;

import static io.netfailover.netlink.MessageHeader.*;

import io.netfailover.types.IfIndex;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** RTM_NEWADDR, RTM_DELADDR and RTM_GETADDR: {@code struct ifaddrmsg} and IFA_* of linux/if_addr.h. */
final class AddressMessage {
    static final int RTM_NEWADDR = 20;
    static final int RTM_DELADDR = 21;
    static final int RTM_GETADDR = 22;

    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_LABEL = 3;
    private static final int IFA_BROADCAST = 4;
    private static final int IFA_CACHEINFO = 6;
    private static final int IFA_FLAGS = 8;
    private static final int IFA_RT_PRIORITY = 9;

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;

    /** Family, prefix length, flags and scope in a byte each, then the index. */
    private static final int IFADDRMSG_BYTES = 8;

    /** {@code struct ifa_cacheinfo}: preferred, valid, two time stamps. */
    private static final int INFINITE = 0xffffffff;

    private AddressMessage() {}

    /** Of every link and family. */
    static RequestWriter dump(RequestWriter request) {
        return request.begin(RTM_GETADDR, NLM_F_DUMP).fixed(0).fixed(0);
    }

    /** @param modifiers NLM_F_CREATE with NLM_F_EXCL or NLM_F_REPLACE */
    static RequestWriter add(RequestWriter request, InterfaceAddress address, int modifiers) {
        ifaddrmsg(request.begin(RTM_NEWADDR, NLM_F_ACK | modifiers), address, address.scope())
                .inetAddress(IFA_LOCAL, address.address());
        address.broadcast().ifPresent(broadcast -> request.inetAddress(IFA_BROADCAST, broadcast));
        if (!address.label().isEmpty()) {
            request.name(IFA_LABEL, address.label());
        }
        if (address.metric() != 0) {
            request.u32(IFA_RT_PRIORITY, address.metric());
        }
        if (address.flags() > 0xff) {
            request.u32(IFA_FLAGS, address.flags());
        }
        request.inetAddress(IFA_ADDRESS, address.peer().orElse(address.address()));
        if (address.validFor().isPresent() || address.preferredFor().isPresent()) {
            int cache = request.nest(IFA_CACHEINFO);
            request.fixed(seconds(address.preferredFor()))
                    .fixed(seconds(address.validFor()))
                    .fixed(0)
                    .fixed(0)
                    .end(cache);
        }
        return request;
    }

    static RequestWriter delete(RequestWriter request, InterfaceAddress address) {
        return ifaddrmsg(request.begin(RTM_DELADDR, NLM_F_ACK), address.withFlags(0), 0)
                .inetAddress(IFA_LOCAL, address.address())
                .inetAddress(IFA_ADDRESS, address.peer().orElse(address.address()));
    }

    private static RequestWriter ifaddrmsg(RequestWriter request, InterfaceAddress address, int scope) {
        int family = address.address() instanceof Inet4Address ? AF_INET : AF_INET6;
        // what does not fit into a byte goes into IFA_FLAGS, as a whole
        int flags = address.flags() > 0xff ? 0 : address.flags();
        return request.fixed8(family)
                .fixed8(address.prefixLength())
                .fixed8(flags)
                .fixed8(scope)
                .fixed(address.ifIndex().value());
    }

    private static int seconds(Optional<Duration> lifetime) {
        return lifetime.map(time -> (int) Math.min(time.toSeconds(), 0xfffffffeL))
                .orElse(INFINITE);
    }

    /** Empty for families that are not IP. */
    static Optional<InterfaceAddress> decode(ByteBuffer payload) {
        AttributeReader attributes = AttributeReader.after(payload, IFADDRMSG_BYTES);
        int family = payload.get(0) & 0xff;
        if (family != AF_INET && family != AF_INET6) {
            return Optional.empty();
        }
        int index = payload.getInt(4);
        if (index <= 0) {
            throw NetlinkException.malformed("address of a link with the index " + index);
        }
        int flags = payload.get(2) & 0xff;
        Optional<InetAddress> local = Optional.empty();
        Optional<InetAddress> address = Optional.empty();
        Optional<InetAddress> broadcast = Optional.empty();
        String label = "";
        Optional<Duration> valid = Optional.empty();
        Optional<Duration> preferred = Optional.empty();
        int metric = 0;
        while (attributes.next()) {
            switch (attributes.type()) {
                case IFA_ADDRESS -> address = Optional.of(attributes.inetAddress());
                case IFA_LOCAL -> local = Optional.of(attributes.inetAddress());
                case IFA_BROADCAST -> broadcast = Optional.of(attributes.inetAddress());
                case IFA_LABEL -> label = attributes.string();
                // all 32 bits of them; the fixed part has room for 8
                case IFA_FLAGS -> flags = attributes.u32();
                case IFA_RT_PRIORITY -> metric = attributes.u32();
                case IFA_CACHEINFO -> {
                    preferred = lifetime(attributes.u32At(0));
                    valid = lifetime(attributes.u32At(Integer.BYTES));
                }
                default -> {
                    // who added it, and what newer kernels say
                }
            }
        }
        InetAddress own = (local.isPresent() ? local : address)
                .orElseThrow(() -> NetlinkException.malformed("link " + index + " has an address message without one"));
        return Optional.of(new InterfaceAddress(
                new IfIndex(index),
                own,
                payload.get(1) & 0xff,
                payload.get(3) & 0xff,
                flags,
                address.filter(other -> !other.equals(own)),
                broadcast,
                label,
                valid,
                preferred,
                metric));
    }

    private static Optional<Duration> lifetime(int seconds) {
        return seconds == INFINITE ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds & 0xffffffffL));
    }
}
