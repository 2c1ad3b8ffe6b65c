package io.netfailover.hypervisor.domainxml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where devices are on the guest's PCI bus, and whether the VF can come and go there. */
record PciRules(DomainDocument document, Pairs pairs, Findings findings) {
    private static final List<String> ONE_DEVICE = List.of("pcie-root-port", "pcie-switch-downstream-port");

    private record Placed(XmlElement device, XmlElement address, PciNumbers at) {}

    void apply() {
        Map<Integer, XmlElement> buses = buses();
        List<Placed> placed = places();
        for (Placed one : placed) {
            conflict(one, placed);
            slotZero(one, buses);
        }
        boolean teamed = pairs.nics().stream().anyMatch(nic -> nic.isStandby() || nic.isPrimary());
        Machine machine = Machine.of(document);
        if (teamed && !machine.isExpress()) {
            findings.add(
                    Rule.MACHINE,
                    machine.where(),
                    (machine.name().isEmpty() ? "the default machine" : "machine " + machine.name())
                            + " has no PCI Express, and QEMU takes the VF of a pair on no other bus: it never appears in the guest",
                    "write machine='q35'; the guest then sees its devices at other addresses");
        } else {
            placed.forEach(one -> pluggable(one, buses, placed));
        }
        acpi(teamed && machine.isX86());
    }

    private Map<Integer, XmlElement> buses() {
        Map<Integer, XmlElement> buses = new HashMap<>();
        for (XmlElement device : document.devices()) {
            if (device.name().equals("controller") && device.has("type", "pci")) {
                device.attribute("index")
                        .filter(index -> index.matches("[0-9]{1,4}"))
                        .ifPresent(index -> buses.put(Integer.parseInt(index), device));
            }
        }
        return buses;
    }

    private List<Placed> places() {
        List<Placed> placed = new ArrayList<>();
        for (XmlElement device : document.devices()) {
            device.child("address")
                    .filter(address -> address.has("type", "pci"))
                    .ifPresent(
                            address -> PciNumbers.of(address)
                                    .ifPresentOrElse(
                                            at -> placed.add(new Placed(device, address, at)),
                                            () -> findings.add(
                                                    Rule.PCI_ADDRESS,
                                                    address,
                                                    "this is no PCI address: libvirt refuses it",
                                                    "domain up to 0xffff, bus 0xff, slot 0x1f, function 7; or leave it to libvirt")));
        }
        return placed;
    }

    private void conflict(Placed one, List<Placed> all) {
        all.stream()
                .filter(other -> other.at().equals(one.at())
                        && other.device().line() < one.device().line())
                .findFirst()
                .ifPresent(other -> findings.add(
                        Rule.PCI_CONFLICT,
                        one.address(),
                        "the device of line " + other.device().line() + " is at " + one.at()
                                + " too: libvirt refuses it",
                        "give it another address, or leave it to libvirt"));
    }

    private void slotZero(Placed one, Map<Integer, XmlElement> buses) {
        boolean port = Optional.ofNullable(buses.get(one.at().bus()))
                .flatMap(bus -> bus.attribute("model"))
                .filter(ONE_DEVICE::contains)
                .isPresent();
        if (port && one.at().slot() != 0) {
            findings.add(
                    Rule.PCI_ADDRESS,
                    one.address(),
                    "bus " + one.at().bus() + " is a port that has slot 0 only: libvirt refuses slot "
                            + one.at().slot(),
                    "write slot='0x00'");
        }
    }

    private void pluggable(Placed one, Map<Integer, XmlElement> buses, List<Placed> all) {
        if (pairs.primaries().stream().noneMatch(nic -> nic.element().equals(one.device()))) {
            return;
        }
        boolean alone = all.stream()
                .noneMatch(other -> !other.equals(one)
                        && other.at().sameSlot(one.at())
                        && !other.at().equals(one.at()));
        if (one.at().function() != 0 || one.address().has("multifunction", "on") || !alone) {
            findings.add(
                    Rule.OWN_SLOT,
                    one.address(),
                    "the VF of a pair must have a slot for itself: QEMU refuses it as one function of several,"
                            + " and a slot is unplugged as a whole",
                    "give it function 0 of a pcie-root-port of its own, or leave the address to libvirt");
        }
        XmlElement bus = buses.get(one.at().bus());
        if (one.at().bus() == 0) {
            notPluggable(one, "the root bus takes no hot-plug: the VF could never leave, nor appear");
        } else if (bus != null && !ONE_DEVICE.contains(bus.attribute("model").orElse(""))) {
            notPluggable(
                    one,
                    "bus " + one.at().bus() + " is a " + bus.attribute("model").orElse("bus without model")
                            + ", and QEMU takes the VF of a pair in a port of PCI Express only");
        } else if (bus != null && bus.attribute("target", "hotplug").equals(Optional.of("off"))) {
            notPluggable(one, "hot-plug is off at its port (line " + bus.line() + ")");
        }
    }

    private void notPluggable(Placed one, String reason) {
        findings.add(
                Rule.HOT_PLUG,
                one.address(),
                reason,
                "put it at slot 0 of a <controller type='pci' model='pcie-root-port'/>, or leave the address to libvirt");
    }

    private void acpi(boolean matters) {
        Optional<XmlElement> features = document.root().child("features");
        if (matters && features.flatMap(all -> all.child("acpi")).isEmpty()) {
            findings.add(
                    Rule.ACPI,
                    features.orElse(document.root()),
                    "without ACPI a VF is unplugged by the port's attention button, which takes 5 s and more, if the guest hears it",
                    "write <features><acpi/></features>");
        }
    }
}
