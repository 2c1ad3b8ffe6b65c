package io.netfailover.netlink;

import static io.netfailover.netlink.MessageHeader.*;
import static io.netfailover.netlink.NeighbourMessage.*;

import io.netfailover.types.IfIndex;
import java.net.Inet4Address;
import java.net.InetAddress;

/** Requests about ARP and neighbour discovery tables, byte for byte what {@code ip neighbour} sends. */
final class NeighbourRequests {
    private NeighbourRequests() {}

    /** @param modifiers NLM_F_CREATE, NLM_F_EXCL and NLM_F_REPLACE */
    static RequestWriter change(RequestWriter request, Neighbour neighbour, int modifiers) {
        int flags = (neighbour.router() ? NTF_ROUTER : 0) | (neighbour.externLearn() ? NTF_EXT_LEARNED : 0);
        request.begin(RTM_NEWNEIGH, NLM_F_ACK | modifiers);
        address(
                request,
                neighbour.link(),
                neighbour.address(),
                neighbour.state().bit(),
                flags);
        neighbour.linkAddress().ifPresent(address -> request.macAddress(NDA_LLADDR, address));
        return request;
    }

    static RequestWriter delete(RequestWriter request, IfIndex link, InetAddress address) {
        request.begin(RTM_DELNEIGH, NLM_F_ACK);
        return address(request, link, address, NudState.PERMANENT.bit(), 0);
    }

    static RequestWriter find(RequestWriter request, IfIndex link, InetAddress address) {
        return address(request.begin(RTM_GETNEIGH, 0), link, address, 0, 0);
    }

    private static RequestWriter address(
            RequestWriter request, IfIndex link, InetAddress address, int state, int flags) {
        int family = address instanceof Inet4Address ? AF_INET : AF_INET6;
        return ndmsg(request, family, link.value(), state, flags).inetAddress(NDA_DST, address);
    }

    /** Of both families. */
    static RequestWriter dump(RequestWriter request) {
        return ndmsg(request.begin(RTM_GETNEIGH, NLM_F_DUMP), AF_UNSPEC, 0, 0, 0);
    }

    static RequestWriter dumpOfLink(RequestWriter request, IfIndex link) {
        return dump(request).ifIndex(NDA_IFINDEX, link);
    }
}
