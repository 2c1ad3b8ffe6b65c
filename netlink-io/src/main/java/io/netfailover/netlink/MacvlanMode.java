package io.netfailover.netlink;

/** MACVLAN_MODE_* of linux/if_link.h: who of those on one lower link may talk to whom. */
public enum MacvlanMode {
    /** One that we do not know. */
    UNKNOWN(0),
    PRIVATE(1),
    VEPA(2),
    BRIDGE(4),
    PASSTHRU(8),
    SOURCE(16);

    private final int number;

    MacvlanMode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static MacvlanMode of(int number) {
        for (MacvlanMode mode : values()) {
            if (mode.number == number) {
                return mode;
            }
        }
        return UNKNOWN;
    }
}
