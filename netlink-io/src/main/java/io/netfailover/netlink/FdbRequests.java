package io.netfailover.netlink;

import static io.netfailover.netlink.MessageHeader.*;
import static io.netfailover.netlink.NeighbourMessage.*;

import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;

/** Requests about forwarding databases, byte for byte what {@code bridge fdb} sends. */
final class FdbRequests {
    private FdbRequests() {}

    /** @param modifiers NLM_F_CREATE with one of NLM_F_EXCL, NLM_F_REPLACE and NLM_F_APPEND */
    static RequestWriter change(RequestWriter request, FdbEntry entry, int modifiers) {
        int state = switch (entry.kind()) {
            case PERMANENT -> NudState.PERMANENT.bit() | NudState.NOARP.bit();
            case STATIC -> NudState.NOARP.bit() | NudState.REACHABLE.bit();
            case DYNAMIC, STALE -> NudState.REACHABLE.bit();
        };
        int flags = table(entry) | (entry.sticky() ? NTF_STICKY : 0) | (entry.externLearn() ? NTF_EXT_LEARNED : 0);
        return entry(request.begin(RTM_NEWNEIGH, NLM_F_ACK | modifiers), entry, state, flags);
    }

    /** The kernel finds the entry by table, address, VLAN and remote; of the state it takes no notice. */
    static RequestWriter delete(RequestWriter request, FdbEntry entry) {
        int state = NudState.PERMANENT.bit() | NudState.NOARP.bit();
        return entry(request.begin(RTM_DELNEIGH, NLM_F_ACK), entry, state, table(entry));
    }

    private static int table(FdbEntry entry) {
        return entry.table() == FdbEntry.Table.SELF ? NTF_SELF : NTF_MASTER;
    }

    private static RequestWriter entry(RequestWriter request, FdbEntry entry, int state, int flags) {
        ndmsg(request, AF_BRIDGE, entry.link().value(), state, flags).macAddress(NDA_LLADDR, entry.address());
        entry.remote().ifPresent(remote -> request.inetAddress(NDA_DST, remote.address()));
        if (entry.vlan() != 0) {
            request.u16(NDA_VLAN, entry.vlan());
        }
        entry.remote().ifPresent(remote -> remote(request, remote));
        return request;
    }

    private static void remote(RequestWriter request, FdbEntry.Remote remote) {
        if (remote.port() != 0) {
            request.u16Network(NDA_PORT, remote.port());
        }
        if (remote.vni() >= 0) {
            request.u32(NDA_VNI, remote.vni());
        }
        remote.via().ifPresent(via -> request.ifIndex(NDA_IFINDEX, via));
    }

    static RequestWriter dump(RequestWriter request) {
        return ndmsg(request.begin(RTM_GETNEIGH, NLM_F_DUMP), AF_BRIDGE, 0, 0, 0);
    }

    /** Of one link: its own table, and what a bridge has for it as a port. */
    static RequestWriter dumpOfLink(RequestWriter request, IfIndex link) {
        return ndmsg(request.begin(RTM_GETNEIGH, NLM_F_DUMP), AF_BRIDGE, link.value(), 0, 0);
    }

    /** Of a bridge and its ports. */
    static RequestWriter dumpOfBridge(RequestWriter request, IfIndex bridge) {
        return dump(request).ifIndex(NDA_MASTER, bridge);
    }

    /** @param vlan 0 for none */
    static RequestWriter find(RequestWriter request, IfIndex bridge, MacAddress address, int vlan) {
        ndmsg(request.begin(RTM_GETNEIGH, 0), AF_BRIDGE, 0, 0, 0).macAddress(NDA_LLADDR, address);
        if (vlan != 0) {
            request.u16(NDA_VLAN, vlan);
        }
        return request.ifIndex(NDA_MASTER, bridge);
    }
}
