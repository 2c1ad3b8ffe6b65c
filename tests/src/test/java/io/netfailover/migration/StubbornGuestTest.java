package io.netfailover.migration;

import static io.netfailover.migration.OneVmFleet.FAILED;

import io.netfailover.lab.QemuLabSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A guest that hears no request to let its VF go. */
@EnabledIfSystemProperty(
        named = "netfailover.failures",
        matches = "true",
        disabledReason = "waits for deadlines of a minute: -Dnetfailover.failures=true")
class StubbornGuestTest {
    @Test
    void aGuestThatIgnoresTheEjectKeepsItsVfAndTheMigrationIsUndone() {
        // a primary that QEMU plugs in once the guest has STANDBY would not be heard of either
        QemuLabSpec spec = QemuLabSpec.usual().unpaired().withKernelArguments("acpiphp.disable=1");
        try (OneVmFleet fleet = new OneVmFleet(spec)) {
            fleet.takeVf();
            fleet.assertEnds(OneVmFleet.REFUSED, "no VF is free on hv2", "netfailover vf list"); // its own is known now
            fleet.releaseVf();
            fleet.remember();

            fleet.assertEnds(
                    FAILED, "the guest in vm1 has not let go of ua-vf0", "has PCI hotplug (acpiphp or pciehp)");

            fleet.assertAsBefore();
        }
    }
}
