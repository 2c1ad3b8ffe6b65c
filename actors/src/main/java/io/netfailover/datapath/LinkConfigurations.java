package io.netfailover.datapath;

import io.netfailover.journal.MasterDefinition;
import io.netfailover.netlink.Link;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MasterName;
import java.util.Optional;

/** Reads and moves what links carry. Every method blocks, is idempotent, and throws {@link DataPathException} saying what resisted. */
public interface LinkConfigurations {
    /** What would move to that master; empty when its standby is its slave already, so that what it carries is its own. */
    Optional<LinkConfiguration> ofStandby(MasterDefinition definition);

    /** What would move to the standby of that master; empty when there is no such master. */
    Optional<LinkConfiguration> ofMaster(MasterName name);

    /** As it is now. */
    Link link(IfIndex index);

    void putAddresses(LinkConfiguration what, IfIndex on);

    void put(LinkConfiguration what, IfIndex on);

    /**
     * @param withQdisc whether the root qdisc is taken away too
     */
    void move(LinkConfiguration what, IfIndex from, IfIndex to, boolean withQdisc);
}
