package io.netfailover.netlink;

import java.util.Arrays;
import java.util.HexFormat;

/** Bytes that are kept as the kernel sent them, so that they can be given back unchanged. */
public final class RawBytes {
    public static final RawBytes NONE = new RawBytes(new byte[0]);

    private final byte[] bytes;

    private RawBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    public static RawBytes of(byte[] bytes) {
        return bytes.length == 0 ? NONE : new RawBytes(bytes.clone());
    }

    public static RawBytes parse(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    public byte[] toArray() {
        return bytes.clone();
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RawBytes raw && Arrays.equals(bytes, raw.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
