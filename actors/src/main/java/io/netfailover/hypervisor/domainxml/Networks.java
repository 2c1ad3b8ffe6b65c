package io.netfailover.hypervisor.domainxml;

import java.util.Map;
import java.util.Optional;

/**
 * The networks of libvirt that definitions of VMs name, as far as they were read.
 *
 * @param known by name; empty for one that is known to be missing
 */
public record Networks(Map<String, Optional<NetworkDocument>> known) {
    /** Nothing was read. */
    public static final Networks UNREAD = new Networks(Map.of());

    public Networks {
        known = Map.copyOf(known);
    }

    Optional<NetworkDocument> of(NicElement nic) {
        return nic.network().flatMap(name -> known.getOrDefault(name, Optional.empty()));
    }

    /** Whether the NIC names one that is known to be missing. */
    boolean lacks(NicElement nic) {
        return nic.network().filter(known::containsKey).isPresent() && of(nic).isEmpty();
    }

    /** The NIC's own, else what its network gives it; its line counts only where the NIC has it. */
    Optional<XmlElement> vlan(NicElement nic) {
        return nic.element()
                .child("vlan")
                .or(() -> of(nic).flatMap(network -> network.vlan(nic.element().attribute("source", "portgroup"))));
    }

    Optional<String> bridge(NicElement nic) {
        return nic.bridge().or(() -> of(nic).flatMap(NetworkDocument::bridge));
    }
}
