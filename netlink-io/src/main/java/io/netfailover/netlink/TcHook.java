package io.netfailover.netlink;

/** The two places of a clsact qdisc where filters run. */
public enum TcHook {
    /** Frames that the link received: TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS). */
    INGRESS(0xfffffff2),
    /** Frames that the link is about to send: TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS). */
    EGRESS(0xfffffff3);

    private final int parent;

    TcHook(int parent) {
        this.parent = parent;
    }

    /** {@code tcm_parent}, linux/pkt_sched.h. */
    int parent() {
        return parent;
    }

    String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
