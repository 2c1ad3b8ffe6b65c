package io.netfailover.netlink;

import static io.netfailover.netlink.MessageHeader.*;

import io.netfailover.types.IfIndex;
import java.util.List;

/** IP addresses of links, as {@code ip address} shows and changes them. */
public final class Addresses {
    private final Exchange kernel;

    Addresses(Exchange kernel) {
        this.kernel = kernel;
    }

    public List<InterfaceAddress> list() {
        return kernel.dump(
                () -> "list addresses", AddressMessage::dump, AddressMessage.RTM_NEWADDR, AddressMessage::decode);
    }

    public List<InterfaceAddress> listOf(IfIndex link) {
        return list().stream().filter(address -> address.ifIndex().equals(link)).toList();
    }

    /** @throws NetlinkException EEXIST when the link has it already */
    public void add(InterfaceAddress address) {
        kernel.execute(
                () -> "add address " + address.text() + " to " + kernel.nameOf(address.ifIndex()),
                request -> AddressMessage.add(request, address, NLM_F_CREATE | NLM_F_EXCL));
    }

    /** Adds it, or changes lifetimes, flags and metric of the one that is there. */
    public void replace(InterfaceAddress address) {
        kernel.execute(
                () -> "replace address " + address.text() + " of " + kernel.nameOf(address.ifIndex()),
                request -> AddressMessage.add(request, address, NLM_F_CREATE | NLM_F_REPLACE));
    }

    /** @return false when the link, or there, the address is not (any more) */
    public boolean delete(InterfaceAddress address) {
        return kernel.executeUnless(
                () -> "delete address " + address.text() + " of " + kernel.nameOf(address.ifIndex()),
                request -> AddressMessage.delete(request, address),
                "EADDRNOTAVAIL",
                "ENODEV");
    }
}
