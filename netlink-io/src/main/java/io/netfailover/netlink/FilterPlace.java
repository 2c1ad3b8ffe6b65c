package io.netfailover.netlink;

import io.netfailover.types.IfIndex;

/**
 * Where a filter hangs, and which frames it takes.
 *
 * @param priority 1 to 65535; lower ones are asked first, and all filters of one have the same ethertype
 * @param etherType of linux/if_ether.h, {@link #EVERY_ETHER_TYPE} for all
 * @param groupsOnly whether it leaves frames alone that are addressed to one station
 */
public record FilterPlace(IfIndex link, TcHook hook, int priority, int etherType, boolean groupsOnly) {
    /** ETH_P_ALL. */
    public static final int EVERY_ETHER_TYPE = 3;

    /** For every frame. */
    public static FilterPlace all(IfIndex link, TcHook hook, int priority) {
        return new FilterPlace(link, hook, priority, EVERY_ETHER_TYPE, false);
    }

    String text() {
        return "priority " + priority + " on " + hook.word();
    }
}
