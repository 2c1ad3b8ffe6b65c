package io.netfailover.hypervisor.domainxml;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What libvirt wants of any definition, as far as it concerns NICs or the whole. */
record DefinitionRules(DomainDocument document, Findings findings) {
    private static final List<String> ONCE =
            List.of("mac", "source", "target", "model", "teaming", "link", "mtu", "vlan", "alias", "address");

    void apply() {
        required();
        Set<String> aliases = new HashSet<>();
        for (XmlElement device : document.devices()) {
            device.child("alias").ifPresent(alias -> alias(alias, aliases));
            if (device.name().equals("interface")) {
                onlyOnce(device);
                source(device);
                link(device);
            }
        }
    }

    private void required() {
        XmlElement root = document.root();
        if (root.attribute("type").isEmpty()) {
            missing("type on <domain>", "write <domain type='kvm'>");
        }
        if (text(root.child("name")).isEmpty()) {
            missing("<name>", "write <name>...</name>");
        }
        boolean hasNodes = root.child("cpu").flatMap(cpu -> cpu.child("numa")).isPresent();
        if (text(root.child("memory")).isEmpty() && !hasNodes) {
            missing("<memory>", "write <memory unit='MiB'>...</memory>");
        }
        if (text(root.child("os").flatMap(os -> os.child("type"))).isEmpty()) {
            missing("<type> in <os>", "write <os><type arch='x86_64' machine='q35'>hvm</type></os>");
        }
    }

    private static String text(Optional<XmlElement> element) {
        return element.map(XmlElement::text).orElse("");
    }

    private void missing(String what, String fix) {
        findings.add(Rule.DEFINITION, document.root(), "the definition has no " + what + ": libvirt refuses it", fix);
    }

    /** Of a name that does not begin with {@code ua-} libvirt takes no notice, so it may be there twice. */
    private void alias(XmlElement alias, Set<String> aliases) {
        String name = alias.attribute("name").orElse("");
        if (!name.matches("[A-Za-z0-9_-]+")) {
            findings.add(
                    Rule.ALIAS,
                    alias,
                    "'" + name + "' is no alias: libvirt's schema refuses it, else it is dropped",
                    "write ua- and letters, digits, '-' and '_'");
        } else if (name.startsWith("ua-") && !aliases.add(name)) {
            findings.add(
                    Rule.ALIAS_TWICE,
                    alias,
                    "another device has the alias " + name + " too: libvirt refuses it",
                    "give each device an alias of its own");
        }
    }

    private void onlyOnce(XmlElement nic) {
        Set<String> seen = new HashSet<>();
        for (XmlElement child : nic.children()) {
            if (ONCE.contains(child.name()) && !seen.add(child.name())) {
                findings.add(
                        Rule.GIVEN_TWICE,
                        child,
                        "the NIC has a second <" + child.name()
                                + ">: libvirt's schema refuses it, else it counts for nothing",
                        "keep one of them");
            }
        }
    }

    private void source(XmlElement nic) {
        String attribute = switch (nic.attribute("type").orElse("")) {
            case "bridge" -> "bridge";
            case "network" -> "network";
            case "direct" -> "dev";
            default -> "";
        };
        if (!attribute.isEmpty() && nic.attribute("source", attribute).isEmpty()) {
            findings.add(
                    Rule.SOURCE,
                    nic.child("source").orElse(nic),
                    "a NIC of this type needs <source " + attribute + "='...'/>: libvirt refuses it",
                    "say what it is connected to");
        }
    }

    private void link(XmlElement nic) {
        nic.child("link")
                .filter(link -> !link.has("state", "up") && !link.has("state", "down"))
                .ifPresent(link -> findings.add(
                        Rule.LINK_STATE,
                        link,
                        "a link is either up or down: libvirt refuses anything else",
                        "write <link state='down'/> at the standby, nothing elsewhere"));
    }
}
