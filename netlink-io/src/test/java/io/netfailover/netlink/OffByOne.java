package io.netfailover.netlink;

import java.nio.ByteBuffer;

/** A fault to plant: a decoder that takes an attribute for one byte longer than it is. Whoever judges decoders must find it. */
final class OffByOne {
    static final boolean PLANTED = "off-by-one".equals(System.getProperty("netfailover.plant"));

    private OffByOne() {}

    static byte[] alias(ByteBuffer payload) {
        int at = LinkMessage.IFINFOMSG_BYTES;
        byte[] alias = new byte[0];
        while (payload.limit() - at >= AttributeReader.HEADER_BYTES) {
            int length = payload.getShort(at) & 0xffff;
            if (payload.getShort(at + 2) == LinkAttribute.IFLA_IFALIAS) {
                alias = new byte[length - AttributeReader.HEADER_BYTES + 1];
                payload.get(at + AttributeReader.HEADER_BYTES, alias);
            }
            at += MessageHeader.align(length);
        }
        return alias;
    }
}
