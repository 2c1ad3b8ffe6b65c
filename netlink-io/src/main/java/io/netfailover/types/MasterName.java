package io.netfailover.types;

/**
 * The name of a failover master, which is the name of its link.
 *
 * @param value 1 to 15 characters, see {@link LinkNames}
 */
public record MasterName(String value) implements Comparable<MasterName> {
    public MasterName {
        LinkNames.objection(value).ifPresent(reason -> {
            throw new IllegalArgumentException(reason);
        });
    }

    @Override
    public int compareTo(MasterName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
