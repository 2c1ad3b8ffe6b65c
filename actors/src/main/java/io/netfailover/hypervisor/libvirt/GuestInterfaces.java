package io.netfailover.hypervisor.libvirt;

import io.netfailover.hypervisor.GuestInterface;
import io.netfailover.types.MacAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/** Reads an array of {@code virDomainInterfacePtr} as 64-bit machines lay it out. */
final class GuestInterfaces {
    // struct _virDomainInterface { char *name; char *hwaddr; unsigned int naddrs; virDomainIPAddressPtr addrs; }
    private static final int NAME = 0;
    private static final int HWADDR = 8;
    private static final int NADDRS = 16;
    private static final int ADDRS = 24;

    // struct _virDomainIPAddress { int type; char *addr; unsigned int prefix; }
    private static final int ADDR = 8;
    private static final int ADDRESS_BYTES = 24;

    private GuestInterfaces() {}

    /** Frees the array, too. Links without an Ethernet address are left out. */
    static List<GuestInterface> take(Libvirt libvirt, @Nullable Pointer array, int count) {
        List<GuestInterface> interfaces = new ArrayList<>();
        if (array == null) {
            return interfaces;
        }
        for (int i = 0; i < count; i++) {
            Pointer each = array.getPointer((long) i * Long.BYTES);
            String mac = text(each, HWADDR);
            if (!mac.isEmpty()) {
                interfaces.add(new GuestInterface(text(each, NAME), MacAddress.parse(mac), addresses(each)));
            }
            libvirt.virDomainInterfaceFree(each);
        }
        libvirt.free(array);
        return interfaces;
    }

    private static List<InetAddress> addresses(Pointer guestInterface) {
        List<InetAddress> addresses = new ArrayList<>();
        Pointer array = guestInterface.getPointer(ADDRS);
        for (int i = 0; i < guestInterface.getInt(NADDRS); i++) {
            String literal = text(array, (long) i * ADDRESS_BYTES + ADDR);
            try {
                addresses.add(InetAddress.getByName(literal));
            } catch (UnknownHostException e) {
                throw new IllegalStateException("the guest agent tells of an address that is none: " + literal, e);
            }
        }
        return addresses;
    }

    private static String text(Pointer struct, long offset) {
        Pointer text = struct.getPointer(offset);
        return text == null ? "" : text.getString(0, 256, StandardCharsets.UTF_8);
    }
}
