package io.netfailover.os.announce;

import java.net.Inet6Address;

/** Neighbour solicitations of RFC 4861. */
public final class NeighbourSolicitation {
    private static final int ND_NEIGHBOR_SOLICIT = 135;
    private static final int OPTION_SOURCE_ADDRESS = 1;

    /** Receivers drop what a router might have passed on (7.1.1). */
    private static final int HOP_LIMIT = 255;

    private NeighbourSolicitation() {}

    /**
     * Asks the solicited-node group of the target (RFC 4291, 2.7.1), from the station's EUI-64 address: from the unspecified address it
     * would be taken for duplicate address detection, and a target that is still tentative would give its address up.
     */
    public static byte[] of(Station from, Inet6Address target) {
        return of(from, LinkLocalAddress.of(from.address()), target);
    }

    /** Likewise, from an address that the station has. */
    public static byte[] of(Station from, Inet6Address address, Inet6Address target) {
        Ipv6Packet packet = new Ipv6Packet(from, address, LinkLocalAddress.solicitedNode(target), HOP_LIMIT, false);
        packet.icmp(ND_NEIGHBOR_SOLICIT)
                .u32(0)
                .address(target)
                .u8(OPTION_SOURCE_ADDRESS)
                .u8(1)
                .address(from.address());
        return packet.finish();
    }
}
