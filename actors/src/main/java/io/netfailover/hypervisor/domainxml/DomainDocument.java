package io.netfailover.hypervisor.domainxml;

import io.netfailover.types.PciAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A definition of a VM (https://libvirt.org/formatdomain.html) with the places of its elements in the text. */
public final class DomainDocument {
    /** What libvirt takes in a call (REMOTE_STRING_MAX of remote_protocol.x). */
    public static final int MAX_BYTES = 4 << 20;

    private final String text;
    private final XmlElement root;

    private DomainDocument(String text, XmlElement root) {
        this.text = text;
        this.root = root;
    }

    /**
     * Neither document types nor what they refer to are read.
     *
     * @param bytes in UTF-8: libvirt reads nothing else, whatever is declared
     */
    public static DomainDocument parse(byte[] bytes) throws BadXmlException {
        String text = XmlReading.text(bytes);
        XmlElement root = XmlReading.of(text);
        if (!root.name().equals("domain")) {
            throw new BadXmlException(
                    root.line(),
                    "it is not the definition of a VM: its root is not <domain>",
                    "give what 'virsh dumpxml --inactive DOMAIN' prints");
        }
        return new DomainDocument(text, root);
    }

    /** The functions of this host that it is given, in the order of the text. */
    public Set<PciAddress> hostFunctions() {
        Set<PciAddress> functions = new LinkedHashSet<>();
        for (XmlElement device : devices()) {
            HostFunction.of(device).flatMap(HostFunction::address).ifPresent(functions::add);
        }
        return functions;
    }

    /** The networks of libvirt that its NICs name. */
    public Set<String> networks() {
        Set<String> names = new LinkedHashSet<>();
        for (NicElement nic : nics()) {
            nic.network().ifPresent(names::add);
        }
        return names;
    }

    /** As it was read, a byte order mark included. */
    public String text() {
        return text;
    }

    XmlElement root() {
        return root;
    }

    /** Everything within {@code <devices>}. */
    List<XmlElement> devices() {
        return root.child("devices").map(XmlElement::children).orElse(List.of());
    }

    /** All NICs, and functions that are passed through as one half of a pair. */
    List<NicElement> nics() {
        return devices().stream()
                .filter(device -> device.name().equals("interface")
                        || device.name().equals("hostdev")
                                && device.child("teaming").isPresent())
                .map(NicElement::new)
                .toList();
    }
}
