package io.netfailover.datapath;

import io.netfailover.journal.MasterDefinition;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MasterName;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Role;
import io.netfailover.types.Steering;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One master in the guest of a lab, worked on from inside the guest as the daemon would. */
final class MasterOnTrial implements AutoCloseable {
    private final FailoverLab lab;
    private final KernelDataPaths dataPaths;
    private Optional<DataPath> master = Optional.empty();
    private Optional<IfIndex> primary = Optional.empty();

    MasterOnTrial(FailoverLab lab, Path pins) {
        this(lab, new KernelDataPaths(pins, RouteSocket::open));
    }

    MasterOnTrial(FailoverLab lab, KernelDataPaths dataPaths) {
        this.lab = lab;
        this.dataPaths = dataPaths;
    }

    void establish(Steering steering, ReceiveRule rule) {
        establish(lab.definition(steering, rule));
    }

    void establish(MasterKind kind, ReceiveRule rule) {
        lab.use(kind.layout);
        establish(kind.steering, rule);
    }

    void establish(MasterDefinition definition) {
        master.ifPresent(DataPath::close);
        master = Optional.of(lab.guest().call(() -> dataPaths.establish(definition)));
    }

    DataPath master() {
        return master.orElseThrow();
    }

    List<MasterName> found() {
        return lab.guest().call(dataPaths::found);
    }

    void remove(MasterName name) {
        lab.guest().call(() -> {
            dataPaths.remove(name);
            return name;
        });
    }

    void effect(Consumer<DataPath> effect) {
        lab.guest().call(() -> {
            effect.accept(master());
            return true;
        });
    }

    void registerPrimary() {
        Link link = lab.guestLink("ens11");
        primary = Optional.of(link.ifIndex());
        effect(path -> path.register(Role.PRIMARY, link));
        if (lab.guestLink("ens11").isRunningWithCarrier()) {
            lab.awaitSwitch();
        }
    }

    IfIndex primary() {
        return primary.orElseThrow();
    }

    void steer(io.netfailover.types.Path path) {
        steer(new PathChoice(path, Role.PRIMARY, path != io.netfailover.types.Path.PRIMARY));
    }

    void steer(PathChoice choice) {
        master().steer(choice);
        if (master().steering() == Steering.MIRRED) {
            FilterWatch.await(lab, master().links(), primary, choice);
        }
    }

    /** The probe must do without. */
    void steerUnlessProbed(io.netfailover.types.Path path) {
        if (master().steering() != Steering.BPF_PROBE) {
            steer(path);
        }
    }

    void steerUnlessProbed(PathChoice choice) {
        if (master().steering() != Steering.BPF_PROBE) {
            steer(choice);
        }
    }

    void forget(Role role) {
        master().forget(role);
        if (master().steering() == Steering.MIRRED) {
            FilterWatch.awaitNoneOn(lab, role == Role.STANDBY ? master().links().standby() : primary());
        }
    }

    /** A round of it, where nobody has VLAN links. */
    void mirror() {
        effect(path -> path.mirror(List.of()));
    }

    PathCounters counters() {
        mirror();
        return master().counters();
    }

    @Override
    public void close() {
        lab.guest().call(() -> {
            master.ifPresent(DataPath::close);
            dataPaths.found().forEach(dataPaths::remove);
            dataPaths.close();
            return true;
        });
    }
}
