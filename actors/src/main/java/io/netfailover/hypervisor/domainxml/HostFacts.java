package io.netfailover.hypervisor.domainxml;

import io.netfailover.types.VfRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a host knows of the devices that a definition names.
 *
 * @param functions the VFs of its pool
 * @param links by name
 * @param uplinks links that are said to lead from a bridge to the card's switch, though the kernel does not show it
 */
public record HostFacts(List<VfRef> functions, Map<String, Link> links, Set<String> uplinks) {
    public HostFacts {
        uplinks = Set.copyOf(uplinks);
        functions = List.copyOf(functions);
        links = Map.copyOf(links);
    }

    /**
     * @param mtuBytes 68 to 65535
     * @param master the link that it belongs to, as the bridge that it is a port of
     * @param device where it is on the PCI bus, as {@code 0000:42:02.1}
     */
    public record Link(int mtuBytes, Optional<String> master, Optional<String> device) {}
}
