package io.netfailover.hypervisor;

import io.netfailover.types.DomainName;
import java.util.List;
import java.util.Optional;

/**
 * A VM as it really is.
 *
 * @param persistent defined here, so that it could be started again
 * @param job what keeps its devices from being changed, as {@code migration out}
 * @param obstacles why the hypervisor would not migrate it, in its words; empty also where it tells only when it is asked to
 * @param standbyNegotiated whether the guest's driver took VIRTIO_NET_F_STANDBY; empty when that cannot be told
 */
public record Domain(
        DomainName name,
        State state,
        boolean persistent,
        List<Nic> nics,
        Optional<String> job,
        List<String> obstacles,
        Optional<Boolean> standbyNegotiated) {
    public Domain {
        nics = List.copyOf(nics);
        obstacles = List.copyOf(obstacles);
    }

    /** Whose vCPUs run. */
    public enum State {
        RUNNING,
        /** Stopped by a person or an error, not by a migration. */
        PAUSED,
        /** A destination that waits for, or takes, a migration. */
        INCOMING,
        /** A source whose migration has sent all: only the destination may run on. */
        MIGRATED,
        /** Defined, without a process. */
        SHUT_OFF
    }

    /** By the alias that a user gave it ({@code ua-...}) or QEMU's id. */
    public Optional<Nic> nic(String alias) {
        return nics.stream().filter(nic -> nic.alias().equals(alias)).findFirst();
    }
}
