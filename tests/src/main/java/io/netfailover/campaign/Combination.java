package io.netfailover.campaign;

import io.netfailover.hypervisor.libvirt.VfTemplate;
import io.netfailover.lab.Fleet;
import io.netfailover.lab.FleetLab;
import io.netfailover.lab.LibvirtCycle;
import io.netfailover.lab.LibvirtFleet;
import io.netfailover.lab.QemuLabSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A kind of fleet and a way to move its VM.
 *
 * @param order what an order says of it, in words of the API
 */
record Combination(String name, Supplier<Fleet> fleet, Map<String, Object> order) {
    private static final Map<String, Object> EXPLICIT = Map.of("strategy", "explicit");
    private static final Map<String, Object> TEAMING = Map.of("strategy", "teaming");

    static final List<Combination> ALL = all();

    private static List<Combination> all() {
        List<Combination> all = new ArrayList<>();
        for (String driver : List.of("vmxnet3", "e1000e")) {
            QemuLabSpec acpi = QemuLabSpec.usual().withPrimary(driver);
            addQemu(all, driver + ", ACPI", acpi);
            addQemu(all, driver + ", native hotplug", acpi.withNativeHotplug());
        }
        all.add(libvirt("libvirt hostdev, explicit", VfTemplate.HOSTDEV, EXPLICIT));
        all.add(libvirt("libvirt hostdev, teaming", VfTemplate.HOSTDEV, TEAMING));
        // libvirt takes no emulated NIC for the transient half of a pair
        all.add(libvirt("libvirt e1000e, explicit", LibvirtCycle.EMULATED, EXPLICIT));
        addQemu(all, "two pairs", QemuLabSpec.usual().withPairs(2));
        all.add(new Combination(
                "the guest's master is netfailover's",
                () -> FleetLab.build(QemuLabSpec.usual().withOwnMaster()),
                Map.of("guestMaster", "netfailover")));
        return List.copyOf(all);
    }

    private static void addQemu(List<Combination> all, String name, QemuLabSpec spec) {
        all.add(new Combination(name + ", explicit", () -> FleetLab.build(spec), EXPLICIT));
        all.add(new Combination(name + ", teaming", () -> FleetLab.build(spec), TEAMING));
    }

    private static Combination libvirt(String name, VfTemplate template, Map<String, Object> order) {
        return new Combination(name, () -> LibvirtFleet.build(template), order);
    }
}
