package io.netfailover.netlink;

import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The attributes of a message or of an enclosing attribute, asked for by type; what is asked for and not there reads as 0, empty or false.
 * The kernel sends no type twice outside lists. Nothing is copied and nothing is kept beside the message, so that
 * hostile bytes cannot make it grow.
 */
final class AttributeSet {
    private final AttributeReader reader;
    private int type = -1;

    /** @throws NetlinkException when an attribute does not end within what encloses it */
    AttributeSet(AttributeReader attributes) {
        reader = attributes;
        while (reader.next()) {
            // all lengths are checked once, whatever is asked for later
        }
        reader.rewind();
    }

    /** The kernel's order is mostly that of the questions, so the search goes on where the last one ended, then from the start. */
    boolean has(int wanted) {
        if (type == wanted) {
            return true;
        }
        if (seek(wanted)) {
            return true;
        }
        reader.rewind();
        return seek(wanted);
    }

    private boolean seek(int wanted) {
        while (reader.next()) {
            type = reader.type();
            if (type == wanted) {
                return true;
            }
        }
        type = -1;
        return false;
    }

    int u8(int wanted) {
        return has(wanted) ? reader.u8() : 0;
    }

    boolean flag(int wanted) {
        return u8(wanted) != 0;
    }

    int u16(int wanted) {
        return has(wanted) ? reader.u16() : 0;
    }

    int be16(int wanted) {
        return has(wanted) ? reader.be16() : 0;
    }

    int u32(int wanted) {
        return has(wanted) ? reader.u32() : 0;
    }

    OptionalInt optionalU32(int wanted) {
        return has(wanted) ? OptionalInt.of(reader.u32()) : OptionalInt.empty();
    }

    OptionalInt optionalU16(int wanted) {
        return has(wanted) ? OptionalInt.of(reader.u16()) : OptionalInt.empty();
    }

    OptionalInt optionalU8(int wanted) {
        return has(wanted) ? OptionalInt.of(reader.u8()) : OptionalInt.empty();
    }

    long u64(int wanted) {
        return has(wanted) ? reader.u64() : 0;
    }

    OptionalLong optionalU64(int wanted) {
        return has(wanted) ? OptionalLong.of(reader.u64()) : OptionalLong.empty();
    }

    String string(int wanted) {
        return has(wanted) ? reader.string() : "";
    }

    String hex(int wanted) {
        return has(wanted) ? reader.hex() : "";
    }

    String hardwareAddress(int wanted) {
        return has(wanted) ? reader.hardwareAddress() : "";
    }

    Optional<MacAddress> macAddress(int wanted) {
        return has(wanted) ? reader.macAddress() : Optional.empty();
    }

    Optional<IfIndex> ifIndex(int wanted) {
        return has(wanted) ? reader.ifIndex() : Optional.empty();
    }

    /** What {@code decoder} makes of the attribute where it is. */
    <T> Optional<T> map(int wanted, Function<AttributeReader, T> decoder) {
        return has(wanted) ? Optional.of(decoder.apply(reader)) : Optional.empty();
    }

    /** The attributes inside; none when there is no such attribute. */
    AttributeSet nested(int wanted) {
        return new AttributeSet(walk(wanted));
    }

    /** As {@link #nested}, for a list, in which types repeat. */
    AttributeReader walk(int wanted) {
        return has(wanted) ? reader.nested() : AttributeReader.NONE;
    }
}
