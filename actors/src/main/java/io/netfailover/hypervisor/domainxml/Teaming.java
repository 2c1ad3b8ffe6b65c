package io.netfailover.hypervisor.domainxml;

import static java.util.Map.entry;

import io.netfailover.types.MacAddress;
import io.netfailover.types.PciAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes a failover pair of a virtio NIC and a VF in a definition. All that is right already stays as it is, and all that has nothing to do
 * with the pair, so that a second run changes nothing.
 */
public final class Teaming {
    private final DomainDocument document;
    private final MacAddress mac;
    private final Function function;
    private final Splices splices;

    private Teaming(DomainDocument document, MacAddress mac, Function function) {
        this.document = document;
        this.mac = mac;
        this.function = function;
        this.splices = new Splices(document.text());
    }

    /** Where the VF comes from. */
    public sealed interface Function {}

    /** A VF of the host. */
    public record Vf(PciAddress address) implements Function {}

    /** Any VF of a libvirt network with {@code <forward mode='hostdev'>}. */
    public record Pool(String network) implements Function {}

    /**
     * @param mac of the virtio NIC, which the VF gets too
     * @return the definition, in UTF-8
     * @throws TeamingRefusedException when it has no NIC to make the pair of, or more than one
     */
    public static byte[] apply(byte[] definition, MacAddress mac, Function function)
            throws BadXmlException, TeamingRefusedException {
        DomainDocument document = DomainDocument.parse(definition);
        return new Teaming(document, mac, function).changed().getBytes(StandardCharsets.UTF_8);
    }

    private String changed() throws TeamingRefusedException {
        NicElement standby = standby();
        Optional<NicElement> primary = primary(standby);
        requireFree(primary);
        String alias = standby.hasUserAlias() ? standby.alias().orElseThrow() : freeAlias("ua-standby");
        if (!standby.isStandby()
                || standby.element().attribute("teaming", "persistent").isPresent()) {
            splices.child(standby.element(), "teaming", Markup.of("teaming", List.of(entry("type", "persistent"))));
        }
        setChild(standby.element(), "link", "state", "down");
        setChild(standby.element(), "alias", "name", alias);
        if (primary.isPresent()) {
            correct(primary.get().element(), primary.get(), alias);
        } else {
            splices.after(standby.element(), vf(alias));
        }
        return splices.result();
    }

    private NicElement standby() throws TeamingRefusedException {
        List<NicElement> found = document.nics().stream()
                .filter(nic -> !nic.isPassedThrough() && !nic.isPrimary())
                .filter(nic -> nic.mac().equals(Optional.of(mac)))
                .toList();
        if (found.size() != 1) {
            String macs = document.nics().stream()
                    .filter(nic -> nic.isVirtio() && nic.mac().isPresent())
                    .map(nic -> nic.mac().orElseThrow().toString())
                    .collect(Collectors.joining(", "));
            throw new TeamingRefusedException(
                    found.isEmpty() ? "no virtio NIC has the MAC " + mac : "more than one NIC has the MAC " + mac,
                    macs.isEmpty() ? "give the VM a virtio NIC first" : "its virtio NICs have: " + macs);
        }
        if (!found.get(0).isVirtio()) {
            throw new TeamingRefusedException(
                    "the NIC of line " + found.get(0).element().line() + " with the MAC " + mac + " is not virtio",
                    "a guest sees another card then, so do it by hand: <model type='virtio'/>");
        }
        return found.get(0);
    }

    /** What is a VF of that NIC already, by its name or by its MAC. */
    private Optional<NicElement> primary(NicElement standby) throws TeamingRefusedException {
        List<NicElement> found = document.nics().stream()
                .filter(nic -> nic.isPrimary() || nic.isPassedThrough())
                .filter(nic -> nic.mac().equals(Optional.of(mac))
                        || standby.alias().isPresent()
                                && nic.element()
                                        .attribute("teaming", "persistent")
                                        .equals(standby.alias()))
                .toList();
        if (found.size() > 1) {
            throw new TeamingRefusedException(
                    "the NIC with the MAC " + mac + " has more than one VF", "keep one of them");
        } else if (found.stream().anyMatch(NicElement::isBareFunction)) {
            throw new TeamingRefusedException(
                    "the VF of the pair is a <hostdev> (line "
                            + found.get(0).element().line() + "), which has no MAC",
                    "remove it: an <interface> is written in its place");
        }
        return found.stream().findFirst();
    }

