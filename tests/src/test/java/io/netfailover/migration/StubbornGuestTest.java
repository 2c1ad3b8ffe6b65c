package io.netfailover.migration;

import static io.netfailover.migration.OneVmFleet.FAILED;

import io.netfailover.lab.GuestConsole;
import io.netfailover.lab.LabPair;
import io.netfailover.lab.QemuLabSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A guest that hears no request to let a VF go. */
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

    @Test
    void aGuestThatLetsOnlyOneOfItsTwoVfsGoGetsThatOneBack() {
        QemuLabSpec spec = QemuLabSpec.usual().withPairs(2).withNativeHotplug();
        try (OneVmFleet fleet = new OneVmFleet(spec)) {
            fleet.goThere();
            fleet.comeBack();
            LabPair second = fleet.lab().pairs().get(1);
            try (GuestConsole guest = fleet.lab().console(fleet.source())) {
                guest.run(hearNoButtonOf(second), OneVmFleet.SOON).orFail();
            }
            fleet.remember();

            fleet.assertEnds(
                    FAILED,
                    "the guest in vm1 has not let go of " + second.primary(),
                    "has PCI hotplug (acpiphp or pciehp)");

            fleet.assertAsBefore();
        }
    }

    /**
     * The port of a VF's slot raises no interrupt for its attention button any more: Slot Control, 18h behind the start of the PCI Express
     * capability, which QEMU's root port has at 54h.
     */
    private static String hearNoButtonOf(LabPair pair) {
        return "for l in /sys/class/net/*; do case $(readlink $l/device/driver) in */vmxnet3) ;; *) continue;; esac;"
                + " [ $(cat $l/address) = " + pair.mac() + " ] || continue; p=$(dirname $(readlink -f $l/device));"
                + " printf '\\0\\0' | dd of=$p/config bs=1 seek=$((0x54 + 0x18)) conv=notrunc; exit; done; exit 1";
    }
}
