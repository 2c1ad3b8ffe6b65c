package io.netfailover.os.announce;

import io.netfailover.types.MacAddress;
import java.net.Inet6Address;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** IPv6 addresses that follow from others. */
public final class LinkLocalAddress {
    private static final int IPV6_BYTES = 16;

    private LinkLocalAddress() {}

    /** {@code fe80::} with the modified EUI-64 of the MAC (RFC 4291, appendix A), what a link has unless told otherwise. */
    public static Inet6Address of(MacAddress mac) {
        byte[] octets = mac.toBytes();
        ByteBuffer address = ByteBuffer.allocate(IPV6_BYTES).putShort((short) 0xfe80);
        address.position(8);
        address.put((byte) (octets[0] ^ 2))
                .put(octets, 1, 2)
                .putShort((short) 0xfffe)
                .put(octets, 3, 3);
        return inet6(address.array());
    }

    /** {@code ff02::1:ff00:0} with the last 24 bits of the address. */
    static Inet6Address solicitedNode(Inet6Address target) {
        byte[] group = Arrays.copyOf(Ipv6Packet.address("ff02::1:ff00:0").getAddress(), IPV6_BYTES);
        System.arraycopy(target.getAddress(), 13, group, 13, 3);
        return inet6(group);
    }

    private static Inet6Address inet6(byte[] octets) {
        try {
            return Inet6Address.getByAddress(null, octets, -1);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 octets are an address", e);
        }
    }
}