    private void requireFree(Optional<NicElement> primary) throws TeamingRefusedException {
        if (function instanceof Vf vf) {
            for (XmlElement device : document.devices()) {
                boolean other =
                        primary.filter(nic -> nic.element().equals(device)).isEmpty();
                if (other
                        && HostFunction.of(device)
                                .flatMap(HostFunction::address)
                                .equals(Optional.of(vf.address()))) {
                    throw new TeamingRefusedException(
                            vf.address() + " is given to the device of line " + device.line() + " already",
                            "name another VF, or remove that device");
                }
            }
        }
    }

    /** An existing VF: what is missing or wrong. */
    private void correct(XmlElement element, NicElement nic, String standby) {
        setChild(element, "mac", "address", nic.mac().equals(Optional.of(mac)) ? "" : mac.toString());
        if (function instanceof Pool pool) {
            splices.attribute(element, "type", "network");
            splices.removeAttribute(element, "managed");
            if (!element.attribute("source", "network").equals(Optional.of(pool.network()))) {
                splices.child(element, "source", source());
            }
            setChild(element, "model", "type", nic.isVirtio() ? "" : "virtio");
        } else if (function instanceof Vf vf) {
            splices.attribute(element, "type", "hostdev");
            splices.attribute(element, "managed", "yes");
            if (!HostFunction.of(element).flatMap(HostFunction::address).equals(Optional.of(vf.address()))) {
                splices.child(element, "source", source());
            }
        }
        if (!nic.isPrimary() || !element.attribute("teaming", "persistent").equals(Optional.of(standby))) {
            splices.child(element, "teaming", transientOf(standby));
        }
        setChild(element, "alias", "name", nic.hasUserAlias() ? "" : freeAlias("ua-vf"));
    }

    /** @param value empty when what is there is right */
    private void setChild(XmlElement parent, String child, String attribute, String value) {
        if (value.isEmpty()) {
            return;
        }
        Optional<XmlElement> present = parent.child(child);
        if (present.isPresent()) {
            splices.attribute(present.get(), attribute, value);
        } else {
            splices.child(parent, child, Markup.of(child, List.of(entry(attribute, value))));
        }
    }

    /** libvirt places the VF of a pool on PCI Express only when its model is virtio. */
    private Markup vf(String standby) {
        boolean pool = function instanceof Pool;
        List<Markup> children = new ArrayList<>();
        children.add(Markup.of("mac", List.of(entry("address", mac.toString()))));
        children.add(source());
        if (pool) {
            children.add(Markup.of("model", List.of(entry("type", "virtio"))));
        }
        children.add(transientOf(standby));
        children.add(Markup.of("alias", List.of(entry("name", freeAlias("ua-vf")))));
        return new Markup(
                "interface",
                pool ? List.of(entry("type", "network")) : List.of(entry("type", "hostdev"), entry("managed", "yes")),
                children);
    }

    private Markup source() {
        if (function instanceof Pool pool) {
            return Markup.of("source", List.of(entry("network", pool.network())));
        }
        String[] parts = ((Vf) function).address().value().split("[:.]", -1);
        return Markup.of(
                "source",
                List.of(),
                Markup.of(
                        "address",
                        List.of(
                                entry("type", "pci"),
                                entry("domain", "0x" + parts[0]),
                                entry("bus", "0x" + parts[1]),
                                entry("slot", "0x" + parts[2]),
                                entry("function", "0x" + parts[3]))));
    }

    private static Markup transientOf(String standby) {
        return Markup.of("teaming", List.of(entry("type", "transient"), entry("persistent", standby)));
    }

    private String freeAlias(String prefix) {
        Set<String> taken = document.devices().stream()
                .flatMap(device -> device.attribute("alias", "name").stream())
                .collect(Collectors.toSet());
        int number = 0;
        while (taken.contains(prefix + number)) {
            number++;
        }
        return prefix + number;
    }
}
