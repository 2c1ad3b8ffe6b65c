package io.netfailover.types;

/**
 * The kernel's number of a link inside one network namespace; it returns after a reboot and may return after a deletion.
 *
 * @param value 1 to 2^31-1
 */
public record IfIndex(int value) implements Comparable<IfIndex> {
    public IfIndex {
        if (value <= 0) {
            throw new IllegalArgumentException("an interface index is positive: " + value);
        }
    }

    @Override
    public int compareTo(IfIndex other) {
        return Integer.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
