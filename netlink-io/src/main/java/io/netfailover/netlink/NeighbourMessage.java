package io.netfailover.netlink;

import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * RTM_NEWNEIGH, RTM_DELNEIGH and RTM_GETNEIGH: {@code struct ndmsg} and NDA_* of linux/neighbour.h. One message serves the neighbour tables
 * (AF_INET, AF_INET6) and the forwarding databases (AF_BRIDGE).
 *
 * @param destination NDA_DST: the neighbour, or the other end of a tunnel
 * @param port NDA_PORT, 0 when there is none
 * @param vni NDA_VNI, -1 when there is none
 */
record NeighbourMessage(
        int family,
        IfIndex link,
        int state,
        int flags,
        Optional<InetAddress> destination,
        Optional<MacAddress> linkAddress,
        int vlan,
        int port,
        int vni,
        Optional<IfIndex> via,
        Optional<IfIndex> master) {

    static final int RTM_NEWNEIGH = 28;
    static final int RTM_DELNEIGH = 29;
    static final int RTM_GETNEIGH = 30;

    static final int AF_UNSPEC = 0;
    static final int AF_INET = 2;
    static final int AF_BRIDGE = 7;
    static final int AF_INET6 = 10;

    static final int NTF_SELF = 0x02;
    static final int NTF_MASTER = 0x04;
    static final int NTF_PROXY = 0x08;
    static final int NTF_EXT_LEARNED = 0x10;
    static final int NTF_OFFLOADED = 0x20;
    static final int NTF_STICKY = 0x40;
    static final int NTF_ROUTER = 0x80;

    static final int NDA_DST = 1;
    static final int NDA_LLADDR = 2;
    static final int NDA_VLAN = 5;
    static final int NDA_PORT = 6;
    static final int NDA_VNI = 7;
    static final int NDA_IFINDEX = 8;
    static final int NDA_MASTER = 9;

    /** {@code struct ndmsg}: family, three bytes of padding, index, state (16 bits), flags, type. */
    static final int NDMSG_BYTES = 12;

    private static final int NDM_IFINDEX = 4;
    private static final int NDM_STATE = 8;
    private static final int NDM_FLAGS = 10;

    /** Before the attributes. */
    static RequestWriter ndmsg(RequestWriter request, int family, int link, int state, int flags) {
        return request.fixed8(family)
                .fixed8(0)
                .fixed16(0)
                .fixed(link)
                .fixed16(state)
                .fixed8(flags)
                .fixed8(0);
    }

    static NeighbourMessage decode(ByteBuffer payload) {
        AttributeReader attributes = AttributeReader.after(payload, NDMSG_BYTES);
        int index = payload.getInt(NDM_IFINDEX);
        if (index <= 0) {
            throw NetlinkException.malformed("neighbour on a link with the index " + index);
        }
        Optional<InetAddress> destination = Optional.empty();
        Optional<MacAddress> linkAddress = Optional.empty();
        int vlan = 0;
        int port = 0;
        int vni = -1;
        Optional<IfIndex> via = Optional.empty();
        Optional<IfIndex> master = Optional.empty();
        while (attributes.next()) {
            switch (attributes.type()) {
                case NDA_DST -> destination = Optional.of(attributes.inetAddress());
                case NDA_LLADDR -> linkAddress = attributes.macAddress();
                case NDA_VLAN -> vlan = attributes.u16();
                case NDA_PORT -> port = attributes.be16();
                case NDA_VNI -> vni = attributes.u32();
                case NDA_IFINDEX -> via = attributes.ifIndex();
                case NDA_MASTER -> master = attributes.ifIndex();
                default -> {
                    // ages, probes and what newer kernels say
                }
            }
        }
        int family = payload.get(0) & 0xff;
        int state = payload.getShort(NDM_STATE) & 0xffff;
        int flags = payload.get(NDM_FLAGS) & 0xff;
        return new NeighbourMessage(
                family, new IfIndex(index), state, flags, destination, linkAddress, vlan, port, vni, via, master);
    }

    /** Of the ARP and neighbour discovery tables; empty for other families and for proxies, which have no neighbour. */
    Optional<Neighbour> neighbour() {
        boolean ip = family == AF_INET || family == AF_INET6;
        if (!ip || destination.isEmpty() || (flags & NTF_PROXY) != 0) {
            return Optional.empty();
        }
        return Optional.of(new Neighbour(
                link,
                destination.get(),
                linkAddress,
                NudState.of(state),
                (flags & NTF_ROUTER) != 0,
                (flags & NTF_EXT_LEARNED) != 0));
    }

    /** Of a forwarding database; empty for other families and for entries by VXLAN group or next hop, which have no address. */
    Optional<FdbEntry> fdbEntry() {
        if (family != AF_BRIDGE || linkAddress.isEmpty()) {
            return Optional.empty();
        }
        // a bridge does not set NTF_MASTER on what it shows, it names itself instead (fdb_fill_info)
        boolean own = (flags & NTF_SELF) != 0 || master.isEmpty() && (flags & NTF_MASTER) == 0;
        return Optional.of(new FdbEntry(
                link,
                linkAddress.get(),
                own ? FdbEntry.Table.SELF : FdbEntry.Table.BRIDGE,
                kind(),
                vlan,
                (flags & NTF_STICKY) != 0,
                (flags & NTF_EXT_LEARNED) != 0,
                (flags & NTF_OFFLOADED) != 0,
                master,
                destination.map(end -> new FdbEntry.Remote(end, port, vni, via))));
    }

    private FdbEntry.Kind kind() {
        return switch (NudState.of(state)) {
            case PERMANENT -> FdbEntry.Kind.PERMANENT;
            case NOARP -> FdbEntry.Kind.STATIC;
            case STALE -> FdbEntry.Kind.STALE;
            default -> FdbEntry.Kind.DYNAMIC;
        };
    }
}
