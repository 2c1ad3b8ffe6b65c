package io.netfailover.hypervisor.libvirt;

import io.netfailover.hypervisor.VfNic;
import java.util.Map;

/**
 * How a VF is written for libvirt.
 *
 * @param text an {@code <interface>} with the names {@code {mac}}, {@code {alias}}, {@code {standby}}, {@code {pf}}, {@code {index}},
 *     and of the PCI address {@code {domain}}, {@code {bus}}, {@code {slot}}, {@code {function}} in hexadecimal digits; the alias must be
 *     in it, for by that it is found again
 */
public record VfTemplate(String text) {
    /** As the kernel's net_failover document has it, with an alias: without one libvirt takes the standby for it, by the MAC. */
    public static final VfTemplate HOSTDEV = new VfTemplate("""
            <interface type='hostdev' managed='yes'>
              <mac address='{mac}'/>
              <source><address type='pci' domain='0x{domain}' bus='0x{bus}' slot='0x{slot}' function='0x{function}'/></source>
              <teaming type='transient' persistent='{standby}'/>
              <alias name='{alias}'/>
            </interface>""");

    public VfTemplate {
        if (!text.contains("{alias}") || !text.contains("{mac}")) {
            throw new IllegalArgumentException("a VF template must have {alias} and {mac}: " + text);
        }
    }

    String xml(VfNic nic) {
        String[] pci = nic.vf().pci().value().split("[:.]", -1);
        Map<String, String> values = Map.of(
                "{mac}", nic.mac().toString(),
                "{alias}", nic.alias(),
                "{standby}", nic.standbyAlias(),
                "{pf}", nic.vf().pf(),
                "{index}", Integer.toString(nic.vf().index()),
                "{domain}", pci[0],
                "{bus}", pci[1],
                "{slot}", pci[2],
                "{function}", pci[3]);
        String filled = text;
        for (Map.Entry<String, String> each : values.entrySet()) {
            filled = filled.replace(each.getKey(), Xml.escaped(each.getValue()));
        }
        return filled;
    }
}
