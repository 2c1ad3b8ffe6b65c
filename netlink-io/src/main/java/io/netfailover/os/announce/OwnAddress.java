package io.netfailover.os.announce;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads from a frame which IP address its sender has itself. Only what no router passes on and no proxy says for others counts: the
 * sender of an ARP request, the source of neighbour discovery (RFC 4861, which demands hop limit 255).
 */
public final class OwnAddress {
    private static final int ETHER_TYPE_AT = 12;
    private static final int PAYLOAD_AT = 14;
    private static final int ETH_P_ARP = 0x0806;
    private static final int ETH_P_IPV6 = 0x86dd;
    private static final int ARP_OPERATION_AT = PAYLOAD_AT + 6;
    private static final int ARP_SENDER_AT = PAYLOAD_AT + 14;
    private static final int ARPOP_REQUEST = 1;
    private static final int ARPOP_REPLY = 2;
    private static final int IPV6_NEXT_HEADER_AT = PAYLOAD_AT + 6;
    private static final int IPV6_HOP_LIMIT_AT = PAYLOAD_AT + 7;
    private static final int IPV6_SOURCE_AT = PAYLOAD_AT + 8;
    private static final int ICMP_TYPE_AT = PAYLOAD_AT + 40;
    private static final int ICMPV6 = 58;
    private static final int ND_FIRST = 133;
    private static final int ND_LAST = 136;
    private static final int ND_NEIGHBOR_ADVERT = 136;
    private static final int ND_TARGET_AT = ICMP_TYPE_AT + 8;

    private OwnAddress() {}

    /** @param frame from the Ethernet header on, without a VLAN tag; of any kind and length */
    public static Optional<InetAddress> of(byte[] frame) {
        if (isArp(frame, ARPOP_REQUEST)) {
            return address(frame, ARP_SENDER_AT, 4);
        }
        return isNeighbourDiscovery(frame, ND_FIRST, ND_LAST) ? address(frame, IPV6_SOURCE_AT, 16) : Optional.empty();
    }

    /**
     * Which IP address the sender of an ARP reply or a neighbour advertisement says it has. A proxy may say so for others.
     *
     * @param frame as in {@link #of}
     */
    public static Optional<InetAddress> inAnswer(byte[] frame) {
        if (isArp(frame, ARPOP_REPLY)) {
            return address(frame, ARP_SENDER_AT, 4);
        }
        return frame.length >= ND_TARGET_AT + 16 && isNeighbourDiscovery(frame, ND_NEIGHBOR_ADVERT, ND_NEIGHBOR_ADVERT)
                ? address(frame, ND_TARGET_AT, 16)
                : Optional.empty();
    }

    private static boolean isArp(byte[] frame, int operation) {
        return frame.length > ARP_SENDER_AT + 4
                && u16(frame, ETHER_TYPE_AT) == ETH_P_ARP
                && u16(frame, ARP_OPERATION_AT) == operation;
    }

    private static boolean isNeighbourDiscovery(byte[] frame, int firstType, int lastType) {
        return frame.length > ICMP_TYPE_AT
                && u16(frame, ETHER_TYPE_AT) == ETH_P_IPV6
                && u8(frame, IPV6_NEXT_HEADER_AT) == ICMPV6
                && u8(frame, IPV6_HOP_LIMIT_AT) == 255
                && u8(frame, ICMP_TYPE_AT) >= firstType
                && u8(frame, ICMP_TYPE_AT) <= lastType;
    }

    /** Empty for the unspecified one, which says that there is none yet. */
    private static Optional<InetAddress> address(byte[] frame, int at, int bytes) {
        try {
            InetAddress address = InetAddress.getByAddress(Arrays.copyOfRange(frame, at, at + bytes));
            return Optional.of(address).filter(found -> !found.isAnyLocalAddress() && !found.isMulticastAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 and 16 octets are addresses", e);
        }
    }

    private static int u8(byte[] frame, int at) {
        return frame[at] & 0xff;
    }

    private static int u16(byte[] frame, int at) {
        return u8(frame, at) << 8 | u8(frame, at + 1);
    }
}
