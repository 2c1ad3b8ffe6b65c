package io.netfailover.os.announce;

import io.netfailover.types.MacAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;

/** Reports of IPv4 groups that a station hears: IGMPv2 (RFC 2236) and IGMPv3 (RFC 3376). */
public final class IgmpReport {
    /** So that a frame stays within 1500 bytes: 24 of header, 8 of the report, 8 for each group. */
    public static final int MAX_GROUPS = 183;

    private static final int ETH_P_IP = 0x0800;
    private static final int IGMP = 2;
    private static final int IGMP2_REPORT = 0x16;
    private static final int IGMP3_REPORT = 0x22;
    private static final int MODE_IS_EXCLUDE = 2;

    /** Internetwork control, as RFC 3376, 4 demands. */
    private static final int TOS = 0xc0;

    private static final int DONT_FRAGMENT = 0x4000;

    /** Version 4, six words. */
    private static final int VERSION_AND_LENGTH = 0x46;

    private static final int IP_HEADER_BYTES = 24;

    /** Option 148, which makes routers look at it (RFC 2113). */
    private static final int ROUTER_ALERT = 0x94040000;

    private static final int ALL_IGMP3_ROUTERS = 0xe0000016;

    private IgmpReport() {}

    /** @param source the station's address, or 0.0.0.0 before there is one */
    public static byte[] version2(Station from, Inet4Address source, Inet4Address group) {
        FrameWriter frame = packet(from, source, intOf(group), 8);
        int start = frame.position();
        return frame.u8(IGMP2_REPORT)
                .u8(0)
                .u16(0)
                .address(group)
                .checksum(start, start + 2)
                .frame();
    }

    /**
     * From whatever sender, in each of the groups.
     *
     * @param source as in {@link #version2}
     * @param groups 1 to {@link #MAX_GROUPS}
     */
    public static byte[] version3(Station from, Inet4Address source, List<Inet4Address> groups) {
        requireGroups(groups, MAX_GROUPS);
        FrameWriter frame = packet(from, source, ALL_IGMP3_ROUTERS, 8 + 8 * groups.size());
        int start = frame.position();
        frame.u8(IGMP3_REPORT).u8(0).u16(0).u16(0).u16(groups.size());
        for (Inet4Address group : groups) {
            frame.u8(MODE_IS_EXCLUDE).u8(0).u16(0).address(group);
        }
        return frame.checksum(start, start + 2).frame();
    }

    private static FrameWriter packet(Station from, Inet4Address source, int group, int payloadBytes) {
        if (group >>> 28 != 0xe) {
            throw new IllegalArgumentException("not a group: " + address(group).getHostAddress());
        }
        // 01:00:5e and the last 23 bits (RFC 1112, 6.4)
        MacAddress to = new MacAddress(0x0100_5e00_0000L | group & 0x7fffff);
        FrameWriter frame = new FrameWriter(from, to, ETH_P_IP);
        int start = frame.position();
        return frame.u8(VERSION_AND_LENGTH)
                .u8(TOS)
                .u16(IP_HEADER_BYTES + payloadBytes)
                .u16(0)
                .u16(DONT_FRAGMENT)
                .u8(1)
                .u8(IGMP)
                .u16(0)
                .address(source)
                .u32(group)
                .u32(ROUTER_ALERT)
                .checksum(start, start + 10);
    }

    static void requireGroups(List<?> groups, int max) {
        if (groups.isEmpty() || groups.size() > max) {
            throw new IllegalArgumentException("1 to " + max + " groups fit into a report, not " + groups.size());
        }
    }

    private static int intOf(Inet4Address address) {
        return ByteBuffer.wrap(address.getAddress()).getInt();
    }

    private static InetAddress address(int value) {
        try {
            return InetAddress.getByAddress(ByteBuffer.allocate(4).putInt(value).array());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 octets are an address", e);
        }
    }
}
