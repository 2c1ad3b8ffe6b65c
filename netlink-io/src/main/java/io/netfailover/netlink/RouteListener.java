package io.netfailover.netlink;

/** Hears what the kernel says about the groups that its receiver joined; each method is for those who joined its group. */
public interface RouteListener extends LinkListener {
    @Override
    default void linkChanged(Link link) {}

    @Override
    default void linkRemoved(Link link) {}

    /** RTM_NEWADDR: the address is new, or its flags or lifetimes changed. */
    default void addressChanged(InterfaceAddress address) {}

    default void addressRemoved(InterfaceAddress address) {}

    default void neighbourChanged(Neighbour neighbour) {}

    default void neighbourRemoved(Neighbour neighbour) {}

    /** The entry is new, or moved to another port. */
    default void fdbEntryChanged(FdbEntry entry) {}

    default void fdbEntryRemoved(FdbEntry entry) {}

    default void routeChanged(Route route) {}

    default void routeRemoved(Route route) {}

    default void ruleChanged(Rule rule) {}

    default void ruleRemoved(Rule rule) {}

    default void qdiscChanged(Qdisc qdisc) {}

    default void qdiscRemoved(Qdisc qdisc) {}
}
