package io.netfailover.netlink;

import java.nio.ByteBuffer;
import java.util.Set;

/** A fault to plant: a decoder that takes a string for one byte longer than it is. Whoever judges decoders must find it. */
final class OffByOne {
    static final boolean PLANTED = "off-by-one".equals(System.getProperty("netfailover.plant"));

    private static final Set<Integer> STRINGS =
            Set.of(LinkAttribute.IFLA_IFNAME, LinkAttribute.IFLA_QDISC, LinkAttribute.IFLA_IFALIAS);

    private OffByOne() {}

    static byte[] strings(ByteBuffer payload) {
        int at = LinkMessage.IFINFOMSG_BYTES;
        byte[] last = new byte[0];
        while (payload.limit() - at >= AttributeReader.HEADER_BYTES) {
            int length = payload.getShort(at) & 0xffff;
            if (STRINGS.contains((int) payload.getShort(at + 2))) {
                last = new byte[length - AttributeReader.HEADER_BYTES + 1];
                payload.get(at + AttributeReader.HEADER_BYTES, last);
            }
            at += MessageHeader.align(length);
        }
        return last;
    }
}
