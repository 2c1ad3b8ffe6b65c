package io.netfailover.hypervisor.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The carrier that a virtio NIC shows its guest. No QMP command tells it, so it is read where the guest reads it: {@code status} in
 * {@code struct virtio_net_config}, behind BAR 4 of the modern PCI device. Reading it has no effect on the device.
 */
final class StandbyLink {
    private static final int MODERN_BAR = 4;
    /** Where QEMU puts VIRTIO_PCI_CAP_DEVICE_CFG in that BAR, virtio_pci_device_plugged in hw/virtio/virtio-pci.c. */
    private static final int DEVICE_CONFIG = 0x2000;
    /** After the six bytes of the MAC, linux/virtio_net.h. */
    private static final int STATUS = 6;

    private static final int VIRTIO_NET_S_LINK_UP = 1;
    private static final Pattern WORD = Pattern.compile(": 0x([0-9a-f]{4})\\s*$");

    private StandbyLink() {}

    /** Empty until firmware or guest has mapped it. */
    static Optional<Long> statusAddress(JsonNode function) {
        for (JsonNode region : function.path("regions")) {
            long address = region.path("address").asLong();
            if (region.path("bar").asInt() == MODERN_BAR && address > 0) {
                return Optional.of(address + DEVICE_CONFIG + STATUS);
            }
        }
        return Optional.empty();
    }

    /** One half-word in hexadecimal. */
    static String command(long address) {
        return "xp /1hx 0x" + Long.toHexString(address);
    }

    /** Empty when that is no half-word of a device, as where nothing answers. */
    static Optional<Boolean> up(String said) {
        Matcher word = WORD.matcher(said);
        return word.find()
                ? Optional.of((Integer.parseInt(word.group(1), 16) & VIRTIO_NET_S_LINK_UP) != 0)
                : Optional.empty();
    }
}
