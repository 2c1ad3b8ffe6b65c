package io.netfailover.hypervisor.libvirt;

import io.netfailover.hypervisor.Domain;
import io.netfailover.hypervisor.HypervisorException;
import io.netfailover.hypervisor.HypervisorException.Reason;
import io.netfailover.hypervisor.Nic;
import io.netfailover.hypervisor.VfNic;
import io.netfailover.types.DomainName;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Changes of a domain's NICs, each found by its alias and read back afterwards. On a thread that may block. */
final class Devices {
    /** How long a guest may say nothing before it is asked again: what it was asked in early boot is lost. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(2);
    /** After a guest's refusal, so that it is not asked as fast as it can refuse. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    private static final Duration LOOK = Duration.ofMillis(100);

    private final DomainEvents events;
    private final VfTemplate template;

    Devices(DomainEvents events, VfTemplate template) {
        this.events = events;
        this.template = template;
    }

    void setLink(DomainHandle domain, String alias, boolean up) {
        DomainXml live = running(domain).live();
        Nic nic = live.nic(alias).orElseThrow(() -> missing(alias));
        if (nic.linkUp() == up) {
            return;
        }
        domain.requireNoJob();
        domain.update(live.withLink(alias, up).orElseThrow(() -> missing(alias)));
        if (domain.live().nic(alias).filter(now -> now.linkUp() == up).isEmpty()) {
            throw notSo(alias + " is not " + (up ? "up" : "down"));
        }
    }

    void detach(DomainName name, DomainHandle domain, String alias, Deadline deadline) {
        if (domain.isActive()) {
            unplug(name, domain, alias, deadline);
        }
        if (domain.isPersistent() && domain.persistent().nic(alias).isPresent()) {
            domain.detach(alias, DomainHandle.CONFIG);
            if (domain.persistent().nic(alias).isPresent()) {
                throw notSo("the persistent definition still has " + alias);
            }
        }
    }

    /** libvirt says success after 5 s whether or not the guest let go, so only the live definition counts. */
    private void unplug(DomainName name, DomainHandle domain, String alias, Deadline deadline) {
        boolean asked = false;
        while (domain.live().nic(alias).isPresent()) {
            if (deadline.isOver()) {
                throw deadline.expired("the guest does not let go of " + alias);
            }
            domain.requireNoJob();
            CompletableFuture<Boolean> gone = events.unplug(name, alias);
            try {
                // A second request to a guest that stands still would hit what is plugged in after the first.
                if (!asked || domain.read().state() != Domain.State.PAUSED) {
                    domain.detach(alias, DomainHandle.LIVE);
                    asked = true;
                }
                if (!answered(gone, Math.min(deadline.leftNs(), ASK_AGAIN.toNanos()))) {
                    LockSupport.parkNanos(Math.min(deadline.leftNs(), PAUSE.toNanos()));
                }
            } finally {
                events.forgetUnplug(name, alias);
            }
        }
    }

    /** @return false when the guest refused; true when it let go or said nothing */
    private static boolean answered(CompletableFuture<Boolean> gone, long limitNs) {
        try {
            return gone.get(limitNs, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HypervisorException(Reason.CANCELLED, "interrupted while a guest was asked for its device", "");
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody fails it", e);
        }
    }

    void attach(DomainHandle domain, VfNic vf, Deadline deadline) {
        String xml = template.xml(vf);
        Optional<Nic> live = running(domain).live().nic(vf.alias());
        if (live.isEmpty()) {
            domain.requireNoJob();
            plug(domain, vf.alias(), xml, deadline);
            live = domain.live().nic(vf.alias());
        }
        requireSame(live, vf, "the domain");
        if (live.flatMap(Nic::pairOf).isPresent() && !domain.isInQemu(vf.alias())) {
            throw hidden(domain, vf);
        }
        if (domain.isPersistent()) {
            attachToPersistent(domain, vf, xml);
        }
    }

    /** A libvirtd that dies in the middle of this leaves the device in QEMU, where the next one knows nothing of it. */
    private static void plug(DomainHandle domain, String alias, String xml, Deadline deadline) {
        try {
            domain.attach(xml, DomainHandle.LIVE);
        } catch (HypervisorException e) {
            if (e.reason() != Reason.FAILED || !domain.isInQemu(alias)) {
                throw e;
            }
            domain.unplugFromQemu(alias);
            while (domain.isInQemu(alias)) {
                if (deadline.isOver()) {
                    throw deadline.expired(
                            "QEMU has " + alias + " without libvirt's knowledge, and the guest keeps it");
                }
                LockSupport.parkNanos(Math.min(deadline.leftNs(), LOOK.toNanos()));
            }
            domain.attach(xml, DomainHandle.LIVE);
        }
    }

    /** QEMU accepts a primary and does not plug it in while no guest driver has taken STANDBY (failover_hide_primary_device). */
    private static HypervisorException hidden(DomainHandle domain, VfNic vf) {
        domain.detach(vf.alias(), DomainHandle.LIVE);
        return new HypervisorException(
                Reason.FAILED,
                "QEMU did not plug " + vf.alias() + " in: the guest's driver has not taken VIRTIO_NET_F_STANDBY of "
                        + vf.standbyAlias(),
                "the guest needs Linux 4.18 or later with net_failover, and must have booted");
    }

    private static void attachToPersistent(DomainHandle domain, VfNic vf, String xml) {
        Optional<Nic> defined = domain.persistent().nic(vf.alias());
        if (defined.filter(nic -> isSame(nic, vf)).isPresent()) {
            return;
        }
        if (defined.isPresent()) {
            domain.detach(vf.alias(), DomainHandle.CONFIG);
        }
        domain.attach(xml, DomainHandle.CONFIG);
        requireSame(domain.persistent().nic(vf.alias()), vf, "the persistent definition");
    }

    private static void requireSame(Optional<Nic> nic, VfNic vf, String where) {
        if (nic.isEmpty()) {
            throw notSo(where + " has no " + vf.alias() + " though libvirt said that it was attached");
        }
        if (!isSame(nic.get(), vf)) {
            throw new HypervisorException(
                    Reason.REFUSED,
                    where + " has another device under the alias " + vf.alias() + ": " + nic.get(),
                    "detach it, or use another alias");
        }
    }

    /** An emulated NIC that stands for a VF is known by its MAC address alone. */
    private static boolean isSame(Nic nic, VfNic vf) {
        return nic.mac().equals(vf.mac()) && nic.vf().map(vf.vf().pci()::equals).orElse(true);
    }

    private static DomainHandle running(DomainHandle domain) {
        if (!domain.isActive()) {
            throw new HypervisorException(Reason.REFUSED, "the domain does not run", "start it");
        }
        return domain;
    }

    private static HypervisorException missing(String alias) {
        return new HypervisorException(
                Reason.REFUSED, "the domain has no device " + alias, "virsh dumpxml shows the aliases of its devices");
    }

    private static HypervisorException notSo(String what) {
        return new HypervisorException(Reason.FAILED, "read back, " + what, "look at libvirtd's log");
    }
}
