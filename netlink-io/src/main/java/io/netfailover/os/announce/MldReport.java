package io.netfailover.os.announce;

import java.net.Inet6Address;
import java.util.List;

/** Reports of IPv6 groups that a station hears: MLDv1 (RFC 2710) and MLDv2 (RFC 3810). */
public final class MldReport {
    /** So that a frame stays within 1500 bytes: 40 + 8 of headers, 8 of the report, 20 for each group. */
    public static final int MAX_GROUPS = 72;

    private static final int MLD1_REPORT = 131;
    private static final int MLD2_REPORT = 143;
    private static final int MODE_IS_EXCLUDE = 2;

    /** Reports do not leave the link. */
    private static final int HOP_LIMIT = 1;

    private static final Inet6Address ALL_MLD2_ROUTERS = Ipv6Packet.address("ff02::16");

    private MldReport() {}

    /** @param source a link-local address, or {@code ::} before there is one */
    public static byte[] version1(Station from, Inet6Address source, Inet6Address group) {
        Ipv6Packet packet = new Ipv6Packet(from, source, group, HOP_LIMIT, true);
        packet.icmp(MLD1_REPORT).u32(0).address(group);
        return packet.finish();
    }

    /**
     * From whatever sender, in each of the groups.
     *
     * @param source as in {@link #version1}
     * @param groups 1 to {@link #MAX_GROUPS}
     */
    public static byte[] version2(Station from, Inet6Address source, List<Inet6Address> groups) {
        IgmpReport.requireGroups(groups, MAX_GROUPS);
        Ipv6Packet packet = new Ipv6Packet(from, source, ALL_MLD2_ROUTERS, HOP_LIMIT, true);
        FrameWriter report = packet.icmp(MLD2_REPORT).u16(0).u16(groups.size());
        for (Inet6Address group : groups) {
            report.u8(MODE_IS_EXCLUDE).u8(0).u16(0).address(group);
        }
        return packet.finish();
    }
}
