package io.netfailover.types;

/** What can be wrong with a host for as long as it lasts. */
public enum AlarmKind {
    /** A primary is registered without carrier under the kernel's driver, or {@code rx=strict}: what arrives on the standby is dropped (NF-21). */
    ONE_WAY,
    /** No slave is usable: what the master sends is dropped. */
    NO_PATH,
    /** There is no primary: the master runs on its standby. */
    DEGRADED,
    /** A slave has an address, or a DHCP client runs on it. */
    SLAVE_ADDRESS,
    /** A slave's MAC address is not the master's. */
    MAC_MISMATCH,
    /** A slave's MTU is not the master's. */
    MTU_MISMATCH,
    /** Two masters claim the same MAC address, or a kernel master and one of ours. */
    DUPLICATE_MASTER,
    /** The path changed more often than the policy allows, and is held. */
    FLAPPING,
    /** A master has another steering than was asked for. */
    STEERING_FELL_BACK,
    /** The picture of the links may be older than the kernel's. */
    PICTURE_STALE,
    /** The targets of the path probe do not answer on a path with carrier. */
    PATH_DEAD,
    /** The physical function of a pool has lost its link. */
    PF_DOWN,
    /** A VM runs without its VF after a migration. */
    MIGRATION_DEGRADED,
    /** A slave does not take what the master lets in: addresses (NF-24) or VLANs (NF-25). */
    NOT_MIRRORED;

    /** As the command line and the JSON write it: {@code one-way}. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** @throws IllegalArgumentException when there is no such kind */
    public static AlarmKind parse(String word) {
        for (AlarmKind kind : values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("unknown kind of alarm '" + word + "'");
    }
}
