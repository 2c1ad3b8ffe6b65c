package io.netfailover.hypervisor.domainxml;

import io.netfailover.types.PciAddress;
import java.util.List;
import java.util.Optional;

/** A definition of a network of libvirt (https://libvirt.org/formatnetwork.html): what a NIC that names it is connected to. */
public final class NetworkDocument {
    private final XmlElement root;

    private NetworkDocument(XmlElement root) {
        this.root = root;
    }

    /** @param bytes in UTF-8 */
    public static NetworkDocument parse(byte[] bytes) throws BadXmlException {
        XmlElement root = XmlReading.of(XmlReading.text(bytes));
        boolean named =
                root.child("name").filter(name -> !name.text().isEmpty()).isPresent();
        if (!root.name().equals("network") || !named) {
            throw new BadXmlException(
                    root.line(),
                    "it is not the definition of a network: "
                            + (named ? "its root is not <network>" : "it has no <name>"),
                    "give what 'virsh net-dumpxml --inactive NETWORK' prints");
        }
        return new NetworkDocument(root);
    }

    public String name() {
        return root.child("name").map(XmlElement::text).orElseThrow();
    }

    /** {@code nat} where libvirt says so by saying nothing, {@code isolated} without forwarding. */
    String mode() {
        return root.child("forward")
                .map(forward -> forward.attribute("mode").orElse("nat"))
                .orElse("isolated");
    }

    /** Whether it gives each NIC a VF of its own. */
    boolean isPool() {
        return mode().equals("hostdev");
    }

    /** Whose VFs it gives, all of them. */
    Optional<String> pf() {
        return root.child("forward").flatMap(forward -> forward.attribute("pf", "dev"));
    }

    /** The VFs that it names; beside a PF they are only what a running libvirt found. */
    List<PciAddress> functions() {
        return root.child("forward").map(forward -> forward.children("address")).orElse(List.of()).stream()
                .flatMap(address -> PciNumbers.of(address).stream())
                .map(PciNumbers::address)
                .toList();
    }

    boolean isManaged() {
        return root.child("forward")
                .filter(forward -> forward.has("managed", "yes"))
                .isPresent();
    }

    /** What libvirt made for it, or was told to use. */
    Optional<String> bridge() {
        return root.attribute("bridge", "name");
    }

    /**
     * The one of the port group before its own (virDomainNetResolveActualType).
     *
     * @param group empty for a NIC that names none: then it is of the default one
     */
    Optional<XmlElement> vlan(Optional<String> group) {
        return root.children("portgroup").stream()
                .filter(one -> group.map(name -> one.has("name", name)).orElseGet(() -> one.has("default", "yes")))
                .findFirst()
                .flatMap(one -> one.child("vlan"))
                .or(() -> root.child("vlan"));
    }
}
