package io.netfailover.lab;

import io.netfailover.hypervisor.Hypervisor;
import io.netfailover.hypervisor.HypervisorException;
import io.netfailover.hypervisor.MigrationLimits;
import io.netfailover.hypervisor.Nic;
import io.netfailover.hypervisor.libvirt.LibvirtHypervisor;
import io.netfailover.hypervisor.libvirt.VfTemplate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Migrations of one guest there and back between two real libvirtd, each with its VF taken out before and plugged in behind, and each
 * judged on both sides. The strategy of one host: what the product's saga does between the steps is not in it.
 */
public final class LibvirtCycle implements AutoCloseable {
    /** On a machine that does other things as well; a quiet one takes a tenth. */
    public static final Duration LIMIT = Duration.ofMinutes(1);

    public static final MigrationLimits LIMITS = new MigrationLimits(LIMIT, 0, 0, false, 0, false, false);

    /**
     * A NIC of the card's switch in the place of a VF, known by its MAC address and alias. libvirt takes vmxnet3 for a device of
     * conventional PCI, which it plugs into no PCI Express port.
     */
    public static final VfTemplate EMULATED = new VfTemplate("""
            <interface type='bridge'>
              <mac address='{mac}'/>
              <source bridge='esw'/>
              <target dev='tapvf{index}'/>
              <model type='e1000e'/>
              <rom enabled='no'/>
              <alias name='{alias}'/>
            </interface>""");

    private final LibvirtGuest guest;
    private Side here;
    private Side there;

    /** A host and what drives it. */
    public record Side(LibvirtHost host, LibvirtHypervisor hypervisor, int vf) {}

    /** The guest has booted on the lab's source; different VFs at either side, so that a mix-up shows. */
    public LibvirtCycle(LibvirtLab lab, LibvirtGuest guest, VfTemplate template) {
        this.guest = guest;
        this.here = side(lab.source(), template, 2);
        this.there = side(lab.destination(), template, 5);
    }

    private static Side side(LibvirtHost host, VfTemplate template, int vf) {
        return new Side(host, new LibvirtHypervisor(host.settings(template)), vf);
    }

    /** Where the guest is. */
    public Side here() {
        return here;
    }

    public Side there() {
        return there;
    }

    public void plug() {
        await(here.hypervisor.attach(guest.name(), guest.vf(here.vf), LIMIT));
    }

    public void unplug() {
        await(here.hypervisor.detach(guest.name(), LibvirtGuest.VF, LIMIT));
    }

    /** The guest runs on the other side afterwards; its VF is in the definition there, but not plugged in. */
    public void migrate() {
        var target = await(there.hypervisor.expect(guest.name(), List.of(), LIMIT));
        await(here.hypervisor.migrate(guest.name(), target, LIMITS, List.of(guest.vf(there.vf)), progress -> {}));
        turn();
        guest.connect(here.host);
    }

    /** Sides change their names; for a caller that migrated by itself. */
    public void turn() {
        Side before = here;
        here = there;
        there = before;
    }

    /** @throws LabException unless the guest runs here with its VF, is nowhere else, and would start here with this host's VF */
    public void check() {
        var domain = await(here.hypervisor.domain(guest.name(), LIMIT))
                .orElseThrow(() -> new LabException(guest.name() + " is not on " + here.host.name()));
        require(domain.state() == io.netfailover.hypervisor.Domain.State.RUNNING, "it is " + domain.state());
        require(domain.persistent(), "it is not defined");
        require(domain.nic(LibvirtGuest.VF).isPresent(), "it has no VF");
        Optional<Nic> defined = await(here.hypervisor.persistentNics(guest.name(), LIMIT)).orElseThrow().stream()
                .filter(nic -> nic.alias().equals(LibvirtGuest.VF))
                .findFirst();
        require(
                defined.isPresent()
                        && defined.get()
                                .vf()
                                .map(guest.vf(here.vf).vf().pci()::equals)
                                .orElse(true),
                "it would start with " + defined);
        require(await(there.hypervisor.domain(guest.name(), LIMIT)).isEmpty(), "it is on the other side, too");
        require(guest.hasSlaves(2, LIMIT), "the guest has not taken its VF");
    }

    private void require(boolean so, String otherwise) {
        if (!so) {
            throw new LabException(guest.name() + " on " + here.host.name() + ": " + otherwise);
        }
    }

    /** Waits longer than any deadline that is given to a hypervisor here. */
    public static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture()
                    .orTimeout(3 * LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof HypervisorException failure ? failure : e;
        }
    }

    @Override
    public void close() {
        List.of(here, there).forEach(side -> ((Hypervisor) side.hypervisor).close());
    }
}
