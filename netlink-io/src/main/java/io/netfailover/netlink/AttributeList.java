package io.netfailover.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Attributes to send, in the order in which they were asked for; immutable. */
record AttributeList(List<Attribute> attributes) {
    static final AttributeList EMPTY = new AttributeList(List.of());

    AttributeList {
        attributes = List.copyOf(attributes);
    }

    /** @param value as it is sent, without header and padding; nobody changes it */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Attribute(int type, byte[] value) {}

    AttributeList u8(int type, int value) {
        return with(type, new byte[] {(byte) value});
    }

    AttributeList flag(int type, boolean value) {
        return u8(type, value ? 1 : 0);
    }

    AttributeList u16(int type, int value) {
        ByteBuffer number = ByteBuffer.allocate(Short.BYTES).order(ByteOrder.nativeOrder());
        return with(type, number.putShort((short) value).array());
    }

    /** In network byte order, as ethertypes are sent. */
    AttributeList be16(int type, int value) {
        return with(type, new byte[] {(byte) (value >>> Byte.SIZE), (byte) value});
    }

    AttributeList u32(int type, int value) {
        return u32s(type, value);
    }

    /** A C struct of 32-bit numbers. */
    AttributeList u32s(int type, int... values) {
        ByteBuffer struct = ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.nativeOrder());
        for (int value : values) {
            struct.putInt(value);
        }
        return with(type, struct.array());
    }

    AttributeList with(int type, byte[] value) {
        List<Attribute> more = new ArrayList<>(attributes);
        more.add(new Attribute(type, value));
        return new AttributeList(more);
    }

    boolean isEmpty() {
        return attributes.isEmpty();
    }

    RequestWriter writeTo(RequestWriter request) {
        for (Attribute attribute : attributes) {
            request.bytes(attribute.type(), attribute.value());
        }
        return request;
    }
}
