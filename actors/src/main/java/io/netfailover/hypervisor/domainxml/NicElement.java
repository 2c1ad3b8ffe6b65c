package io.netfailover.hypervisor.domainxml;

import io.netfailover.types.MacAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A NIC of the definition: {@code <interface>}, or a {@code <hostdev>} that is one half of a pair. */
record NicElement(XmlElement element) {
    /** Of the element, for {@code <hostdev>} too: its own type is the bus. */
    String type() {
        return isBareFunction() ? "hostdev" : element.attribute("type").orElse("");
    }

    /** A {@code <hostdev>}: it has no MAC of its own in the definition. */
    boolean isBareFunction() {
        return element.name().equals("hostdev");
    }

    boolean isPassedThrough() {
        return type().equals("hostdev");
    }

    Optional<XmlElement> teaming() {
        return element.child("teaming");
    }

    boolean isStandby() {
        return teaming().filter(teaming -> teaming.has("type", "persistent")).isPresent();
    }

    boolean isPrimary() {
        return teaming().filter(teaming -> teaming.has("type", "transient")).isPresent();
    }

    /** All three are virtio-net to the guest. */
    boolean isVirtio() {
        return List.of("virtio", "virtio-transitional", "virtio-non-transitional")
                .contains(element.attribute("model", "type").orElse(""));
    }

    /** What the user gave it; libvirt drops names that do not begin with {@code ua-}. */
    Optional<String> alias() {
        return element.attribute("alias", "name");
    }

    boolean hasUserAlias() {
        return alias().filter(alias -> alias.matches("ua-[A-Za-z0-9_-]+")).isPresent();
    }

    /** Empty when it is missing or wrong. */
    Optional<MacAddress> mac() {
        return element.attribute("mac", "address").flatMap(NicElement::macOf);
    }

    static Optional<MacAddress> macOf(String text) {
        try {
            return Optional.of(MacAddress.parse(text.toLowerCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    Optional<String> bridge() {
        return type().equals("bridge") ? element.attribute("source", "bridge") : Optional.empty();
    }

    /** The network of libvirt that says what it is connected to. */
    Optional<String> network() {
        return type().equals("network") ? element.attribute("source", "network") : Optional.empty();
    }

    /** Its place on the guest's bus; empty where libvirt chooses it. */
    Optional<XmlElement> guestAddress() {
        return element.child("address").filter(address -> address.has("type", "pci"));
    }

    XmlElement orSelf(String child) {
        return element.child(child).orElse(element);
    }

    /** For people: its alias, else its MAC. */
    String label() {
        return alias().or(() -> element.attribute("mac", "address"))
                .orElse("<" + element.name() + "> of line " + element.line());
    }
}
