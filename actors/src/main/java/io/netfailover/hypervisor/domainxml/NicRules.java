package io.netfailover.hypervisor.domainxml;

import java.util.List;
import java.util.Optional;

/** Each half of a pair for itself: what {@code <teaming>} says and what it takes. */
record NicRules(Pairs pairs, Findings findings) {
    private static final List<String> BY_TAP = List.of("bridge", "network", "ethernet");

    void apply() {
        for (NicElement nic : pairs.nics()) {
            nic.teaming().ifPresent(teaming -> {
                if (nic.isStandby()) {
                    standby(nic, teaming);
                } else if (nic.isPrimary()) {
                    primary(nic, teaming);
                } else {
                    unknown(teaming);
                }
            });
        }
    }

    private void unknown(XmlElement teaming) {
        findings.add(
                Rule.TEAMING_TYPE,
                teaming,
                teaming.attribute("type")
                        .map(type -> "<teaming> knows no type '" + type + "': libvirt refuses it")
                        .orElse("<teaming> has no type: libvirt takes no notice of it"),
                "type='persistent' for the virtio NIC, type='transient' for the VF");
    }

    private void standby(NicElement nic, XmlElement teaming) {
        if (nic.isBareFunction() || nic.isPassedThrough() || !nic.isVirtio()) {
            String now = nic.isPassedThrough()
                    ? "a VF"
                    : nic.element()
                            .attribute("model", "type")
                            .map(model -> "model '" + model + "'")
                            .orElse("no model");
            findings.add(
                    Rule.STANDBY_MODEL,
                    nic.isPassedThrough() ? teaming : nic.orSelf("model"),
                    "the persistent half of a pair must be virtio, and this is " + now + ": libvirt refuses it",
                    nic.isPassedThrough() ? "a VF is type='transient'" : "write <model type='virtio'/>");
        } else if (!BY_TAP.contains(nic.type())) {
            findings.add(
                    Rule.STANDBY_SOURCE,
                    nic.element(),
                    "a standby of type '" + nic.type()
                            + "' has no tap in a bridge: its frames cannot be steered when the VM migrates",
                    "use type='bridge' with the bridge that the PF's uplink VF is in");
        }
        teaming.attribute("persistent")
                .ifPresent(named -> findings.add(
                        Rule.TEAMING_REFERENCE,
                        teaming,
                        "the persistent half names " + named
                                + ", but only the transient one names another: libvirt refuses it",
                        "remove the attribute 'persistent' here"));
        if (!nic.hasUserAlias()) {
            findings.add(
                    Rule.STANDBY_ALIAS,
                    nic.orSelf("alias"),
                    nic.alias()
                                    .map(alias -> "libvirt drops the alias '" + alias + "'")
                                    .orElse("the standby has no alias")
                            + ", so no VF can name it",
                    "write <alias name='ua-standby0'/>: ua- and letters, digits, '-' and '_'");
        }
        macGiven(nic);
    }

    private void primary(NicElement nic, XmlElement teaming) {
        boolean onPci = !nic.isBareFunction() || nic.element().has("type", "pci");
        if (!onPci || !nic.isPassedThrough() && !nic.type().equals("network")) {
            findings.add(
                    Rule.PRIMARY_TYPE,
                    nic.element(),
                    "the transient half of a pair must be a passed-through function, and this is of type '"
                            + nic.element().attribute("type").orElse("") + "': libvirt refuses it",
                    "use <interface type='hostdev'>, or type='network' with a network that is a pool of VFs");
        }
        if (nic.type().equals("network") && !nic.isVirtio()) {
            findings.add(
                    Rule.POOL_MODEL,
                    nic.orSelf("model"),
                    "libvirt takes a NIC of a network for a conventional PCI card unless its model is virtio, and places it where"
                            + " QEMU never plugs in the VF of a pair",
                    "write <model type='virtio'/>, though the guest gets the VF");
        }
        reference(teaming);
        if (!nic.hasUserAlias()) {
            findings.add(
                    Rule.PRIMARY_ALIAS,
                    nic.orSelf("alias"),
                    "the VF has no alias that begins with ua-: libvirt finds it by its MAC only, which the standby has too,"
                            + " and detaches the standby when the VF is gone already",
                    "write <alias name='ua-vf0'/>, and detach with virsh detach-device-alias");
        }
        if (!nic.isBareFunction()) {
            macGiven(nic);
        } else if (onPci) {
            findings.add(
                    Rule.MAC_UNCHECKED,
                    nic.element(),
                    "a <hostdev> says nothing of its MAC: not checked",
                    "give the VF the standby's by its PF (ip link set PF vf N mac ...), or use <interface type='hostdev'>");
        }
    }

    private void reference(XmlElement teaming) {
        Optional<String> named = teaming.attribute("persistent");
        Optional<NicElement> target = pairs.nics().stream()
                .filter(other -> named.isPresent() && other.alias().equals(named))
                .findFirst();
        if (target.filter(NicElement::isStandby).isPresent()) {
            return;
        }
        String reason = named.isEmpty()
                ? "the VF does not say whose primary it is: libvirt refuses it"
                : target.isEmpty()
                        ? "no NIC has the alias " + named.get() + ", so the VM does not start"
                        : named.get() + " is no standby: it lacks <teaming type='persistent'/>";
        findings.add(
                Rule.TEAMING_REFERENCE,
                teaming,
                reason,
                "write persistent='ALIAS' with the alias of the virtio NIC that has <teaming type='persistent'/>");
    }

    private void macGiven(NicElement nic) {
        if (nic.element().attribute("mac", "address").isEmpty()) {
            findings.add(
                    Rule.MAC,
                    nic.orSelf("mac"),
                    "this half of a pair has no MAC address: libvirt makes one up, which the other half does not have",
                    "write <mac address='...'/>, the same in both halves");
        }
    }
}
