package io.netfailover.hypervisor;

import io.netfailover.types.DomainName;

/** Hears what happens without having been asked for. */
public interface HypervisorListener {
    void deviceRemoved(DomainName domain, String alias);

    void deviceRemovalFailed(DomainName domain, String alias);

    void deviceAdded(DomainName domain, String alias);

    /** Started, stopped, resumed, gone: ask {@link Hypervisor#domain}. */
    void stateChanged(DomainName domain, String what);

    /** Events may have been missed: ask for everything. */
    void reconnected();
}
