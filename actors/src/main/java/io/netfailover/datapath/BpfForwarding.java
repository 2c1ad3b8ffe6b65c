package io.netfailover.datapath;

import io.netfailover.bpf.BpfException;
import io.netfailover.journal.MasterDefinition;
import io.netfailover.netlink.NetlinkException;
import io.netfailover.netlink.TcHook;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Layout;
import io.netfailover.types.Role;
import io.netfailover.types.Steering;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** By programs of ours on tc, which obey a map (design 3). */
final class BpfForwarding implements Forwarding {
    private final MasterLinks links;
    private final MasterAlias alias;
    private final MasterPrograms programs;
    private final SteeringVariant variant;
    private final TcxLinks tcx;

    private BpfForwarding(
            MasterLinks links, MasterAlias alias, MasterPrograms programs, SteeringVariant variant, TcxLinks tcx) {
        this.links = links;
        this.alias = alias;
        this.programs = programs;
        this.variant = variant;
        this.tcx = tcx;
    }

    static BpfForwarding open(
            LinkWork work,
            MasterPins pins,
            ProbeSupport probe,
            MasterLinks links,
            MasterAlias alias,
            MasterDefinition definition) {
        MasterPrograms programs = MasterPrograms.withMaps(pins, work.steps());
        try {
            SteeringVariant variant = load(work, programs, pins, probe, links, alias.layout(), definition.steering());
            programs.steering().obey(definition.receiveRule());
            return new BpfForwarding(links, alias, programs, variant, new TcxLinks(pins));
        } catch (RuntimeException | Error e) {
            programs.close();
            throw e;
        }
    }

    private static SteeringVariant load(
            LinkWork work,
            MasterPrograms programs,
            MasterPins pins,
            ProbeSupport probe,
            MasterLinks links,
            Layout layout,
            Steering wanted) {
        SteeringVariant variant = work.at(links.idle(), () -> probe.choose(wanted, links.idle()));
        try {
            programs.load(pins, links, layout, variant.offsets(), work.steps());
            return variant;
        } catch (BpfException e) {
            SteeringVariant other = variant.otherwise(wanted, e);
            programs.load(pins, links, layout, other.offsets(), work.steps());
            return other;
        }
    }

    @Override
    public Steering steering() {
        return variant.steering();
    }

    @Override
    public String why() {
        String obstacle = tcx.obstacle();
        return variant.why() + (obstacle.isEmpty() ? "" : "; by cls_bpf without tcx: " + obstacle);
    }

    @Override
    public void attach(LinkWork work) {
        String onIdleEnd = alias.of(MasterAlias.Part.IDLE).text();
        try {
            work.attach(links.idle(), TcHook.INGRESS, programs.transmit(), onIdleEnd);
        } catch (NetlinkException e) {
            throw new SteeringImpossibleException(Steering.BPF, e);
        }
        tcx.follow(work, links, alias, programs, Map.of());
    }

    @Override
    public void follow(LinkWork work) {
        Map<Role, IfIndex> slaves = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            slave(role).ifPresent(slave -> slaves.put(role, slave));
        }
        tcx.follow(work, links, alias, programs, slaves);
    }

    @Override
    public void letGo(LinkWork work, IfIndex slave) {
        tcx.remove(work, slave);
    }

    @Override
    public boolean needsCarrier() {
        return alias.layout() != Layout.DIRECT; // frames cross the pair
    }

    @Override
    public void setCarrier(LinkWork work, boolean carrier) {
        work.setUp(links.idle(), carrier);
    }

    @Override
    public Optional<IfIndex> slave(Role role) {
        return programs.steering().slave(role);
    }

    @Override
    public void receive(LinkWork work, Role role, IfIndex slave, SlaveMark mark) {
        work.attach(slave, TcHook.INGRESS, programs.receive(role), mark.text());
    }

    @Override
    public void fill(LinkWork work, Role role, IfIndex slave) {
        work.steps().before("fill the slot of the " + role.name().toLowerCase(Locale.ROOT));
        programs.steering().fill(role, slave, work.at(slave, () -> variant.device(slave)));
    }

    @Override
    public void clear(Role role) {
        programs.steering().clear(role);
    }

    @Override
    public void steer(PathChoice choice) {
        programs.steering().choose(choice);
    }

    @Override
    public void forget(Role role) {
        programs.steering().clear(role);
    }

    @Override
    public PathCounters count() {
        return counters();
    }

    @Override
    public PathCounters counters() {
        return programs.counters().read();
    }

    @Override
    public void close() {
        programs.close();
    }
}
