package io.netfailover.netlink;

import io.netfailover.types.IfIndex;
import java.util.Set;

/**
 * A queueing discipline, {@code struct tcmsg} of linux/rtnetlink.h.
 *
 * @param handle its number, the major one in the upper half; 0 for one that the kernel made by itself
 * @param parent {@link #ROOT}, {@link #INGRESS}, or the class of another one
 * @param options TCA_OPTIONS, as the kernel has them
 */
public record Qdisc(IfIndex link, String kind, int handle, int parent, RawBytes options) {
    /** TC_H_ROOT, linux/pkt_sched.h. */
    public static final int ROOT = 0xffffffff;

    /** TC_H_INGRESS, also that of clsact. */
    public static final int INGRESS = 0xfffffff1;

    /** Those that have neither classes nor filters, so that kind and options are all there is to them. */
    private static final Set<String> CLASSLESS = Set.of(
            "bfifo",
            "cake",
            "choke",
            "codel",
            "fq",
            "fq_codel",
            "fq_pie",
            "gred",
            "hhf",
            "netem",
            "noqueue",
            "pfifo",
            "pfifo_fast",
            "pie",
            "red",
            "sfb",
            "sfq",
            "tbf");

    public boolean isRoot() {
        return parent == ROOT;
    }

    /** Whether {@link #movedTo} gives the same one, whatever hangs on it included. */
    public boolean isClassless() {
        return CLASSLESS.contains(kind);
    }

    /** The same on another link. */
    public Qdisc movedTo(IfIndex other) {
        return new Qdisc(other, kind, handle, parent, options);
    }

    /** As {@code tc qdisc} writes it: {@code pfifo 8001:}. */
    public String text() {
        return kind + " " + Integer.toHexString(handle >>> 16) + ":";
    }
}
