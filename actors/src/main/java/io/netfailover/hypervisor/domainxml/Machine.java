package io.netfailover.hypervisor.domainxml;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the machine type tells of buses.
 *
 * @param where the element that says it
 * @param name as given; empty when libvirt chooses
 */
record Machine(XmlElement where, String architecture, String name) {
    private static final List<String> X86 = List.of("x86_64", "i686", "");

    static Machine of(DomainDocument document) {
        Optional<XmlElement> type = document.root().child("os").flatMap(os -> os.child("type"));
        return new Machine(
                type.orElse(document.root()),
                type.flatMap(os -> os.attribute("arch")).orElse(""),
                type.flatMap(os -> os.attribute("machine")).orElse(""));
    }

    boolean isX86() {
        return X86.contains(architecture);
    }

    /** Whether its root bus is PCI Express. Without a name libvirt takes QEMU's default: i440fx on x86, virt on ARM and RISC-V. */
    boolean isExpress() {
        return name.isEmpty()
                ? !isX86() && Stream.of("aarch64", "arm", "riscv").anyMatch(architecture::startsWith)
                : name.equals("q35")
                        || name.startsWith("pc-q35")
                        || name.equals("virt")
                        || name.startsWith("virt-")
                        || name.startsWith("sbsa-ref");
    }
}
