package io.netfailover.types;

import java.util.regex.Pattern;

/** A PCI function as the kernel writes it: {@code 0000:42:02.1}, domain, bus, slot and function in lower-case hexadecimal digits. */
public record PciAddress(String value) implements Comparable<PciAddress> {
    private static final Pattern ALLOWED = Pattern.compile("[0-9a-f]{4,8}:[0-9a-f]{2}:[01][0-9a-f]\\.[0-7]");

    public PciAddress {
        if (!ALLOWED.matcher(value).matches()) {
            throw new IllegalArgumentException("'" + value + "' is no PCI address: they look like 0000:42:02.1");
        }
    }

    @Override
    public int compareTo(PciAddress other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
