package io.netfailover.datapath;

import io.netfailover.netlink.BondSettings;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MasterName;
import io.netfailover.types.Path;
import io.netfailover.types.Role;
import io.netfailover.types.Steering;

/**
 * By the kernel's bonding, which fails over by itself, also while there is no daemon. It is told the slave to use as its primary
 * (IFLA_BOND_PRIMARY) rather than as its active slave (IFLA_BOND_ACTIVE_SLAVE): that is refused until bonding has seen the carrier that we
 * know of already, while a new primary is used from the moment when it is seen (force_primary, bond_choose_primary_or_current).
 *
 * <p>What arrives on the slave that is not in use is dropped; what is bound to that very link, as LLDP daemons are, hears it.
 */
final class BondForwarding extends SwitchedForwarding {
    private final RouteSocket route;
    private final IfIndex bond;
    private final MasterName name;
    private final BondCounters counters = new BondCounters();

    /** @param route belongs to this forwarding from now on, which closes it */
    BondForwarding(RouteSocket route, MasterLinks links, MasterAlias alias) {
        super(route, "netfailover-bond-" + links.master());
        this.route = route;
        this.bond = links.master();
        this.name = alias.master();
    }

    @Override
    public Steering steering() {
        return Steering.BOND;
    }

    @Override
    public String why() {
        return "asked for";
    }

    @Override
    public synchronized void attach(LinkWork work) {
        for (Link link : work.route().dumpLinks()) {
            if (isInBond(link)) {
                SlaveMark.parse(link.alias())
                        .map(SlaveMark::alias)
                        .filter(mark -> mark.master().equals(name))
                        .ifPresent(mark -> slaves.put(mark.role(), link.ifIndex()));
            }
        }
    }

    private boolean isInBond(Link link) {
        return link.master().filter(bond::equals).isPresent();
    }

    /** Bonding gives it as soon as a slave has it. */
    @Override
    public boolean needsCarrier() {
        return false;
    }

    /** Bonding's own: that of its slaves. */
    @Override
    public void setCarrier(LinkWork work, boolean carrier) {}

    @Override
    public void receive(LinkWork work, Role role, IfIndex slave, SlaveMark mark) {
        work.marks().writeAlias(slave, mark);
    }

    @Override
    public synchronized void fill(LinkWork work, Role role, IfIndex slave) {
        Link link = work.read(slave);
        if (!isInBond(link)) {
            link.master().ifPresent(other -> {
                throw new DataPathException(link.name() + " belongs to link " + other + " already");
            });
            slaves.put(role, slave); // whatever fails from here on, clear undoes it
            work.setUp(slave, false); // a bond takes no link that is up
            work.steps().before("have the bond take " + link.name());
            work.route().links().setMaster(slave, bond);
            LinkWork.verify(
                    isInBond(work.read(slave)),
                    "have the bond take " + link.name() + ": the kernel said yes, and it is not so");
        }
        slaves.put(role, slave);
    }

    /** Takes back what somebody took out of the bond and left free. */
    @Override
    public void follow(LinkWork work) {
        for (Role role : Role.values()) {
            slave(role)
                    .flatMap(work::link)
                    .filter(link -> link.master().isEmpty())
                    .ifPresent(link -> fill(work, role, link.ifIndex()));
        }
    }

    @Override
    public synchronized void clear(Role role) {
        IfIndex slave = slaves.remove(role);
        if (slave != null && !isClosed()) {
            route.link(slave)
                    .filter(this::isInBond)
                    .ifPresent(link -> route.links().removeMaster(slave));
        }
    }

    @Override
    synchronized void obey(PathChoice wanted) {
        if (wanted.transmit() != Path.NONE) {
            Role role = wanted.transmit() == Path.PRIMARY ? Role.PRIMARY : Role.STANDBY;
            slave(role)
                    .flatMap(route::link)
                    .ifPresent(link ->
                            route.links().setBond(bond, BondSettings.none().primary(link.ifIndex())));
        }
    }

    @Override
    PathCounters read() {
        return counters.count(route, slaves);
    }
}
