package io.netfailover.hypervisor.domainxml;

import io.netfailover.types.PciAddress;
import io.netfailover.types.VfRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A network that gives VFs, against the PFs and VFs of the host. libvirt gives any VF of it that none of its networks has given, whoever
 * else uses it (networkAllocatePort).
 *
 * @param elsewhere functions of the host that other definitions use, and whose
 */
record PoolOnHost(
        NicElement primary,
        NetworkDocument network,
        HostFacts facts,
        Map<PciAddress, String> elsewhere,
        Findings findings) {
    /** @return the PFs of its VFs, as far as the host's pool has them */
    List<String> apply() {
        Optional<String> pf = network.pf();
        if (pf.filter(name -> !facts.links().containsKey(name)).isPresent()) {
            add(
                    Rule.POOL_PF,
                    "network " + network.name() + " gives VFs of " + pf.get()
                            + ", and this host has no such link: the VM does not start",
                    "name the PF as this host does: virsh net-edit " + network.name());
            return List.of();
        }
        List<VfRef> given = facts.functions().stream()
                .filter(vf -> pf.map(vf.pf()::equals)
                        .orElseGet(() -> network.functions().contains(vf.pci())))
                .toList();
        outside(given);
        uplink(given);
        usedElsewhere(given);
        return given.stream().map(VfRef::pf).distinct().toList();
    }

    private void outside(List<VfRef> given) {
        Set<PciAddress> ours = given.stream().map(VfRef::pci).collect(Collectors.toSet());
        Optional<String> outside = network.pf().isPresent()
                ? network.pf().filter(pf -> given.isEmpty()).map(pf -> pf + ", which has no VF in this host's pool")
                : network.functions().stream()
                        .filter(function -> !ours.contains(function))
                        .findFirst()
                        .map(function -> function + ", which is no VF of this host's pool");
        outside.ifPresent(what -> add(
                Rule.VF_OUTSIDE_POOL,
                "network " + network.name() + " gives " + what + ": netfailover does not manage it",
                "'netfailover vf list' shows the pool; netfailover.vf names its PFs"));
    }

    private void uplink(List<VfRef> given) {
        for (VfRef vf : given) {
            facts.links().entrySet().stream()
                    .filter(link ->
                            link.getValue().device().equals(Optional.of(vf.pci().value()))
                                    && link.getValue().master().isPresent())
                    .findFirst()
                    .ifPresent(
                            link -> add(
                                    Rule.POOL_UPLINK,
                                    "network " + network.name() + " may give " + vf.pci() + " too, which is "
                                            + link.getKey()
                                            + ", a port of "
                                            + link.getValue().master().orElseThrow()
                                            + ": libvirt takes it from there for a VM",
                                    "name the VFs that it may give, without this one, by <address type='pci' .../> instead of <pf>"));
        }
    }

    private void usedElsewhere(List<VfRef> given) {
        given.stream()
                .filter(vf -> elsewhere.containsKey(vf.pci()))
                .findFirst()
                .ifPresent(vf -> add(
                        Rule.VF_ELSEWHERE,
                        elsewhere.get(vf.pci()) + " is given " + vf.pci() + ", which network " + network.name()
                                + " may give too: libvirt does not look, and the second VM does not start",
                        "take all VFs of " + vf.pf() + " from the network, or name those that it may give"));
    }

    private void add(Rule rule, String reason, String fix) {
        findings.add(rule, primary.orSelf("source"), reason, fix);
    }
}
