package io.netfailover.os.announce;

import io.netfailover.types.MacAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** An ICMPv6 packet (RFC 4443) in an IPv6 packet (RFC 8200) to a group, in an Ethernet frame (RFC 2464). */
final class Ipv6Packet {
    private static final int ETH_P_IPV6 = 0x86dd;
    private static final int VERSION = 6 << 28;
    private static final int HOP_BY_HOP = 0;
    private static final int ICMPV6 = 58;
    private static final int OPTION_ROUTER_ALERT = 5;
    private static final int OPTION_PADN = 1;
    private static final int HEADER_BYTES = 40;
    private static final int ALERT_BYTES = 8;

    private final FrameWriter frame;
    private final Inet6Address source;
    private final Inet6Address group;
    private final int payloadLengthAt;
    private final int icmpAt;

    /** @param routerAlert with the option that routers look for in reports of groups (RFC 2711) */
    Ipv6Packet(Station from, Inet6Address source, Inet6Address group, int hopLimit, boolean routerAlert) {
        this.source = source;
        this.group = group;
        frame = new FrameWriter(from, groupAddress(group), ETH_P_IPV6);
        int start = frame.position();
        payloadLengthAt = start + 4;
        frame.u32(VERSION)
                .u16(0)
                .u8(routerAlert ? HOP_BY_HOP : ICMPV6)
                .u8(hopLimit)
                .address(source)
                .address(group);
        if (routerAlert) {
            frame.u8(ICMPV6)
                    .u8(0)
                    .u8(OPTION_ROUTER_ALERT)
                    .u8(2)
                    .u16(0)
                    .u8(OPTION_PADN)
                    .u8(0);
        }
        icmpAt = start + HEADER_BYTES + (routerAlert ? ALERT_BYTES : 0);
    }

    /** Type and code; the checksum is filled in at the end. */
    FrameWriter icmp(int type) {
        return frame.u8(type).u8(0).u16(0);
    }

    byte[] finish() {
        int length = frame.position() - icmpAt;
        frame.set16(payloadLengthAt, frame.position() - payloadLengthAt - (HEADER_BYTES - 4));
        byte[] pseudoHeader = ByteBuffer.allocate(HEADER_BYTES)
                .put(source.getAddress())
                .put(group.getAddress())
                .putInt(length)
                .putInt(ICMPV6)
                .array();
        long sum = InternetChecksum.sum(pseudoHeader, 0, pseudoHeader.length);
        return frame.checksum(icmpAt, icmpAt + 2, sum).frame();
    }

    /** 33:33 and the last four octets. */
    private static MacAddress groupAddress(Inet6Address group) {
        if (!group.isMulticastAddress()) {
            throw new IllegalArgumentException("not a group: " + group.getHostAddress());
        }
        return new MacAddress(
                0x3333_0000_0000L | ByteBuffer.wrap(group.getAddress()).getInt(12) & 0xffff_ffffL);
    }

    /** @param text without scope, so that no name service is asked */
    static Inet6Address address(String text) {
        try {
            return (Inet6Address) InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
