package io.netfailover.datapath;

import io.netfailover.netlink.Link;
import io.netfailover.os.FramePump;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MasterName;
import io.netfailover.types.Role;
import io.netfailover.types.Steering;
import java.util.Optional;

/**
 * By a thread of ours that copies frames between the master, a TAP, and its slaves: for kernels without tc. Nothing of it is left when the
 * daemon dies but the master, without carrier, and the marks on the slaves, by which the next daemon goes on.
 */
final class TapForwarding implements Forwarding {
    private final MasterLinks links;
    private final MasterName name;
    private final String why;
    private final TapRules rules = new TapRules();
    private final FramePump pump;

    /**
     * @param link the master's name now
     * @throws io.netfailover.os.OsException when it is no TAP, or another program holds it
     */
    TapForwarding(MasterLinks links, MasterAlias alias, String link, String why) {
        this.links = links;
        this.name = alias.master();
        this.why = why;
        this.pump = FramePump.start(link, rules, "netfailover-tap-" + links.master());
    }

    @Override
    public Steering steering() {
        return Steering.TAP;
    }

    @Override
    public String why() {
        return why;
    }

    @Override
    public void attach(LinkWork work) {
        for (Link link : work.route().dumpLinks()) {
            SlaveMark.parse(link.alias())
                    .map(SlaveMark::alias)
                    .filter(mark -> mark.master().equals(name))
                    .ifPresent(mark -> fill(work, mark.role(), link.ifIndex()));
        }
    }

    /** Without it the kernel takes nothing from the master's qdisc. */
    @Override
    public boolean needsCarrier() {
        return true;
    }

    @Override
    public void setCarrier(LinkWork work, boolean carrier) {
        if (work.read(links.master()).carrier() != carrier) {
            work.steps().before("set the carrier of the TAP " + (carrier ? "on" : "off"));
            pump.setCarrier(carrier);
            LinkWork.verify(
                    work.read(links.master()).carrier() == carrier,
                    "set the carrier of the TAP: the kernel said yes, and it is not so");
        }
    }

    @Override
    public Optional<IfIndex> slave(Role role) {
        return rules.slave(role);
    }

    /** This host hears what a slave does as well. */
    @Override
    public void receive(LinkWork work, Role role, IfIndex slave, SlaveMark mark) {
        Link link = work.read(slave);
        SlaveIpv4.Settings former = SlaveMark.parse(link.alias())
                .flatMap(SlaveMark::ipv4)
                .orElseGet(() -> new SlaveIpv4(link.name()).read());
        work.marks().writeAlias(slave, mark.withIpv4(former));
        silence(work, link);
    }

    private static void silence(LinkWork work, Link slave) {
        SlaveIpv4 ipv4 = new SlaveIpv4(slave.name());
        if (!ipv4.isSilent()) {
            work.steps().before("silence IPv4 of " + slave.name());
            ipv4.silence();
        }
    }

    @Override
    public void fill(LinkWork work, Role role, IfIndex slave) {
        if (slave(role).filter(slave::equals).isEmpty()) {
            work.steps().before("copy the frames of link " + slave);
            pump.plug(TapRules.port(role), slave);
            rules.serve(role, slave);
        }
    }

    /** Whoever sets links up as they appear (udev) may come after us. */
    @Override
    public void follow(LinkWork work) {
        for (Role role : Role.values()) {
            slave(role).flatMap(work.route()::link).ifPresent(link -> silence(work, link));
        }
    }

    @Override
    public void letGo(LinkWork work, IfIndex slave) {
        for (Role role : Role.values()) {
            if (slave(role).filter(owner -> !owner.equals(slave)).isEmpty()) {
                clear(role);
            }
        }
    }

    @Override
    public void clear(Role role) {
        rules.forget(role);
        pump.unplug(TapRules.port(role));
    }

    @Override
    public void steer(PathChoice wanted) {
        rules.choose(wanted);
    }

    /** Its port is unplugged when it is let go. */
    @Override
    public void forget(Role role) {
        rules.forget(role);
    }

    @Override
    public PathCounters count() {
        return counters();
    }

    @Override
    public PathCounters counters() {
        return new PathCounters(
                pump.transmitted(TapRules.PRIMARY),
                pump.transmitted(TapRules.STANDBY),
                pump.transmitDropped(),
                pump.received(TapRules.PRIMARY),
                pump.received(TapRules.STANDBY),
                pump.receiveDropped());
    }

    @Override
    public void close() {
        pump.close();
    }
}
