package io.netfailover.hypervisor.domainxml;

import java.util.Locale;

/** How much a finding matters. */
public enum Severity {
    /** libvirt or QEMU refuses it, the pair does not work, or the VM cannot be migrated. */
    ERROR,
    /** It works, but not as well or as safely as it could. */
    WARNING,
    /** What could not be judged, or is said for completeness. */
    NOTE;

    /** As people and programs read it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
