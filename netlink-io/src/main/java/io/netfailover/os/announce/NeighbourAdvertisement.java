package io.netfailover.os.announce;

import java.net.Inet6Address;

/** Neighbour advertisements of RFC 4861. */
public final class NeighbourAdvertisement {
    private static final int ND_NEIGHBOR_ADVERT = 136;
    private static final int FLAG_ROUTER = 0x80000000;
    private static final int FLAG_OVERRIDE = 0x20000000;
    private static final int OPTION_TARGET_ADDRESS = 2;

    /** Receivers drop what a router might have passed on (7.1.2). */
    private static final int HOP_LIMIT = 255;

    private static final Inet6Address ALL_NODES = Ipv6Packet.address("ff02::1");

    private NeighbourAdvertisement() {}

    /**
     * The unsolicited one to all nodes (7.2.6), with the override flag: neighbours that know the address take the sender's.
     *
     * @param router whether the station is one; hosts drop a router that says no
     */
    public static byte[] unsolicited(Station from, Inet6Address address, boolean router) {
        Ipv6Packet packet = new Ipv6Packet(from, address, ALL_NODES, HOP_LIMIT, false);
        packet.icmp(ND_NEIGHBOR_ADVERT)
                .u32(FLAG_OVERRIDE | (router ? FLAG_ROUTER : 0))
                .address(address)
                .u8(OPTION_TARGET_ADDRESS)
                .u8(1)
                .address(from.address());
        return packet.finish();
    }
}
