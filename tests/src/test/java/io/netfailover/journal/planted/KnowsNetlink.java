package io.netfailover.journal.planted;

import io.netfailover.netlink.Link;

/** Breaks a rule on purpose: of netlink-io the journal may see only types. */
public final class KnowsNetlink {
    public String show(Link link) {
        return link.toString();
    }
}
