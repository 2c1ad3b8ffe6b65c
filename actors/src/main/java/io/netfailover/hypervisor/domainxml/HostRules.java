package io.netfailover.hypervisor.domainxml;

import io.netfailover.types.PciAddress;
import io.netfailover.types.VfRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Pairs against the host that they are to run on: its bridges, PFs and VFs. Nothing is guessed: what is not known is said. */
record HostRules(
        Pairs pairs,
        Networks networks,
        Optional<HostFacts> host,
        Map<PciAddress, String> elsewhere,
        Findings findings) {
    void apply() {
        for (Pairs.Pair pair :
                Stream.concat(pairs.whole().stream(), pairs.unteamed().stream()).toList()) {
            if (host.isEmpty()) {
                unchecked(
                        pair,
                        "whether the VF is there and its PF is in the standby's bridge, with the same MTU",
                        fixOf(pair));
            } else {
                judge(pair, host.get());
            }
        }
    }

    private String fixOf(Pairs.Pair pair) {
        boolean unread = pair.primary().network().isPresent()
                && networks.of(pair.primary()).isEmpty();
        return "on the host: netfailover domain check DOMAIN" + (unread ? "; of the network alone: --network XML" : "");
    }

    private void unchecked(Pairs.Pair pair, String what, String fix) {
        findings.add(Rule.HOST_UNCHECKED, pair.primary().element(), "not checked: " + what, fix);
    }

    private void judge(Pairs.Pair pair, HostFacts facts) {
        if (networks.lacks(pair.primary())) {
            return; // that is what is wrong
        }
        Optional<List<String>> pfs = pair.primary().network().isPresent()
                ? networks.of(pair.primary()).map(network -> pool(pair.primary(), network, facts))
                : HostFunction.of(pair.primary().element())
                        .flatMap(HostFunction::address)
                        .map(address -> function(pair.primary(), address, facts));
        if (pfs.isEmpty()) {
            unchecked(
                    pair, "which VFs its network gives, and where they lead", "virsh net-dumpxml NETWORK shows its PF");
            return;
        }
        Optional<String> bridge = networks.bridge(pair.standby());
        if (bridge.isEmpty()) {
            unchecked(pair, "which bridge the standby is in", "name it with <interface type='bridge'>");
        } else {
            bridge(pair, bridge.get(), pfs.get(), facts);
        }
    }

    /** @return its PF, when it is known */
    private List<String> function(NicElement primary, PciAddress address, HostFacts facts) {
        List<String> pfs = facts.functions().stream()
                .filter(function -> function.pci().equals(address))
                .map(VfRef::pf)
                .toList();
        if (pfs.isEmpty()) {
            findings.add(
                    Rule.VF_OUTSIDE_POOL,
                    HostFunction.of(primary.element()).orElseThrow().where(),
                    address + " is no VF of this host's pool: netfailover does not manage it",
                    "'netfailover vf list' shows the pool; netfailover.vf names its PFs");
        }
        return pfs;
    }

    /** @return the PFs of its VFs, as far as they are known */
    private List<String> pool(NicElement primary, NetworkDocument network, HostFacts facts) {
        return network.isPool() ? new PoolOnHost(primary, network, facts, elsewhere, findings).apply() : List.of();
    }

    private void bridge(Pairs.Pair pair, String name, List<String> pfs, HostFacts facts) {
        HostFacts.Link bridge = facts.links().get(name);
        XmlElement where = pair.standby().orSelf("source");
        if (bridge == null) {
            findings.add(
                    Rule.BRIDGE_MISSING,
                    where,
                    "this host has no bridge " + name + ": the VM does not start",
                    "ip link add " + name + " type bridge, and make the PF's uplink VF its port");
            return;
        }
        pfs.forEach(pf -> card(pair, name, bridge, pf, facts));
    }

    private void card(Pairs.Pair pair, String name, HostFacts.Link bridge, String pf, HostFacts facts) {
        if (!leadsToSwitch(name, pf, facts)) {
            findings.add(
                    Rule.OTHER_SEGMENT,
                    pair.standby().orSelf("source"),
                    "neither " + pf + " nor a VF of it is a port of " + name
                            + ": the halves of the pair may be in different networks, and what one VM sends by its VF another does not get by its tap",
                    "make a VF of " + pf + " a port of " + name + ": ip link set VF master " + name);
        }
        HostFacts.Link card = facts.links().get(pf);
        if (card != null) {
            mtu(pair, name, bridge, pf, card);
        }
    }

    private static boolean leadsToSwitch(String bridge, String pf, HostFacts facts) {
        List<String> functions = facts.functions().stream()
                .filter(function -> function.pf().equals(pf))
                .map(function -> function.pci().value())
                .toList();
        return facts.links().entrySet().stream()
                .filter(link -> link.getValue().master().equals(Optional.of(bridge)))
                .anyMatch(port -> port.getKey().equals(pf)
                        || facts.uplinks().contains(port.getKey())
                        || port.getValue().device().filter(functions::contains).isPresent());
    }

    private void mtu(Pairs.Pair pair, String name, HostFacts.Link bridge, String pf, HostFacts.Link card) {
        Optional<Integer> given = pair.standby()
                .element()
                .attribute("mtu", "size")
                .filter(size -> size.matches("[0-9]{2,5}"))
                .map(Integer::valueOf);
        int standby = given.orElse(bridge.mtuBytes());
        if (standby != card.mtuBytes()) {
            findings.add(
                    Rule.MTU,
                    pair.standby().orSelf(given.isPresent() ? "mtu" : "source"),
                    (given.isPresent() ? "the standby" : "bridge " + name) + " has an MTU of " + standby + " bytes, "
                            + pf + " of " + card.mtuBytes() + ": large frames pass on one path only",
                    "give both the same: ip link set " + pf + " mtu " + standby);
        }
    }
}
