package io.netfailover.hypervisor.domainxml.planted;

import io.netfailover.hypervisor.Hypervisor;

/** Breaks a rule on purpose. */
public final class KnowsTheHypervisor {
    public String name(Hypervisor hypervisor) {
        return hypervisor.name();
    }
}
