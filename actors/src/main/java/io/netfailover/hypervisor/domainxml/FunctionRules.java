package io.netfailover.hypervisor.domainxml;

import io.netfailover.types.PciAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The functions of the host that the VM is given. */
record FunctionRules(
        DomainDocument document, Pairs pairs, Networks networks, Map<PciAddress, String> elsewhere, Findings findings) {
    /** libvirt refuses the first when it is defined, the other when it is started (virDomainActualNetDefValidate). */
    private static final List<String> NOT_FOR_VFS = List.of("mtu", "bandwidth");

    void apply() {
        Map<PciAddress, HostFunction> used = new HashMap<>();
        for (XmlElement device : document.devices()) {
            HostFunction.of(device).ifPresent(function -> {
                if (function.address().isEmpty()) {
                    findings.add(
                            Rule.VF_ADDRESS,
                            function.where(),
                            "the device to pass through has no PCI address of the host that is one: libvirt refuses it",
                            "write <source><address type='pci' domain='0x0000' bus='0x42' slot='0x02' function='0x5'/></source>");
                }
                function.address().ifPresent(address -> {
                    HostFunction first = used.putIfAbsent(address, function);
                    twice(function, address, first == null ? 0 : first.device().line());
                });
                if (device.name().equals("interface")) {
                    options(device);
                }
                managed(device);
            });
        }
        document.nics().stream()
                .filter(nic -> networks.of(nic).filter(NetworkDocument::isPool).isPresent())
                .forEach(nic -> options(nic.element()));
    }

    private void twice(HostFunction function, PciAddress address, int first) {
        String owner = elsewhere.get(address);
        if (first > 0) {
            findings.add(
                    Rule.VF_TWICE,
                    function.where(),
                    address + " is given to the device of line " + first + " too: libvirt refuses it",
                    "give each device a VF of its own");
        } else if (owner != null) {
            findings.add(
                    Rule.VF_ELSEWHERE,
                    function.where(),
                    owner + " is given " + address + " too: only one of them can run",
                    "give each VM a VF of its own, or use a network that is a pool");
        }
    }

    private void options(XmlElement device) {
        for (XmlElement option : device.children()) {
            if (NOT_FOR_VFS.contains(option.name())) {
                findings.add(
                        Rule.VF_OPTION,
                        option,
                        "libvirt sets no <" + option.name() + "> of a VF, and refuses it",
                        option.name().equals("mtu")
                                ? "remove it: the guest's driver sets the MTU, the PF's bounds it"
                                : "remove it, and set the VF's rates by its PF (ip link set PF vf N max_tx_rate ...)");
            }
        }
    }

    private void managed(XmlElement device) {
        boolean teamed = pairs.nics().stream().anyMatch(nic -> nic.element().equals(device));
        if (teamed && !device.has("managed", "yes")) {
            findings.add(
                    Rule.MANAGED,
                    device,
                    "libvirt neither takes the VF from its host driver nor gives it back: it must be bound to vfio-pci by hand",
                    "write managed='yes'");
        }
    }
}
