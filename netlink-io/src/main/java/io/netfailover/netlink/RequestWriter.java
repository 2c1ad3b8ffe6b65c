package io.netfailover.netlink;

import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Builds one request at a time in a buffer of its own: header, fixed part, attributes, padded as linux/netlink.h demands. */
final class RequestWriter {
    /** More than any request needs: the longest has two aliases of 255 bytes. Attribute lengths have 16 bits. */
    private static final int CAPACITY_BYTES = 8192;

    static final int NLA_F_NESTED = 0x8000;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(CAPACITY_BYTES).order(ByteOrder.nativeOrder());

    /** Drops what was built before. */
    RequestWriter begin(int type, int flags) {
        buffer.clear();
        buffer.putInt(0);
        buffer.putShort((short) type);
        buffer.putShort((short) (MessageHeader.NLM_F_REQUEST | flags));
        buffer.putInt(0);
        buffer.putInt(0);
        return this;
    }

    /** A number of the fixed part. */
    RequestWriter fixed(int value) {
        buffer.putInt(value);
        return this;
    }

    /** As {@link #fixed}, of 8 bits. */
    RequestWriter fixed8(int value) {
        buffer.put((byte) value);
        return this;
    }

    /** As {@link #fixed}, of 16 bits. */
    RequestWriter fixed16(int value) {
        buffer.putShort((short) value);
        return this;
    }

    RequestWriter u8(int type, int value) {
        return bytes(type, new byte[] {(byte) value});
    }

    RequestWriter u16(int type, int value) {
        header(type, Short.BYTES);
        buffer.putShort((short) value).putShort((short) 0);
        return this;
    }

    /** In network byte order, as UDP ports are sent. */
    RequestWriter u16Network(int type, int value) {
        return bytes(type, new byte[] {(byte) (value >>> 8), (byte) value});
    }

    RequestWriter u32(int type, int value) {
        header(type, Integer.BYTES);
        buffer.putInt(value);
        return this;
    }

    RequestWriter macAddress(int type, MacAddress address) {
        return bytes(type, address.toBytes());
    }

    RequestWriter inetAddress(int type, InetAddress address) {
        return bytes(type, address.getAddress());
    }

    RequestWriter raw(int type, RawBytes value) {
        return bytes(type, value.toArray());
    }

    RequestWriter ifIndex(int type, IfIndex index) {
        return u32(type, index.value());
    }

    /** With the terminating zero, as names are sent. */
    RequestWriter name(int type, String text) {
        return bytes(type, utf8(text + '\0'));
    }

    /** Without a terminating zero, as kinds and aliases are sent. */
    RequestWriter text(int type, String text) {
        return bytes(type, utf8(text));
    }

    /** Where what is built next begins, for structs that count their own bytes; see {@link #end}. */
    int position() {
        return buffer.position();
    }

    /** Opens an attribute that holds others; its end is told to {@link #end}. */
    int nest(int type) {
        int start = buffer.position();
        header(type, 0);
        return start;
    }

    RequestWriter end(int nestStart) {
        buffer.putShort(nestStart, (short) (buffer.position() - nestStart));
        return this;
    }

    /** The finished request from position to limit, valid until the next {@link #begin}. */
    ByteBuffer finish(int sequence, int port) {
        buffer.putInt(MessageHeader.NLMSG_LEN, buffer.position());
        buffer.putInt(MessageHeader.NLMSG_SEQ, sequence);
        buffer.putInt(MessageHeader.NLMSG_PID, port);
        buffer.flip();
        return buffer;
    }

    /** A C struct, or whatever else is bytes to us; padded. */
    RequestWriter bytes(int type, byte[] value) {
        header(type, value.length);
        buffer.put(value);
        while (buffer.position() % MessageHeader.ALIGNMENT != 0) {
            buffer.put((byte) 0);
        }
        return this;
    }

    private void header(int type, int valueBytes) {
        int length = AttributeReader.HEADER_BYTES + valueBytes;
        if (MessageHeader.align(length) > buffer.remaining()) {
            throw NetlinkException.invalid("build a request", "a value of " + valueBytes + " bytes is too long");
        }
        buffer.putShort((short) length);
        buffer.putShort((short) type);
    }

    private static byte[] utf8(String text) {
        if (text.indexOf('\0') >= 0 && text.indexOf('\0') < text.length() - 1) {
            throw NetlinkException.invalid("build a request", "a text may not contain a zero");
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
