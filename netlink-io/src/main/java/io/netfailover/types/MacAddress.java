package io.netfailover.types;

import java.util.HexFormat;

/**
 * A 48-bit Ethernet address.
 *
 * @param value the address in the low 48 bits, first octet most significant
 */
public record MacAddress(long value) implements Comparable<MacAddress> {
    private static final int OCTETS = 6;

    public MacAddress {
        if (value >>> 48 != 0) {
            throw new IllegalArgumentException("a MAC address has 48 bits: 0x" + Long.toHexString(value));
        }
    }

    /**
     * Reads six octets separated by colons, as iproute2 prints them.
     *
     * @throws IllegalArgumentException when {@code text} is anything else
     */
    public static MacAddress parse(String text) {
        String[] octets = text.split(":", -1);
        if (octets.length != OCTETS) {
            throw new IllegalArgumentException(
                    "not a MAC address: '" + text + "' (expected six octets, aa:bb:cc:dd:ee:ff)");
        }
        long value = 0;
        for (String octet : octets) {
            if (octet.length() != 2
                    || !HexFormat.isHexDigit(octet.charAt(0))
                    || !HexFormat.isHexDigit(octet.charAt(1))) {
                throw new IllegalArgumentException("not a MAC address: '" + text + "' (octet '" + octet + "')");
            }
            value = value << 8 | HexFormat.fromHexDigits(octet);
        }
        return new MacAddress(value);
    }

    /** @throws IllegalArgumentException unless there are exactly six octets */
    public static MacAddress ofBytes(byte[] octets) {
        if (octets.length != OCTETS) {
            throw new IllegalArgumentException("a MAC address has 6 octets, not " + octets.length);
        }
        long value = 0;
        for (byte octet : octets) {
            value = value << 8 | octet & 0xff;
        }
        return new MacAddress(value);
    }

    public byte[] toBytes() {
        byte[] octets = new byte[OCTETS];
        for (int i = 0; i < OCTETS; i++) {
            octets[i] = (byte) (value >>> 8 * (OCTETS - 1 - i));
        }
        return octets;
    }

    public boolean isZero() {
        return value == 0;
    }

    /** Group bit of the first octet (IEEE 802.3): such an address belongs to no single link. */
    public boolean isMulticast() {
        return (value >>> 40 & 1) == 1;
    }

    @Override
    public int compareTo(MacAddress other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return HexFormat.ofDelimiter(":").formatHex(toBytes());
    }
}
