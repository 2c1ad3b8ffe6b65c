package io.netfailover.netlink;

import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.net.InetAddress;
import java.util.Optional;

/**
 * An entry of a forwarding database: frames for {@code address} go to {@code link}.
 *
 * @param vlan 1 to 4094, or 0 for none
 * @param sticky NTF_STICKY: the entry does not move to another port when a frame from its address arrives there
 * @param externLearn NTF_EXT_LEARNED: an agent keeps it
 * @param offloaded NTF_OFFLOADED: hardware has it too; only ever read
 * @param bridge NDA_MASTER, only ever read
 * @param remote where a VXLAN link sends such frames
 */
public record FdbEntry(
        IfIndex link,
        MacAddress address,
        Table table,
        Kind kind,
        int vlan,
        boolean sticky,
        boolean externLearn,
        boolean offloaded,
        Optional<IfIndex> bridge,
        Optional<Remote> remote) {

    /** Whose database. */
    public enum Table {
        /** The link's own: the address filter of a real NIC, the table of a VXLAN ({@code self}). */
        SELF,
        /** That of the bridge whose port the link is ({@code master}). */
        BRIDGE
    }

    /** How long it stays and what becomes of its frames. */
    public enum Kind {
        /**
         * A local address: a bridge delivers its frames to the host itself and forwards none of them. The only kind that a link without
         * bridge takes.
         */
        PERMANENT,
        /** Does not age. Without {@code sticky} it roams to the port where its address is seen. */
        STATIC,
        /** Ages as if learned. */
        DYNAMIC,
        /** DYNAMIC, and no frame of it was seen for a while; only ever read. */
        STALE
    }

    /**
     * The other end of a VXLAN tunnel.
     *
     * @param port UDP, 0 for the tunnel's own
     * @param vni -1 for the tunnel's own
     * @param via the link to send on
     */
    public record Remote(InetAddress address, int port, int vni, Optional<IfIndex> via) {
        public static Remote of(InetAddress address) {
            return new Remote(address, 0, -1, Optional.empty());
        }
    }

    /** {@code self permanent}: what a real VF and every other link that is no bridge port takes. */
    public static FdbEntry onLink(IfIndex link, MacAddress address) {
        return new FdbEntry(
                link, address, Table.SELF, Kind.PERMANENT, 0, false, false, false, Optional.empty(), Optional.empty());
    }

    /** {@code master static}; see {@link #asSticky()} for one that shall not roam. */
    public static FdbEntry onBridgePort(IfIndex port, MacAddress address) {
        return new FdbEntry(
                port, address, Table.BRIDGE, Kind.STATIC, 0, false, false, false, Optional.empty(), Optional.empty());
    }

    public FdbEntry as(Kind other) {
        return new FdbEntry(link, address, table, other, vlan, sticky, externLearn, offloaded, bridge, remote);
    }

    public FdbEntry asSticky() {
        return new FdbEntry(link, address, table, kind, vlan, true, externLearn, offloaded, bridge, remote);
    }

    public FdbEntry externallyLearned() {
        return new FdbEntry(link, address, table, kind, vlan, sticky, true, offloaded, bridge, remote);
    }

    public FdbEntry inVlan(int id) {
        return new FdbEntry(link, address, table, kind, id, sticky, externLearn, offloaded, bridge, remote);
    }

    public FdbEntry to(Remote tunnelEnd) {
        return new FdbEntry(
                link, address, table, kind, vlan, sticky, externLearn, offloaded, bridge, Optional.of(tunnelEnd));
    }

    /** As {@code bridge fdb} writes it, without the link. */
    public String text() {
        String where = table == Table.SELF ? " self " : " master ";
        return address
                + (vlan == 0 ? "" : " vlan " + vlan)
                + remote.map(end -> " dst " + end.address().getHostAddress()).orElse("")
                + where
                + kind.name().toLowerCase(java.util.Locale.ROOT)
                + (sticky ? " sticky" : "")
                + (externLearn ? " extern_learn" : "");
    }
}
