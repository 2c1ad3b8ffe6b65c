package io.netfailover.hypervisor.qmp;

import io.netfailover.hypervisor.Domain;
import io.netfailover.hypervisor.HypervisorException;
import io.netfailover.hypervisor.HypervisorException.Reason;
import io.netfailover.types.DomainName;

/** What we ourselves refuse, in the words for it. */
final class Refusals {
    private Refusals() {}

    private static HypervisorException refused(String message, String advice) {
        return new HypervisorException(Reason.REFUSED, message, advice);
    }

    static HypervisorException unknown(DomainName name) {
        return refused("no VM " + name + " is defined for QMP here", "Add it to the configuration of this host.");
    }

    static HypervisorException notRunning(DomainName name) {
        return refused(name + " has no QEMU here", "Start it, or look on the other hosts.");
    }

    static HypervisorException state(DomainName name, String verb, Domain.State state, String advice) {
        return refused("cannot " + verb + " " + name + ", which is " + words(state), advice);
    }

    static HypervisorException noPair(DomainName name, String standby) {
        return refused(
                "the definition of " + name + " has no pair with the standby " + standby,
                "Add the pair to its definition, with the properties of its primary.");
    }

    static HypervisorException noStandby(DomainName name, String standby) {
        return refused(
                "the guest in " + name + " has not taken VIRTIO_NET_F_STANDBY of " + standby
                        + ", so that QEMU would accept the primary and never plug it in",
                "Wait for the guest to boot, or load net_failover in it; or define the primary without failover_pair_id.");
    }

    static HypervisorException deviceChangeUnderWay(DomainName name) {
        return new HypervisorException(
                Reason.BUSY, "another device change of " + name + " is under way", "Try again when it has ended.");
    }

    static HypervisorException failed(String message, String advice) {
        return new HypervisorException(Reason.FAILED, message, advice);
    }

    static HypervisorException refusedFor(String message, String advice) {
        return refused(message, advice);
    }

    private static String words(Domain.State state) {
        return switch (state) {
            case RUNNING -> "running";
            case PAUSED -> "paused";
            case INCOMING -> "waiting for a migration";
            case MIGRATED -> "stopped after its migration";
            case SHUT_OFF -> "shut off";
        };
    }
}
