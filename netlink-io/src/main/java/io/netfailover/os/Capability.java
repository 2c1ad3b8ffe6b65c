package io.netfailover.os;

/** The capabilities that netfailover needs or profits from, capabilities(7). */
public enum Capability {
    NET_ADMIN(12),
    NET_RAW(13),
    SYS_ADMIN(21),
    SYS_NICE(23),
    PERFMON(38),
    BPF(39);

    private final int bit;

    Capability(int bit) {
        this.bit = bit;
    }

    /** CAP_* of linux/capability.h. */
    int bit() {
        return bit;
    }

    /** {@code CAP_NET_ADMIN}, as manual pages and systemd units write it. */
    public String systemName() {
        return "CAP_" + name();
    }
}
