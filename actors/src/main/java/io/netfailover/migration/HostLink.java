package io.netfailover.migration;

import java.util.List;
import java.util.Optional;

/**
 * A link of this host.
 *
 * @param mtuBytes 68 to 65535
 * @param bridge the bridge that it is a port of
 * @param vlans the VLAN ids of the bridge port, in order; empty without VLAN filtering
 */
public record HostLink(
        String name, boolean up, boolean carrier, int mtuBytes, Optional<String> bridge, List<Integer> vlans) {
    public HostLink {
        vlans = List.copyOf(vlans);
    }
}
