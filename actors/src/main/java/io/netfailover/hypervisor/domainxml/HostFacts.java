package io.netfailover.hypervisor.domainxml;

import io.netfailover.types.VfRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a host knows of the devices that a definition names.
 *
 * @param functions the VFs of its pool
 * @param links by name
 */
public record HostFacts(List<VfRef> functions, Map<String, Link> links) {
    public HostFacts {
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
