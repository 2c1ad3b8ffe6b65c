package io.netfailover.netlink;

import io.netfailover.types.IfIndex;

/**
 * An action that gives frames to another link, {@code struct tc_mirred} of linux/tc_act/tc_mirred.h.
 *
 * @param copy whether the frame also goes on where it would have gone
 * @param ingress true: as if {@code target} had received it; false: as if it were sent by it
 */
public record Mirred(IfIndex target, boolean copy, boolean ingress) {
    /** The frame leaves by {@code target}, and only there. */
    public static Mirred redirectTo(IfIndex target) {
        return new Mirred(target, false, false);
    }

    /** The frame arrives on {@code target}, and only there. */
    public static Mirred redirectToIngressOf(IfIndex target) {
        return new Mirred(target, false, true);
    }

    /** A copy leaves by {@code target}. */
    public static Mirred mirrorTo(IfIndex target) {
        return new Mirred(target, true, false);
    }

    /** A copy arrives on {@code target}. */
    public static Mirred mirrorToIngressOf(IfIndex target) {
        return new Mirred(target, true, true);
    }

    /** As {@code tc} writes it, without the target. */
    public String text() {
        return (ingress ? "ingress " : "egress ") + (copy ? "mirror" : "redirect");
    }
}
