package io.netfailover.hypervisor.domainxml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the NICs of a definition belong together.
 *
 * @param whole a standby and each primary that names it
 * @param unteamed a virtio NIC and a VF with its MAC that does not name it
 */
record Pairs(List<NicElement> nics, List<Pair> whole, List<Pair> unteamed) {
    record Pair(NicElement standby, NicElement primary) {}

    static Pairs of(DomainDocument document) {
        List<NicElement> nics = document.nics();
        List<Pair> whole = new ArrayList<>();
        List<Pair> unteamed = new ArrayList<>();
        for (NicElement nic : nics) {
            if (nic.isPrimary()) {
                standbyOf(nics, nic).ifPresent(standby -> whole.add(new Pair(standby, nic)));
            } else if (nic.teaming().isEmpty() && nic.isPassedThrough()) {
                nics.stream()
                        .filter(other -> other.isVirtio() && !other.isPassedThrough() && !other.isPrimary())
                        .filter(other -> nic.mac().isPresent() && other.mac().equals(nic.mac()))
                        .findFirst()
                        .ifPresent(other -> unteamed.add(new Pair(other, nic)));
            }
        }
        return new Pairs(nics, whole, unteamed);
    }

    private static Optional<NicElement> standbyOf(List<NicElement> nics, NicElement primary) {
        Optional<String> named = primary.element().attribute("teaming", "persistent");
        return nics.stream()
                .filter(NicElement::isStandby)
                .filter(standby -> named.isPresent() && standby.alias().equals(named))
                .findFirst();
    }

    List<NicElement> standbys() {
        return nics.stream().filter(NicElement::isStandby).toList();
    }

    List<NicElement> primaries() {
        return nics.stream().filter(NicElement::isPrimary).toList();
    }

    List<NicElement> primariesOf(NicElement standby) {
        return whole.stream()
                .filter(pair -> pair.standby().equals(standby))
                .map(Pair::primary)
                .toList();
    }

    boolean isUnteamed(NicElement nic) {
        return unteamed.stream()
                .anyMatch(pair -> pair.standby().equals(nic) || pair.primary().equals(nic));
    }
}
