package io.netfailover.campaign.crash;

import io.netfailover.hypervisor.Domain;
import io.netfailover.hypervisor.GuestInterface;
import io.netfailover.hypervisor.Hypervisor;
import io.netfailover.hypervisor.HypervisorException;
import io.netfailover.hypervisor.HypervisorException.Reason;
import io.netfailover.hypervisor.HypervisorListener;
import io.netfailover.hypervisor.MigrationLimits;
import io.netfailover.hypervisor.MigrationProgress;
import io.netfailover.hypervisor.MigrationTarget;
import io.netfailover.hypervisor.Nic;
import io.netfailover.hypervisor.VfNic;
import io.netfailover.journal.MigrationStep.Side;
import io.netfailover.types.DomainName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One side's hypervisor: does at once as it is told, by the rules of the port, while it can be reached. */
final class ScriptedHypervisor implements Hypervisor {
    private final World world;
    private final Side side;
    private final World.Place here;

    ScriptedHypervisor(World world, Side side) {
        this.world = world;
        this.side = side;
        this.here = world.at(side);
    }

    @Override
    public String name() {
        return "scripted " + side;
    }

    @Override
    public boolean ownsDomains() {
        return true;
    }

    private <T> CompletionStage<T> answer(Supplier<T> doing) {
        synchronized (world) {
            if (!here.reachable) {
                return CompletableFuture.failedFuture(
                        new HypervisorException(Reason.NOT_REACHABLE, name() + " is not reachable", "start it"));
            }
            try {
                return CompletableFuture.completedFuture(doing.get());
            } catch (HypervisorException e) {
                return CompletableFuture.failedFuture(e);
            }
        }
    }

    private CompletionStage<Void> change(Runnable doing) {
        return answer(() -> {
                    doing.run();
                    return true;
                })
                .thenAccept(done -> {});
    }

    private static HypervisorException refused(String words) {
        return new HypervisorException(Reason.REFUSED, words, "");
    }

    @Override
    public CompletionStage<List<DomainName>> domains(Duration deadline) {
        return answer(() -> here.domain.map(state -> List.of(CrashHouse.DOMAIN)).orElse(List.of()));
    }

    @Override
    public CompletionStage<Optional<Domain>> domain(DomainName name, Duration deadline) {
        return answer(() -> here.domain.map(state -> {
            List<Nic> nics = new ArrayList<>();
            nics.add(new Nic(
                    World.STANDBY,
                    "virtio",
                    World.MAC,
                    Optional.of(World.TAP),
                    Optional.empty(),
                    here.standbyUp,
                    Optional.empty(),
                    true));
            here.plugged.ifPresent(vf -> nics.add(new Nic(
                    World.PRIMARY,
                    "hostdev",
                    World.MAC,
                    Optional.empty(),
                    Optional.of(vf.pci()),
                    true,
                    Optional.of(World.STANDBY),
                    false)));
            return new Domain(name, state, true, nics, Optional.empty(), List.of(), Optional.of(true));
        }));
    }

    @Override
    public CompletionStage<Void> setLink(DomainName name, String alias, boolean up, Duration deadline) {
        return change(() -> {
            requireRunning();
            world.change(side, "standby link", up ? "up" : "down");
            here.standbyUp = up;
        });
    }

    @Override
    public CompletionStage<Void> detach(DomainName name, String alias, Duration deadline) {
        return change(() -> {
            requireRunning();
            world.change(side, "VF in the VM", "none");
            here.plugged = Optional.empty();
        });
    }

    @Override
    public CompletionStage<Void> attach(DomainName name, VfNic nic, Duration deadline) {
        return change(() -> {
            requireRunning();
            world.change(side, "VF in the VM", nic.vf().toString());
            here.plugged = Optional.of(nic.vf());
        });
    }

    private void requireRunning() {
        if (!here.domain.equals(Optional.of(Domain.State.RUNNING))) {
            throw refused("the domain does not run here");
        }
    }

    @Override
    public CompletionStage<MigrationTarget> expect(DomainName name, List<VfNic> vfs, Duration deadline) {
        return answer(() -> {
            if (here.domain.isEmpty()) {
                world.change(side, "domain", "incoming");
                here.domain = Optional.of(Domain.State.INCOMING);
                here.plugged = vfs.stream().map(VfNic::vf).findFirst();
            } else if (!here.domain.equals(Optional.of(Domain.State.INCOMING))) {
                throw refused("the domain is here already");
            }
            return new MigrationTarget("scripted:" + side, "");
        });
    }

    @Override
    public CompletionStage<Void> migrate(
            DomainName name,
            MigrationTarget target,
            MigrationLimits limits,
            List<VfNic> vfs,
            Consumer<MigrationProgress> progress) {
        return change(() -> {
            requireRunning();
            World.Place there = world.at(Side.DESTINATION);
            progress.accept(new MigrationProgress("active", 1, 1, 2, 1, 10));
            if (!there.domain.equals(Optional.of(Domain.State.INCOMING))) {
                throw new HypervisorException(Reason.FAILED, "nothing listens on the destination", "");
            }
            world.change(side, "domain", "migrated");
            here.domain = Optional.of(Domain.State.MIGRATED);
            world.change(Side.DESTINATION, "domain", "running");
            there.domain = Optional.of(Domain.State.RUNNING);
            there.standbyUp = here.standbyUp;
        });
    }

    @Override
    public CompletionStage<Void> cancelMigration(DomainName name, Duration deadline) {
        return change(() -> {});
    }

    @Override
    public CompletionStage<Void> resume(DomainName name, Duration deadline) {
        return change(() -> {
            world.change(side, "domain", "running");
            here.domain = Optional.of(Domain.State.RUNNING);
        });
    }

    @Override
    public CompletionStage<Void> discard(DomainName name, Duration deadline) {
        return change(() -> {
            if (here.domain.equals(Optional.of(Domain.State.RUNNING))) {
                throw refused("the domain runs here");
            } else if (here.domain.isEmpty()) {
                return;
            }
            world.change(side, "domain", "none");
            here.domain = Optional.empty();
            here.plugged = Optional.empty();
        });
    }

    @Override
    public CompletionStage<Optional<List<GuestInterface>>> guestInterfaces(DomainName name, Duration deadline) {
        return answer(Optional::empty);
    }

    @Override
    public void addListener(HypervisorListener listener) {
        // nothing happens by itself here
    }

    @Override
    public void close() {
        // the world stays
    }
}
