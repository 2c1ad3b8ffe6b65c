package io.netfailover.netlink;

import static io.netfailover.netlink.LinkAttribute.*;
import static io.netfailover.netlink.MessageHeader.*;

import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.nio.charset.StandardCharsets;

/**
 * Requests about links, byte for byte what iproute2 sends. Changes go by RTM_NEWLINK, since RTM_SETLINK treats nested attributes
 * differently.
 */
final class LinkRequests {
    /** IFNAMSIZ with its terminating zero. */
    private static final int IFNAMSIZ = 16;

    private LinkRequests() {}

    static RequestWriter dump(RequestWriter request) {
        return ifinfomsg(request.begin(RTM_GETLINK, NLM_F_DUMP), 0, 0, 0).u32(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
    }

    static RequestWriter get(RequestWriter request, IfIndex ifIndex) {
        return ifinfomsg(request.begin(RTM_GETLINK, 0), ifIndex.value(), 0, 0)
                .u32(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
    }

    static RequestWriter get(RequestWriter request, String name) {
        boolean short15 = name.getBytes(StandardCharsets.UTF_8).length < IFNAMSIZ;
        return ifinfomsg(request.begin(RTM_GETLINK, 0), 0, 0, 0)
                .u32(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS)
                .name(short15 ? IFLA_IFNAME : IFLA_ALT_IFNAME, name);
    }

    /** @param flags the values of those flags that {@code change} selects, IFF_* */
    static RequestWriter flags(RequestWriter request, IfIndex ifIndex, int flags, int change) {
        return ifinfomsg(request.begin(RTM_NEWLINK, NLM_F_ACK), ifIndex.value(), flags, change);
    }

    static RequestWriter mtu(RequestWriter request, IfIndex ifIndex, int mtuBytes) {
        return change(request, ifIndex).u32(IFLA_MTU, mtuBytes);
    }

    static RequestWriter rename(RequestWriter request, IfIndex ifIndex, String name) {
        return change(request, ifIndex).name(IFLA_IFNAME, name);
    }

    /** An alias of no bytes removes it, dev_set_alias in net/core/dev.c. */
    static RequestWriter alias(RequestWriter request, IfIndex ifIndex, String alias) {
        return change(request, ifIndex).text(IFLA_IFALIAS, alias);
    }

    static RequestWriter address(RequestWriter request, IfIndex ifIndex, MacAddress address) {
        return change(request, ifIndex).macAddress(IFLA_ADDRESS, address);
    }

    static RequestWriter addAltName(RequestWriter request, IfIndex ifIndex, String altName) {
        return altName(
                request.begin(RTM_NEWLINKPROP, NLM_F_ACK | NLM_F_EXCL | NLM_F_CREATE | NLM_F_APPEND), ifIndex, altName);
    }

    static RequestWriter deleteAltName(RequestWriter request, IfIndex ifIndex, String altName) {
        return altName(request.begin(RTM_DELLINKPROP, NLM_F_ACK), ifIndex, altName);
    }

    private static RequestWriter altName(RequestWriter request, IfIndex ifIndex, String altName) {
        ifinfomsg(request, ifIndex.value(), 0, 0);
        int properties = request.nest(IFLA_PROP_LIST | RequestWriter.NLA_F_NESTED);
        return request.name(IFLA_ALT_IFNAME, altName).end(properties);
    }

    static RequestWriter ipv6AddressGeneration(RequestWriter request, IfIndex ifIndex, int mode) {
        change(request, ifIndex);
        int families = request.nest(IFLA_AF_SPEC);
        int inet6 = request.nest(AF_INET6);
        return request.u8(IFLA_INET6_ADDR_GEN_MODE, mode).end(inet6).end(families);
    }

    /** Without the aliases, which the kernel does not take at creation (rtnl_create_link). */
    static RequestWriter createVeth(RequestWriter request, VethPair pair) {
        ifinfomsg(request.begin(RTM_NEWLINK, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL), 0, 0, 0);
        pair.address().ifPresent(address -> request.macAddress(IFLA_ADDRESS, address));
        request.u32(IFLA_MTU, pair.mtuBytes()).name(IFLA_IFNAME, pair.name());
        int info = request.nest(IFLA_LINKINFO);
        request.text(IFLA_INFO_KIND, "veth");
        int data = request.nest(IFLA_INFO_DATA);
        int peer = request.nest(VETH_INFO_PEER);
        int noArp = pair.peerArp() ? 0 : Link.IFF_NOARP;
        ifinfomsg(request, 0, noArp, noArp).u32(IFLA_MTU, pair.mtuBytes()).name(IFLA_IFNAME, pair.peerName());
        return request.end(peer).end(data).end(info);
    }

    static RequestWriter delete(RequestWriter request, IfIndex ifIndex) {
        return ifinfomsg(request.begin(RTM_DELLINK, NLM_F_ACK), ifIndex.value(), 0, 0);
    }

    static RequestWriter details(RequestWriter request, IfIndex ifIndex) {
        return ifinfomsg(request.begin(RTM_GETLINK, 0), ifIndex.value(), 0, 0).u32(IFLA_EXT_MASK, RTEXT_FILTER_VF);
    }

    static RequestWriter dumpDetails(RequestWriter request) {
        return ifinfomsg(request.begin(RTM_GETLINK, NLM_F_DUMP), 0, 0, 0).u32(IFLA_EXT_MASK, RTEXT_FILTER_VF);
    }

    static RequestWriter create(RequestWriter request, NewLink link) {
        ifinfomsg(request.begin(RTM_NEWLINK, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL), 0, 0, 0);
        link.address().ifPresent(address -> request.macAddress(IFLA_ADDRESS, address));
        link.mtuBytes().ifPresent(mtuBytes -> request.u32(IFLA_MTU, mtuBytes));
        link.lower().ifPresent(lower -> request.ifIndex(IFLA_LINK, lower));
        request.name(IFLA_IFNAME, link.name());
        return linkInfo(request, link.kind(), IFLA_INFO_DATA, link.data());
    }

    /** @param dataType IFLA_INFO_DATA or, with the kind {@code bond_slave} and the like, IFLA_INFO_SLAVE_DATA */
    static RequestWriter kindData(
            RequestWriter request, IfIndex ifIndex, String kind, int dataType, AttributeList data) {
        return linkInfo(change(request, ifIndex), kind, dataType, data);
    }

    private static RequestWriter linkInfo(RequestWriter request, String kind, int dataType, AttributeList attributes) {
        int info = request.nest(IFLA_LINKINFO);
        request.text(IFLA_INFO_KIND, kind);
        if (!attributes.isEmpty()) {
            int data = request.nest(dataType);
            attributes.writeTo(request).end(data);
        }
        return request.end(info);
    }

    static RequestWriter master(RequestWriter request, IfIndex ifIndex, IfIndex master) {
        return change(request, ifIndex).ifIndex(IFLA_MASTER, master);
    }

    static RequestWriter noMaster(RequestWriter request, IfIndex ifIndex) {
        return change(request, ifIndex).u32(IFLA_MASTER, 0);
    }

    static RequestWriter group(RequestWriter request, IfIndex ifIndex, int group) {
        return change(request, ifIndex).u32(IFLA_GROUP, group);
    }

    static RequestWriter txQueueLength(RequestWriter request, IfIndex ifIndex, int frames) {
        return change(request, ifIndex).u32(IFLA_TXQLEN, frames);
    }

    static RequestWriter gsoLimits(RequestWriter request, IfIndex ifIndex, int maxSize, int maxSegments) {
        return change(request, ifIndex).u32(IFLA_GSO_MAX_SIZE, maxSize).u32(IFLA_GSO_MAX_SEGS, maxSegments);
    }

    /** @param fd a descriptor of the other namespace */
    static RequestWriter netnsByDescriptor(RequestWriter request, IfIndex ifIndex, int fd) {
        return change(request, ifIndex).u32(IFLA_NET_NS_FD, fd);
    }

    static RequestWriter netnsOfProcess(RequestWriter request, IfIndex ifIndex, int pid) {
        return change(request, ifIndex).u32(IFLA_NET_NS_PID, pid);
    }

    static RequestWriter change(RequestWriter request, IfIndex ifIndex) {
        return flags(request, ifIndex, 0, 0);
    }

    /** {@code struct ifinfomsg}; family and hardware type are 0. */
    private static RequestWriter ifinfomsg(RequestWriter request, int ifIndex, int flags, int change) {
        return request.fixed(AF_UNSPEC).fixed(ifIndex).fixed(flags).fixed(change);
    }
}
