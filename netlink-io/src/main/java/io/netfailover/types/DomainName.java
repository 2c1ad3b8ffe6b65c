package io.netfailover.types;

import java.util.regex.Pattern;

/**
 * The name of a VM, unique in the fleet.
 *
 * @param value 1 to 128 printable characters without blanks and slashes: narrower than libvirt, since it is a part of file names and
 *     of persistence ids
 */
public record DomainName(String value) implements Comparable<DomainName> {
    private static final Pattern ALLOWED = Pattern.compile("[\\p{Graph}&&[^/|]]{1,128}");

    public DomainName {
        if (!ALLOWED.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "'" + value + "' is no domain name: 1 to 128 printable characters without blanks, '/' and '|'");
        }
    }

    @Override
    public int compareTo(DomainName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
