package io.netfailover.types;

/**
 * Names one link for ever: interface indexes return, but not within the same namespace of the same boot.
 *
 * @param bootId the kernel's {@code /proc/sys/kernel/random/boot_id}
 * @param netnsCookie the namespace's cookie (SO_NETNS_COOKIE), unique within a boot
 */
public record LinkKey(String bootId, long netnsCookie, IfIndex ifIndex) {
    public LinkKey {
        if (bootId.isBlank() || bootId.contains("/")) {
            throw new IllegalArgumentException("not a boot id: '" + bootId + "'");
        }
    }

    /** Reads what {@link #toString()} wrote. */
    public static LinkKey parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not a link key: '" + text + "' (expected bootid/cookie/ifindex)");
        }
        return new LinkKey(parts[0], Long.parseLong(parts[1]), new IfIndex(Integer.parseInt(parts[2])));
    }

    @Override
    public String toString() {
        return bootId + "/" + netnsCookie + "/" + ifIndex;
    }
}
