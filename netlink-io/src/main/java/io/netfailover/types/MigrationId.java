package io.netfailover.types;

/**
 * One migration: the {@code ordinal}-th of its domain, written {@code vm1-3}.
 *
 * @param ordinal from 1 on
 */
public record MigrationId(DomainName domain, long ordinal) {
    public MigrationId {
        if (ordinal < 1) {
            throw new IllegalArgumentException("migrations of a domain are counted from 1, not " + ordinal);
        }
    }

    /** @throws IllegalArgumentException when {@code text} is none */
    public static MigrationId parse(String text) {
        int hyphen = text.lastIndexOf('-');
        try {
            return new MigrationId(
                    new DomainName(text.substring(0, Math.max(0, hyphen))), Long.parseLong(text.substring(hyphen + 1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is no migration: they are called like vm1-3", e);
        }
    }

    @Override
    public String toString() {
        return domain + "-" + ordinal;
    }
}
