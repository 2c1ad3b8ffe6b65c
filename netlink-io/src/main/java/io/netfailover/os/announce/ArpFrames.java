package io.netfailover.os.announce;

import io.netfailover.types.MacAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** ARP (RFC 826) and RARP (RFC 903) frames that announce an address or ask for one. */
public final class ArpFrames {
    private static final int ETH_P_ARP = 0x0806;
    private static final int ETH_P_RARP = 0x8035;
    private static final int ETH_P_IP = 0x0800;
    private static final int ARPHRD_ETHER = 1;
    private static final int ARPOP_REQUEST = 1;
    private static final int ARPOP_REPLY = 2;
    private static final int ARPOP_RREQUEST = 3;
    private static final MacAddress NOBODY = new MacAddress(0);

    private ArpFrames() {}

    /** The announcement of RFC 5227, 2.3: a request for one's own address. Neighbours that know the address take the sender's. */
    public static byte[] gratuitousRequest(Station from, Inet4Address address) {
        return arp(from, ETH_P_ARP, ARPOP_REQUEST, address, NOBODY, address);
    }

    /** The reply form (RFC 5944, 4.6), for the few that hear no requests. */
    public static byte[] gratuitousReply(Station from, Inet4Address address) {
        return arp(from, ETH_P_ARP, ARPOP_REPLY, address, from.address(), address);
    }

    /**
     * The probe of RFC 5227, 1.1: a question from nobody, which its target answers and of which no neighbour keeps anything. Proxies leave
     * it to the target too (the bridge's {@code neigh_suppress} does).
     */
    public static byte[] probe(Station from, Inet4Address target) {
        return arp(from, ETH_P_ARP, ARPOP_REQUEST, unspecified(), NOBODY, target);
    }

    /** The ordinary question who has {@code target}, from a station that has {@code address}; it is sent to all. */
    public static byte[] request(Station from, Inet4Address address, Inet4Address target) {
        return arp(from, ETH_P_ARP, ARPOP_REQUEST, address, NOBODY, target);
    }

    /** What QEMU sends after a migration when it knows no IP address: switches learn, neighbours do not. */
    public static byte[] rarp(Station from) {
        return arp(from, ETH_P_RARP, ARPOP_RREQUEST, unspecified(), from.address(), unspecified());
    }

    private static byte[] arp(
            Station from,
            int etherType,
            int operation,
            InetAddress sender,
            MacAddress targetHardware,
            InetAddress target) {
        return new FrameWriter(from, FrameWriter.BROADCAST, etherType)
                .u16(ARPHRD_ETHER)
                .u16(ETH_P_IP)
                .u8(6)
                .u8(4)
                .u16(operation)
                .address(from.address())
                .address(sender)
                .address(targetHardware)
                .address(target)
                .frame();
    }

    private static InetAddress unspecified() {
        try {
            return InetAddress.getByAddress(new byte[4]);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 octets are an address", e);
        }
    }
}
