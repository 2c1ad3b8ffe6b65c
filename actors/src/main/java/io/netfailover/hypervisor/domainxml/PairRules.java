package io.netfailover.hypervisor.domainxml;

import io.netfailover.types.MacAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Both halves of a pair together, and pairs beside each other. */
record PairRules(DomainDocument document, Pairs pairs, Findings findings) {
    void apply() {
        if (pairs.standbys().isEmpty()
                && pairs.primaries().isEmpty()
                && pairs.unteamed().isEmpty()) {
            findings.add(
                    Rule.NO_PAIR,
                    document.root(),
                    "the VM has no failover pair",
                    "netfailover domain teaming FILE --mac MAC --vf PCI makes one of a virtio NIC and a VF");
        }
        pairs.unteamed().forEach(this::unteamed);
        pairs.standbys().forEach(this::standby);
        pairs.whole().forEach(this::sameMac);
        sharedMacs();
    }

    private void unteamed(Pairs.Pair pair) {
        findings.add(
                Rule.NO_TEAMING,
                pair.primary().element(),
                "this VF has the MAC of the virtio NIC of line "
                        + pair.standby().element().line()
                        + ", but does not name it in <teaming>: QEMU does not know them for a pair"
                        + (pair.standby().isStandby()
                                ? ""
                                : ", and a guest without netfailover has two NICs with one MAC"),
                "netfailover domain teaming FILE --mac "
                        + pair.primary().mac().map(MacAddress::toString).orElse("MAC") + " --vf PCI");
    }

    private void standby(NicElement standby) {
        List<NicElement> primaries = pairs.primariesOf(standby);
        boolean down = standby.element().attribute("link", "state").orElse("").equals("down");
        if (!primaries.isEmpty() && !down) {
            findings.add(
                    Rule.STANDBY_LINK,
                    standby.orSelf("link"),
                    "the standby's link is up though there is a VF: a bridge that learns the MAC on its tap sends frames there,"
                            + " where the guest's driver drops them",
                    "write <link state='down'/>; netfailover raises it while the VF is away");
        } else if (primaries.isEmpty() && down && !pairs.isUnteamed(standby)) {
            findings.add(
                    Rule.STANDBY_LINK,
                    standby.orSelf("link"),
                    "the standby's link is down and there is no VF: the VM starts without network",
                    "give it a VF, or let the link be up until it has one");
        }
        if (primaries.isEmpty() && !pairs.isUnteamed(standby)) {
            findings.add(
                    Rule.VF_ABSENT,
                    standby.element(),
                    "no VF names " + standby.label() + ": the VM starts on its standby",
                    "plug one in later, or: netfailover domain teaming FILE --mac MAC --vf PCI");
        }
        primaries.stream()
                .skip(1)
                .forEach(another -> findings.add(
                        Rule.MANY_PRIMARIES,
                        another.element(),
                        standby.label() + " has a VF already: QEMU refuses a second one",
                        "keep one VF for each standby"));
    }

    private void sameMac(Pairs.Pair pair) {
        if (pair.standby().mac().isPresent()
                && pair.primary().mac().isPresent()
                && !pair.standby().mac().equals(pair.primary().mac())) {
            findings.add(
                    Rule.MAC_DIFFERS,
                    pair.primary().orSelf("mac"),
                    "the VF has another MAC than its standby " + pair.standby().label()
                            + ": the guest's driver pairs by MAC, and libvirt does not look",
                    "give both the same");
        }
    }

    /** A MAC belongs to one virtio NIC and one VF at most. */
    private void sharedMacs() {
        Map<String, NicElement> owners = new LinkedHashMap<>();
        for (NicElement nic : pairs.nics()) {
            boolean vf = nic.isPassedThrough() || nic.isPrimary();
            nic.mac().ifPresent(mac -> {
                NicElement owner = owners.putIfAbsent(mac + (vf ? " VF" : ""), nic);
                if (owner != null && !sameStandby(owner, nic)) {
                    findings.add(
                            Rule.MAC_SHARED,
                            nic.orSelf("mac"),
                            "the NIC of line " + owner.element().line() + " has the MAC " + mac
                                    + " too: a MAC is for one virtio NIC and one VF",
                            "give this one another MAC");
                }
            });
        }
    }

    /** Then that is what is wrong. */
    private boolean sameStandby(NicElement one, NicElement another) {
        return pairs.standbys().stream()
                .map(pairs::primariesOf)
                .anyMatch(primaries -> primaries.contains(one) && primaries.contains(another));
    }
}
