package io.netfailover.hypervisor.domainxml;

import java.util.Locale;

/**
 * What a definition with a failover pair is held against (docs/reference/domain-rules.md). Sources: libvirt's checks of a definition,
 * those of QEMU when the VF is plugged in ({@code pci_qdev_realize}), and the kernel's net_failover document.
 */
public enum Rule {
    XML(Severity.ERROR),
    DEFINITION(Severity.ERROR),
    GIVEN_TWICE(Severity.ERROR),
    ALIAS(Severity.ERROR),
    ALIAS_TWICE(Severity.ERROR),
    SOURCE(Severity.ERROR),
    LINK_STATE(Severity.ERROR),
    MAC(Severity.ERROR),
    MAC_SHARED(Severity.ERROR),
    MAC_DIFFERS(Severity.ERROR),
    MAC_UNCHECKED(Severity.NOTE),
    TEAMING_TYPE(Severity.ERROR),
    TEAMING_REFERENCE(Severity.ERROR),
    STANDBY_MODEL(Severity.ERROR),
    STANDBY_ALIAS(Severity.ERROR),
    STANDBY_SOURCE(Severity.WARNING),
    STANDBY_LINK(Severity.WARNING),
    PRIMARY_TYPE(Severity.ERROR),
    POOL_MODEL(Severity.ERROR),
    POOL_MISSING(Severity.ERROR),
    POOL_FORWARD(Severity.ERROR),
    POOL_EMPTY(Severity.ERROR),
    POOL_PF(Severity.ERROR),
    POOL_UPLINK(Severity.WARNING),
    PRIMARY_ALIAS(Severity.WARNING),
    MANY_PRIMARIES(Severity.ERROR),
    VF_ABSENT(Severity.NOTE),
    NO_TEAMING(Severity.WARNING),
    NO_PAIR(Severity.WARNING),
    VF_ADDRESS(Severity.ERROR),
    VF_TWICE(Severity.ERROR),
    VF_ELSEWHERE(Severity.WARNING),
    VF_OPTION(Severity.ERROR),
    MANAGED(Severity.WARNING),
    VLAN(Severity.ERROR),
    VLAN_DIFFERS(Severity.ERROR),
    VLAN_ONE_SIDE(Severity.WARNING),
    MACHINE(Severity.ERROR),
    ACPI(Severity.WARNING),
    PCI_ADDRESS(Severity.ERROR),
    PCI_CONFLICT(Severity.ERROR),
    OWN_SLOT(Severity.ERROR),
    HOT_PLUG(Severity.ERROR),
    BLOCKS_MIGRATION(Severity.ERROR),
    SHARED_DIRECTORY(Severity.WARNING),
    CPU(Severity.WARNING),
    BRIDGE_MISSING(Severity.ERROR),
    OTHER_SEGMENT(Severity.WARNING),
    MTU(Severity.WARNING),
    VF_OUTSIDE_POOL(Severity.WARNING),
    HOST_UNCHECKED(Severity.NOTE);

    private final Severity severity;

    Rule(Severity severity) {
        this.severity = severity;
    }

    public Severity severity() {
        return severity;
    }

    /** As people and programs read it: {@code standby-model}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
