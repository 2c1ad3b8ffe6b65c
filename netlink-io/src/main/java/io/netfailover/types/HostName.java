package io.netfailover.types;

import java.util.regex.Pattern;

/**
 * The name of a hypervisor host in the fleet.
 *
 * @param value 1 to 63 letters, digits, dots and hyphens, as host names have them (RFC 1123)
 */
public record HostName(String value) implements Comparable<HostName> {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?");

    public HostName {
        if (!ALLOWED.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "'" + value + "' is no host name: 1 to 63 letters, digits, dots and hyphens");
        }
    }

    @Override
    public int compareTo(HostName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
