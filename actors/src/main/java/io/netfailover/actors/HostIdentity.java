package io.netfailover.actors;

import io.netfailover.netlink.Link;
import io.netfailover.types.IfIndex;
import io.netfailover.types.LinkKey;

/** The boot and the network namespace that this daemon watches: what turns an interface index into a {@link LinkKey}. */
public record HostIdentity(String bootId, long netnsCookie) {
    public LinkKey key(IfIndex ifIndex) {
        return new LinkKey(bootId, netnsCookie, ifIndex);
    }

    public LinkKey key(Link link) {
        return key(link.ifIndex());
    }
}
