package io.netfailover.hypervisor.domainxml;

import io.netfailover.types.PciAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds definitions of VMs against the rules of a failover pair. Nothing is asked of a host: what is to be known of it is given. */
public final class DomainCheck {
    private DomainCheck() {}

    /**
     * @param definitions by the name that findings call them
     * @param networks what is not among them is said not to be checked
     * @param host empty when nothing is known; then findings say what was not checked
     * @return for each, in the same order, its findings by line
     */
    public static Map<String, List<Finding>> all(
            Map<String, byte[]> definitions, Networks networks, Optional<HostFacts> host) {
        Map<String, DomainDocument> read = new LinkedHashMap<>();
        Map<String, List<Finding>> findings = new LinkedHashMap<>();
        definitions.forEach((name, bytes) -> {
            findings.put(name, List.of());
            try {
                read.put(name, DomainDocument.parse(bytes));
            } catch (BadXmlException e) {
                findings.put(name, List.of(Finding.of(e)));
            }
        });
        read.forEach((name, document) -> findings.put(name, of(document, networks, host, usedByOthers(read, name))));
        return findings;
    }

    /** As above, with no network read. */
    public static Map<String, List<Finding>> all(Map<String, byte[]> definitions, Optional<HostFacts> host) {
        return all(definitions, Networks.UNREAD, host);
    }

    private static Map<PciAddress, String> usedByOthers(Map<String, DomainDocument> all, String name) {
        Map<PciAddress, String> used = new LinkedHashMap<>();
        all.forEach((other, document) -> {
            if (!other.equals(name)) {
                document.hostFunctions().forEach(function -> used.putIfAbsent(function, other));
            }
        });
        return used;
    }

    /** @param elsewhere functions of the host that other definitions use, and whose */
    static List<Finding> of(
            DomainDocument document, Networks networks, Optional<HostFacts> host, Map<PciAddress, String> elsewhere) {
        Findings findings = new Findings();
        Pairs pairs = Pairs.of(document);
        new DefinitionRules(document, findings).apply();
        new AddressRules(document, findings).apply();
        new NicRules(pairs, findings).apply();
        new PairRules(document, pairs, findings).apply();
        new PciRules(document, pairs, findings).apply();
        new PoolRules(pairs, networks, findings).apply();
        new VlanRules(pairs, networks, findings).apply();
        new FunctionRules(document, pairs, networks, elsewhere, findings).apply();
        new MigrationRules(document, pairs, findings).apply();
        new HostRules(pairs, networks, host, elsewhere, findings).apply();
        return findings.sorted();
    }
}
