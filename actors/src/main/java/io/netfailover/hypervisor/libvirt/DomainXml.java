package io.netfailover.hypervisor.libvirt;

import io.netfailover.hypervisor.Nic;
import io.netfailover.types.MacAddress;
import io.netfailover.types.PciAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** A domain's definition, as far as NICs go (https://libvirt.org/formatdomain.html#network-interfaces). */
final class DomainXml {
    private final Document document;

    private DomainXml(Document document) {
        this.document = document;
    }

    static DomainXml parse(String text) {
        return new DomainXml(Xml.parse(text));
    }

    List<Nic> nics() {
        List<Nic> nics = new ArrayList<>();
        List<Element> interfaces = interfaces();
        for (int i = 0; i < interfaces.size(); i++) {
            nics.add(nic(interfaces.get(i), i));
        }
        return List.copyOf(nics);
    }

    Optional<Nic> nic(String alias) {
        return nics().stream().filter(nic -> nic.alias().equals(alias)).findFirst();
    }

    /** The whole device with that carrier, for libvirt finds a device by comparing all that is given; empty without such a device. */
    Optional<String> withLink(String alias, boolean up) {
        return find(alias).map(device -> {
            Element link = Xml.child(device, "link").orElseGet(() -> {
                Element made = document.createElement("link");
                device.appendChild(made);
                return made;
            });
            link.setAttribute("state", up ? "up" : "down");
            return Xml.text(device);
        });
    }

    /**
     * The definition with these devices in the place of all transient halves of teaming pairs, and of devices with one of the aliases.
     *
     * @param aliases of the devices
     */
    String withVfs(List<String> devices, Set<String> aliases) {
        for (Element device : interfaces()) {
            if (aliases.contains(alias(device)) || teaming(device, "transient")) {
                device.getParentNode().removeChild(device);
            }
        }
        Element parent = Xml.child(document.getDocumentElement(), "devices")
                .orElseThrow(() -> new IllegalArgumentException("a domain without devices"));
        for (String device : devices) {
            Node root = Xml.parse(device).getDocumentElement();
            parent.appendChild(document.importNode(root, true));
        }
        return Xml.text(document.getDocumentElement());
    }

    /**
     * The definition with the host's side of some devices exchanged, which a guest does not see; empty when it has none of them.
     *
     * @param devices as they are on the other host, by alias
     */
    Optional<String> withHostSides(Map<String, String> devices) {
        boolean found = false;
        for (Element device : interfaces()) {
            String there = devices.get(alias(device));
            if (there != null) {
                found = true;
                exchangeHostSide(device, Xml.parse(there).getDocumentElement());
            }
        }
        return found ? Optional.of(Xml.text(document.getDocumentElement())) : Optional.empty();
    }

    private void exchangeHostSide(Element device, Element there) {
        for (String side : List.of("source", "target")) {
            Xml.child(device, side).ifPresent(device::removeChild);
            Xml.child(there, side).ifPresent(each -> device.appendChild(document.importNode(each, true)));
        }
    }

    private Optional<Element> find(String alias) {
        return interfaces().stream().filter(each -> alias(each).equals(alias)).findFirst();
    }

    private List<Element> interfaces() {
        return Xml.child(document.getDocumentElement(), "devices")
                .map(devices -> Xml.children(devices, "interface"))
                .orElse(List.of());
    }

    /** @param index a domain that is shut off has aliases only where a user gave them; the others get libvirt's by their place */
    private static Nic nic(Element device, int index) {
        boolean hostdev = device.getAttribute("type").equals("hostdev");
        return new Nic(
                alias(device).isEmpty() ? "net" + index : alias(device),
                hostdev ? "hostdev" : Xml.attribute(device, "model", "type").orElse("unknown"),
                MacAddress.parse(Xml.attribute(device, "mac", "address")
                        .orElseThrow(() -> new IllegalArgumentException("a NIC without a MAC address"))
                        .toLowerCase(Locale.ROOT)),
                hostdev ? Optional.empty() : Xml.attribute(device, "target", "dev"),
                hostdev ? Xml.child(device, "source").flatMap(DomainXml::pci) : Optional.empty(),
                !Xml.attribute(device, "link", "state").equals(Optional.of("down")),
                teaming(device, "transient") ? Xml.attribute(device, "teaming", "persistent") : Optional.empty(),
                teaming(device, "persistent"));
    }

    private static String alias(Element device) {
        return Xml.attribute(device, "alias", "name").orElse("");
    }

    private static boolean teaming(Element device, String type) {
        return Xml.attribute(device, "teaming", "type").equals(Optional.of(type));
    }

    private static Optional<PciAddress> pci(Element source) {
        return Xml.child(source, "address")
                .map(address -> new PciAddress(String.format(
                        Locale.ROOT,
                        "%04x:%02x:%02x.%x",
                        Long.decode(address.getAttribute("domain")),
                        Long.decode(address.getAttribute("bus")),
                        Long.decode(address.getAttribute("slot")),
                        Long.decode(address.getAttribute("function")))));
    }
}
