package io.netfailover.netlink;

import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Walks the attributes ({@code struct nlattr}) of a message or of an enclosing attribute. Every read is checked against the attribute's own
 * length; an attribute longer than what is read is fine, since the kernel may widen one.
 */
final class AttributeReader {
    static final int HEADER_BYTES = 4;

    /** No attributes at all. */
    static final AttributeReader NONE = new AttributeReader(ByteBuffer.allocate(0), 0, 0);

    /** Without NLA_F_NESTED and NLA_F_NET_BYTEORDER, which the kernel sets or leaves out as it pleases. */
    private static final int NLA_TYPE_MASK = 0x3fff;

    private static final int MAC_BYTES = 6;
    private static final int IPV6_BYTES = 16;
    private static final int NO_SCOPE = -1;

    private final ByteBuffer message;
    private final int start;
    private final int limit;
    private final boolean littleEndian;
    private int value;
    private int length;
    private int type;
    private int next;

    AttributeReader(ByteBuffer message, int start, int limit) {
        this.message = message;
        this.start = start;
        this.next = start;
        this.limit = limit;
        this.littleEndian = message.order() == ByteOrder.LITTLE_ENDIAN;
    }

    /** The attributes behind a fixed part of {@code fixedBytes}, as in {@code struct ifinfomsg}. */
    static AttributeReader after(ByteBuffer payload, int fixedBytes) {
        if (payload.limit() < fixedBytes) {
            throw NetlinkException.malformed(
                    "payload of " + payload.limit() + " bytes where " + fixedBytes + " are fixed");
        }
        return new AttributeReader(payload, fixedBytes, payload.limit());
    }

    /**
     * Goes to the next attribute.
     *
     * @return false after the last one
     * @throws NetlinkException when the attribute does not end within what encloses it
     */
    boolean next() {
        int remaining = limit - next;
        if (remaining < HEADER_BYTES) {
            return false;
        }
        int header = message.getInt(next); // both halves of struct nlattr at once
        int total = littleEndian ? header & 0xffff : header >>> Short.SIZE;
        if (total < HEADER_BYTES || total > remaining) {
            throw NetlinkException.malformed("attribute of " + total + " bytes where " + remaining + " are left");
        }
        type = (littleEndian ? header >>> Short.SIZE : header) & NLA_TYPE_MASK;
        value = next + HEADER_BYTES;
        length = total - HEADER_BYTES;
        next = Math.min(next + MessageHeader.align(total), limit);
        return true;
    }

    /** Before the first attribute again. */
    void rewind() {
        next = start;
    }

    int type() {
        return type;
    }

    /** Bytes of the value. */
    int length() {
        return length;
    }

    int u8() {
        return u8At(0);
    }

    int u8At(int offset) {
        need(offset + Byte.BYTES);
        return message.get(value + offset) & 0xff;
    }

    int u16() {
        return u16At(0);
    }

    /** A 16-bit number of a C struct in the value. */
    int u16At(int offset) {
        need(offset + Short.BYTES);
        return message.getShort(value + offset) & 0xffff;
    }

    /** In network byte order, as ethertypes are sent. */
    int be16() {
        return be16At(0);
    }

    int u32() {
        need(Integer.BYTES);
        return message.getInt(value);
    }

    /** All 64 bits: what is beyond the sign is the caller's matter. */
    long u64() {
        need(Long.BYTES);
        return message.getLong(value);
    }

    /** A member of a C struct that is the value: 32 bits from {@code offset} on. */
    int u32At(int offset) {
        need(offset + Integer.BYTES);
        return message.getInt(value + offset);
    }

    /** As {@link #u32At}, 64 bits; 0 when the struct ends before it, as that of an older kernel does. */
    long u64At(int offset) {
        return length < offset + Long.BYTES ? 0 : message.getLong(value + offset);
    }

    /** As {@link #u32At}, 16 bits in network byte order. */
    int be16At(int offset) {
        need(offset + Short.BYTES);
        return (message.get(value + offset) & 0xff) << Byte.SIZE | message.get(value + offset + 1) & 0xff;
    }

    /** As {@link #u32At}: six octets. */
    MacAddress macAddressAt(int offset) {
        need(offset + MAC_BYTES);
        return octets(offset);
    }

    /** Up to the first zero, which the kernel may leave out. Names may hold any byte above the blank; UTF-8 is what people put there. */
    String string() {
        int end = value;
        int bound = value + length;
        while (end < bound && message.get(end) != 0) {
            end++;
        }
        byte[] text = new byte[end - value];
        message.get(value, text);
        return new String(text, StandardCharsets.UTF_8);
    }

    /** As {@link #string}, for what is mostly one of a few ASCII words: those are not made anew in every message. */
    String word(String... usual) {
        for (String word : usual) {
            if (is(word)) {
                return word;
            }
        }
        return string();
    }

    private boolean is(String word) {
        int characters = word.length();
        if (length < characters || length > characters && message.get(value + characters) != 0) {
            return false;
        }
        for (int i = 0; i < characters; i++) {
            if (message.get(value + i) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Empty for 0, by which the kernel says that there is none. */
    Optional<IfIndex> ifIndex() {
        int index = u32();
        if (index < 0) {
            throw NetlinkException.malformed("attribute " + type + " holds the interface index " + index);
        }
        return index == 0 ? Optional.empty() : Optional.of(new IfIndex(index));
    }

    /** Empty when it is an address of another kind: tunnels have 4 or 16 octets, InfiniBand has 20. */
    Optional<MacAddress> macAddress() {
        if (length != MAC_BYTES) {
            return Optional.empty();
        }
        return Optional.of(octets(0));
    }

    private MacAddress octets(int offset) {
        long octets = 0;
        for (int i = 0; i < MAC_BYTES; i++) {
            octets = octets << Byte.SIZE | message.get(value + offset + i) & 0xff;
        }
        return new MacAddress(octets);
    }

    /** An address of any kind of link, as iproute2 writes it: {@code 02:00:00:00:00:01}. */
    String hardwareAddress() {
        return HexFormat.ofDelimiter(":").formatHex(bytes());
    }

    InetAddress inetAddress() {
        return inetAddressAt(0);
    }

    /** Of the octets from {@code offset} to the end. An IPv6 address stays one, also where it stands for an IPv4 address. */
    InetAddress inetAddressAt(int offset) {
        need(offset);
        byte[] octets = new byte[length - offset];
        message.get(value + offset, octets);
        try {
            return octets.length == IPV6_BYTES
                    ? Inet6Address.getByAddress(null, octets, NO_SCOPE)
                    : InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw NetlinkException.malformed("an IP address has 4 or 16 octets, not " + octets.length);
        }
    }

    RawBytes raw() {
        return RawBytes.of(bytes());
    }

    String hex() {
        return HexFormat.of().formatHex(bytes());
    }

    AttributeReader nested() {
        return nested(0, length);
    }

    /** The attributes between two offsets of the value, which must lie within it. */
    AttributeReader nested(int start, int end) {
        need(end);
        return new AttributeReader(message, value + start, value + end);
    }

    private byte[] bytes() {
        byte[] copy = new byte[length];
        message.get(value, copy);
        return copy;
    }

    private void need(int bytes) {
        if (length < bytes) {
            throw NetlinkException.malformed(
                    "attribute " + type + " has " + length + " bytes where " + bytes + " are due");
        }
    }
}
