package io.netfailover.datapath;

import io.netfailover.types.IfIndex;
import io.netfailover.types.Role;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What a round of mirroring saw.
 *
 * @param slaves the registered slaves that exist
 * @param counters for each link whose counters are the master's too, those that have counted, by the names of rtnl_link_stats64; the
 *     master's own are what it dropped for want of a path
 * @param problems what a slave did not take, in words
 * @param remedies what was done about uses of slaves, when they were to have none
 */
public record MirrorReading(
        Map<Role, SlaveReading> slaves,
        Map<IfIndex, Map<String, Long>> counters,
        List<String> problems,
        List<Remedy> remedies) {
    public MirrorReading {
        slaves = Map.copyOf(slaves);
        counters = Map.copyOf(counters);
        problems = List.copyOf(problems);
        remedies = List.copyOf(remedies);
    }

    public enum RemedyKind {
        ADDRESS_REMOVED,
        CLIENT_ENDED
    }

    /**
     * @param name of the slave
     * @param what an address with its prefix's length, {@code 192.0.2.7/24}; or a DHCP client, {@code dhclient (pid 4711)}
     */
    public record Remedy(IfIndex slave, String name, RemedyKind kind, String what) {}

    /**
     * @param speedMbits empty while it is not known
     * @param duplex {@code half}, {@code full} or {@code unknown}
     * @param losesVlans it lets in only VLANs that it was told of, and is hidden, so that we cannot tell it
     */
    public record SlaveReading(IfIndex link, OptionalInt speedMbits, String duplex, boolean losesVlans) {}
}
