package io.netfailover.hypervisor.domainxml;

import io.netfailover.types.MacAddress;

/** MAC addresses of all NICs, each for itself. */
record AddressRules(DomainDocument document, Findings findings) {
    void apply() {
        for (XmlElement device : document.devices()) {
            if (device.name().equals("interface")) {
                device.child("mac").ifPresent(this::judge);
            }
        }
    }

    private void judge(XmlElement mac) {
        String text = mac.attribute("address").orElse("");
        String fault = NicElement.macOf(text)
                .map(AddressRules::fault)
                .orElse("is no MAC address of six pairs of hexadecimal digits");
        if (!fault.isEmpty()) {
            findings.add(
                    Rule.MAC,
                    mac,
                    "'" + text + "' " + fault,
                    "choose a unicast one that is locally administered, as 52:54:00:xx:xx:xx, the same for both halves of a pair");
        }
    }

    private static String fault(MacAddress mac) {
        if (mac.isMulticast()) {
            return "is a group address: libvirt refuses it";
        }
        return mac.isZero() ? "is all zero: a VF with it has none, and nothing pairs by it" : "";
    }
}
