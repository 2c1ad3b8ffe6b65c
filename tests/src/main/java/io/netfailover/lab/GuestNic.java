package io.netfailover.lab;

import io.netfailover.types.MacAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An emulated NIC of a guest, on a PCIe port of its own.
 *
 * @param id QEMU's, for plugging and for its cable
 * @param driver vmxnet3 has carrier 20 times sooner than e1000e
 * @param properties that this driver has besides
 * @param plugged from the start
 * @param wired whether its cable ends in this JVM, see {@link Guest#cable}; else it has carrier and reaches nobody
 */
public record GuestNic(
        String id, String driver, MacAddress mac, Map<String, Object> properties, boolean plugged, boolean wired) {
    public GuestNic {
        properties = Map.copyOf(properties);
    }

    public static GuestNic virtio(String id, MacAddress mac) {
        return new GuestNic(id, "virtio-net-pci", mac, Map.of(), true, false);
    }

    /** Stands for a VF. */
    public static GuestNic vf(String id, MacAddress mac) {
        return new GuestNic(id, "vmxnet3", mac, Map.of(), true, false);
    }

    /** Has the guest's own driver make a master. */
    public GuestNic offeringStandby() {
        return with("failover", true);
    }

    /** QEMU plugs it when the guest has taken the offer of its standby. */
    public GuestNic pairedWith(String standby) {
        return with("failover_pair_id", standby);
    }

    public GuestNic unplugged() {
        return new GuestNic(id, driver, mac, properties, false, wired);
    }

    public GuestNic withCable() {
        return new GuestNic(id, driver, mac, properties, plugged, true);
    }

    private GuestNic with(String property, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(properties);
        more.put(property, value);
        return new GuestNic(id, driver, mac, more, plugged, wired);
    }

    /** What {@code device_add} takes as well. */
    Map<String, Object> device(String bus, String netdev) {
        Map<String, Object> device = new LinkedHashMap<>();
        device.put("driver", driver);
        device.put("id", id);
        device.put("bus", bus);
        device.put("netdev", netdev);
        device.put("mac", mac.toString());
        device.put("romfile", "");
        device.putAll(properties);
        return device;
    }
}
