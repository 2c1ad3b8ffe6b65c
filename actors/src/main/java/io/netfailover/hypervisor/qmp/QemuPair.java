package io.netfailover.hypervisor.qmp;

import io.netfailover.hypervisor.VfNic;
import io.netfailover.types.MacAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The two halves of a failover pair as the configuration has them.
 *
 * @param standby QEMU's id of the virtio NIC
 * @param primary the id that the VF is plugged in under
 * @param tap the host's end of the standby
 * @param device properties of {@code device_add} for the primary, without its id. In texts, {@code {pci}}, {@code {pf}}, {@code {index}},
 *     {@code {mac}} and {@code {standby}} stand for those of the VF: {@code {"driver": "vfio-pci", "host": "{pci}", "bus": "port1",
 *     "failover_pair_id": "{standby}"}}. Only with {@code failover_pair_id} does QEMU wait for the guest's consent and unplug by itself
 */
public record QemuPair(String standby, String primary, String tap, MacAddress mac, Map<String, Object> device) {
    public QemuPair {
        device = Map.copyOf(device);
        if (device.containsKey("id")) {
            throw new IllegalArgumentException(
                    "the device of " + primary + " gets its id when it is plugged in: leave it out");
        }
        if (!device.containsKey("driver")) {
            throw new IllegalArgumentException("the device of " + primary + " needs a driver, as vfio-pci");
        }
    }

    /** Whether QEMU itself knows the two as a pair. */
    boolean teamed() {
        return device.containsKey("failover_pair_id");
    }

    /** What {@code device_add} takes, and {@code -device} as JSON: in its other syntax a primary cannot be plugged in twice. */
    Map<String, Object> plug(VfNic nic) {
        Map<String, Object> properties = new LinkedHashMap<>();
        device.forEach((name, value) -> properties.put(name, value instanceof String text ? filled(text, nic) : value));
        properties.put("id", nic.alias());
        return properties;
    }

    private static String filled(String text, VfNic nic) {
        return text.replace("{pci}", nic.vf().pci().toString())
                .replace("{pf}", nic.vf().pf())
                .replace("{index}", Integer.toString(nic.vf().index()))
                .replace("{mac}", nic.mac().toString())
                .replace("{standby}", nic.standbyAlias());
    }

    static Optional<QemuPair> ofStandby(QemuDomain domain, String standby) {
        return domain.pairs().stream()
                .filter(pair -> pair.standby().equals(standby))
                .findFirst();
    }
}
