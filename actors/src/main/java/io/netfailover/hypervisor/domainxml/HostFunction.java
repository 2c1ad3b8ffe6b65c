package io.netfailover.hypervisor.domainxml;

import io.netfailover.types.PciAddress;
import java.util.Optional;

/**
 * A PCI function of the host that a device passes through: {@code <interface type='hostdev'>} or {@code <hostdev type='pci'>}.
 *
 * @param place the host's {@code <address>}; empty when it is missing
 */
record HostFunction(XmlElement device, Optional<XmlElement> place) {
    /** Empty for any other device. */
    static Optional<HostFunction> of(XmlElement device) {
        boolean passed = device.name().equals("interface") && device.has("type", "hostdev")
                || device.name().equals("hostdev") && device.has("type", "pci");
        return passed
                ? Optional.of(
                        new HostFunction(device, device.child("source").flatMap(source -> source.child("address"))))
                : Optional.empty();
    }

    /** Empty when it is missing, not on the PCI bus, or wrong. */
    Optional<PciAddress> address() {
        return place.filter(this::isOnPci).flatMap(PciNumbers::of).map(PciNumbers::address);
    }

    /** A NIC says the bus with the address, another device with its type. */
    private boolean isOnPci(XmlElement address) {
        return device.name().equals("hostdev") || address.has("type", "pci");
    }

    /** Where a finding is shown. */
    XmlElement where() {
        return place.or(() -> device.child("source")).orElse(device);
    }
}
