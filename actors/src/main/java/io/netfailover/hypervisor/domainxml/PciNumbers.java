package io.netfailover.hypervisor.domainxml;

import io.netfailover.types.PciAddress;
import java.util.Locale;
import java.util.Optional;

/** The numbers of a PCI {@code <address>}, of the guest's bus or the host's. What is missing counts as 0, as in libvirt. */
record PciNumbers(int domain, int bus, int slot, int function) {
    /** Empty when a number is none, or too large for PCI (virPCIDeviceAddressIsValid of libvirt). */
    static Optional<PciNumbers> of(XmlElement address) {
        int domain = number(address, "domain", 0xffff);
        int bus = number(address, "bus", 0xff);
        int slot = number(address, "slot", 0x1f);
        int function = number(address, "function", 7);
        return domain < 0 || bus < 0 || slot < 0 || function < 0
                ? Optional.empty()
                : Optional.of(new PciNumbers(domain, bus, slot, function));
    }

    /** -1 when it is no number of that range; decimal, or hexadecimal behind 0x. */
    private static int number(XmlElement address, String attribute, int max) {
        try {
            int number = Integer.decode(address.attribute(attribute).orElse("0"));
            return number <= max ? number : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    boolean sameSlot(PciNumbers other) {
        return domain == other.domain && bus == other.bus && slot == other.slot;
    }

    PciAddress address() {
        return new PciAddress(toString());
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%04x:%02x:%02x.%x", domain, bus, slot, function);
    }
}
