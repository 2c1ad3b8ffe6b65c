package io.netfailover.datapath;

import io.netfailover.netlink.Link;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MasterName;
import io.netfailover.types.Role;
import io.netfailover.types.Steering;
import java.util.List;
import java.util.function.BiConsumer;

/** A master that is a link of ours (design 3), whatever finds its frames their slave. */
final class KernelDataPath implements DataPath {
    private final KernelDataPaths owner;
    private final MasterConstruction.Result made;
    private final MasterName name;
    private final SlaveMirror mirror;

    KernelDataPath(KernelDataPaths owner, MasterConstruction.Result made) {
        this.owner = owner;
        this.made = made;
        this.name = made.alias().master();
        this.mirror = made.mirror();
    }

    @Override
    public MasterLinks links() {
        return made.links();
    }

    @Override
    public Steering steering() {
        return made.forwarding().steering();
    }

    @Override
    public String why() {
        return made.forwarding().why();
    }

    @Override
    public void register(Role role, Link slave) {
        effect("register " + slave.name(), (work, slaves) -> {
            slaves.register(role, slave.ifIndex());
            made.forwarding().follow(work);
        });
    }

    @Override
    public void release(Role role, IfIndex slave) {
        effect("release link " + slave, (work, slaves) -> {
            made.forwarding().letGo(work, slave);
            slaves.release(role, slave);
        });
    }

    @Override
    public void setSlavesUp(boolean up) {
        effect(up ? "open the slaves" : "close the slaves", (work, slaves) -> slaves.setSlavesUp(up));
    }

    @Override
    public void setCarrier(boolean carrier) {
        effect("set the carrier", (work, slaves) -> made.forwarding().setCarrier(work, carrier));
    }

    @Override
    public void followMtu() {
        effect("follow the MTU", (work, slaves) -> new MtuFollowing(work, made.links(), slaves.registered()).run());
    }

    @Override
    public MirrorReading mirror(List<Link> vlans) {
        return owner.work("mirror to the slaves of " + name, work -> {
            made.forwarding().follow(work); // others may have come to filter, or have gone
            return new MirrorRound(
                            work,
                            made.links().master(),
                            mirror,
                            new SlaveVlans(work, made.alias(), vlans),
                            owner.remediates())
                    .run(slaves(work).registered(), made.forwarding().count().transmitDropped());
        });
    }

    @Override
    public void steer(PathChoice choice) {
        made.forwarding().steer(choice);
    }

    @Override
    public void forget(Role role) {
        made.forwarding().forget(role);
    }

    @Override
    public Neighbourhood neighbourhood() {
        return owner.neighbourhood(made.links().master());
    }

    @Override
    public PathCounters counters() {
        return made.forwarding().counters();
    }

    @Override
    public void destroy(Handover handover) {
        owner.remove(name, handover);
        close();
    }

    private void effect(String what, BiConsumer<LinkWork, SlaveRegistration> effect) {
        owner.work(what + " of " + name, work -> {
            effect.accept(work, slaves(work));
            return what;
        });
    }

    private SlaveRegistration slaves(LinkWork work) {
        return new SlaveRegistration(work, made.links().master(), made.alias(), made.forwarding(), mirror);
    }

    @Override
    public void close() {
        made.forwarding().close();
    }
}
