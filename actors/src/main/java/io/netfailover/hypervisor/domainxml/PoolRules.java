package io.netfailover.hypervisor.domainxml;

import java.util.Optional;

/** The networks that VFs of pairs come from. libvirt looks at them when the VM is started, not when it is defined. */
record PoolRules(Pairs pairs, Networks networks, Findings findings) {
    void apply() {
        pairs.primaries().forEach(primary -> {
            if (networks.lacks(primary)) {
                missing(primary);
            }
            networks.of(primary).ifPresent(network -> {
                if (network.isPool()) {
                    pool(primary, network);
                } else {
                    noPool(primary, network);
                }
            });
        });
    }

    private void missing(NicElement primary) {
        String name = primary.network().orElseThrow();
        findings.add(
                Rule.POOL_MISSING,
                primary.orSelf("source"),
                "this host has no network " + name + ": the VM does not start",
                "define it with <forward mode='hostdev' managed='yes'><pf dev='PF'/></forward>: virsh net-define FILE");
    }

    /** libvirt: teaming type 'transient' is for hostdev only (virDomainActualNetDefValidate). */
    private void noPool(NicElement primary, NetworkDocument network) {
        findings.add(
                Rule.POOL_FORWARD,
                primary.orSelf("source"),
                "network " + network.name() + " gives no VFs, its mode is " + network.mode()
                        + ": libvirt refuses to start the VM",
                "name a network with <forward mode='hostdev'>, or the VF itself with <interface type='hostdev'>");
    }

    private void pool(NicElement primary, NetworkDocument network) {
        if (network.pf().isEmpty() && network.functions().isEmpty()) {
            findings.add(
                    Rule.POOL_EMPTY,
                    primary.orSelf("source"),
                    "network " + network.name()
                            + " names neither a PF nor VFs: it has none to give, and the VM does not start",
                    "virsh net-edit " + network.name() + ", and write <pf dev='PF'/> within <forward>");
        }
        if (!network.isManaged()) {
            findings.add(
                    Rule.MANAGED,
                    primary.orSelf("source"),
                    "network " + network.name()
                            + " neither takes VFs from their host driver nor gives them back: they must be bound to vfio-pci by hand",
                    "write <forward mode='hostdev' managed='yes'>: virsh net-edit " + network.name());
        }
        Optional<XmlElement> vlan =
                primary.element().child("vlan").isPresent() ? Optional.empty() : networks.vlan(primary);
        if (vlan.filter(VlanRules::isTrunk).isPresent()) {
            findings.add(
                    Rule.VLAN,
                    primary.orSelf("source"),
                    "network " + network.name()
                            + " gives a trunk, and a VF gets one VLAN from its PF: the VM does not start",
                    "give the network one tag, or none and let the guest tag");
        }
    }
}
