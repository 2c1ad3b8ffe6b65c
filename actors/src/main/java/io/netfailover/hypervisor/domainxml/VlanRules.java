package io.netfailover.hypervisor.domainxml;

import java.util.List;
import java.util.Optional;

/** VLAN tags: libvirt sets them on a VF or an Open vSwitch port, everywhere else they are the bridge's. */
record VlanRules(Pairs pairs, Networks networks, Findings findings) {
    private static final int MAX_ID = 4095;

    void apply() {
        pairs.nics().forEach(nic -> nic.element().child("vlan").ifPresent(vlan -> each(nic, vlan)));
        pairs.whole().forEach(this::both);
    }

    private void each(NicElement nic, XmlElement vlan) {
        boolean valid =
                !vlan.children("tag").isEmpty() && vlan.children("tag").stream().allMatch(tag -> id(tag) >= 0);
        if (!valid) {
            refuse(
                    vlan,
                    "a VLAN tag has an id from 0 to " + MAX_ID + ": libvirt refuses anything else",
                    "write <tag id='42'/>");
        } else if (isVf(nic) && isTrunk(vlan)) {
            refuse(
                    vlan,
                    "a VF gets one VLAN from its PF, no trunk: the VM does not start",
                    "give it one tag, or none and let the guest tag");
        } else if (nic.type().equals("bridge") && !isOpenVswitch(nic)) {
            refuse(
                    vlan,
                    "libvirt sets no tag on a port of a Linux bridge: the VM does not start",
                    "remove it, and set the VLAN on the bridge (bridge vlan add ...)");
        }
    }

    private boolean isVf(NicElement nic) {
        return nic.isPassedThrough()
                || networks.of(nic).filter(NetworkDocument::isPool).isPresent();
    }

    static boolean isTrunk(XmlElement vlan) {
        return vlan.has("trunk", "yes") || vlan.children("tag").size() > 1;
    }

    private static boolean isOpenVswitch(NicElement nic) {
        return nic.element().attribute("virtualport", "type").equals(Optional.of("openvswitch"));
    }

    private void refuse(XmlElement vlan, String reason, String fix) {
        findings.add(Rule.VLAN, vlan, reason, fix);
    }

    /** -1 when it is none. */
    private static int id(XmlElement tag) {
        String text = tag.attribute("id").orElse("");
        int id = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : -1;
        return id <= MAX_ID ? id : -1;
    }

    private void both(Pairs.Pair pair) {
        List<Integer> standby = ids(pair.standby());
        List<Integer> primary = ids(pair.primary());
        if (standby.equals(primary)) {
            return;
        }
        XmlElement where = pair.primary().orSelf("vlan");
        if (!standby.isEmpty() && !primary.isEmpty()) {
            findings.add(
                    Rule.VLAN_DIFFERS,
                    where,
                    "the VF is in VLAN " + primary + ", its standby in " + standby
                            + ": the guest would change networks with its path",
                    "give both the same");
        } else {
            findings.add(
                    Rule.VLAN_ONE_SIDE,
                    where,
                    primary.isEmpty()
                            ? "the standby has a VLAN tag, the VF none"
                            : "the VF has a VLAN tag, and of its standby only the bridge can tell",
                    "see to it that both ends are in one network: bridge vlan show, ip link show PF");
        }
    }

    private List<Integer> ids(NicElement nic) {
        return networks.vlan(nic).map(vlan -> vlan.children("tag")).orElse(List.of()).stream()
                .map(VlanRules::id)
                .sorted()
                .toList();
    }
}
