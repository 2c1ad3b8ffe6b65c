package io.netfailover.netlink;

import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.net.InetAddress;
import java.util.Optional;

/**
 * An entry of the ARP or neighbour discovery table.
 *
 * @param linkAddress empty while it is not known, and on links without Ethernet addresses
 * @param router NTF_ROUTER, IPv6 only
 * @param externLearn NTF_EXT_LEARNED: an agent keeps it, the kernel does not let it age
 */
public record Neighbour(
        IfIndex link,
        InetAddress address,
        Optional<MacAddress> linkAddress,
        NudState state,
        boolean router,
        boolean externLearn) {

    public static Neighbour of(IfIndex link, InetAddress address, MacAddress linkAddress, NudState state) {
        return new Neighbour(link, address, Optional.of(linkAddress), state, false, false);
    }

    public Neighbour asRouter() {
        return new Neighbour(link, address, linkAddress, state, true, externLearn);
    }

    public Neighbour externallyLearned() {
        return new Neighbour(link, address, linkAddress, state, router, true);
    }

    /** The same on another link, for entries that move to a master. */
    public Neighbour movedTo(IfIndex other) {
        return new Neighbour(other, address, linkAddress, state, router, externLearn);
    }
}
