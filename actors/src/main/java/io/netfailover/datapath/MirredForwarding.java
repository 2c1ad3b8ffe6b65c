package io.netfailover.datapath;

import io.netfailover.netlink.FilterPlace;
import io.netfailover.netlink.NetlinkException;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.netlink.TcHook;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Path;
import io.netfailover.types.Role;
import io.netfailover.types.Steering;
import java.util.List;
import java.util.Optional;

/**
 * By u32 filters with the mirred action, for kernels without programs on tc. The filters that frames meet share the actions of
 * {@link MirredActions}, and a switch puts another action under a filter in one step (ADR 8).
 */
final class MirredForwarding extends SwitchedForwarding {
    /** LLDP, EAPOL and the slow protocols, as with the programs; the filters for them come first. */
    private static final List<Integer> EXEMPT = ReceiveProgram.EXEMPT;

    private static final int GROUPS_PRIORITY = LinkWork.PRIORITY + EXEMPT.size();
    private static final int SLAVE_PRIORITY = GROUPS_PRIORITY + 1;

    /** None of the idle end's on the other hook: of one priority, u32 shows the filters of both hooks on each (tc_u_hash). */
    private static final int TRANSMIT_PRIORITY = LinkWork.LAST_PRIORITY;

    private final MasterLinks links;
    private final MirredActions actions;
    private final LiveFilters filters;
    private final String why;
    private PathChoice choice;

    /** @param route belongs to this forwarding from now on, which closes it */
    MirredForwarding(RouteSocket route, MasterLinks links, String why) {
        super(route, "netfailover-mirred-" + links.master());
        this.links = links;
        this.actions = new MirredActions(route, links);
        this.filters = new LiveFilters(route);
        this.why = why;
        this.choice = new PathChoice(Path.STANDBY, Role.PRIMARY, true);
    }

    @Override
    public Steering steering() {
        return Steering.MIRRED;
    }

    @Override
    public String why() {
        return why;
    }

    @Override
    public synchronized void attach(LinkWork work) {
        try {
            work.addClsact(links.master());
            work.addClsact(links.idle());
            actions.make(work);
        } catch (NetlinkException e) {
            throw new SteeringImpossibleException(Steering.MIRRED, e);
        }
        for (Role role : Role.values()) {
            actions.target(role).ifPresent(slave -> slaves.put(role, slave));
        }
        choice = inForce();
        work.steps().before("attach the filters of link " + links.master());
        transmit();
        count();
    }

    /** Mirred takes a link without it for down (tcf_mirred_act, since Linux 6.5). */
    @Override
    public boolean needsCarrier() {
        return true;
    }

    @Override
    public void setCarrier(LinkWork work, boolean carrier) {
        work.setUp(links.idle(), carrier);
    }

    /** What an earlier daemon chose, as far as it shows; else what a new master begins with. */
    private PathChoice inForce() {
        boolean onPrimary = filters.action(onIdleEnd())
                .filter(action -> action == actions.to(Role.PRIMARY))
                .isPresent();
        boolean standbyIsFirst = slave(Role.PRIMARY)
                .flatMap(slave -> filters.action(groups(slave)))
                .isPresent();
        boolean standbyIsUnheard = slave(Role.STANDBY)
                .flatMap(slave -> filters.action(main(slave)))
                .filter(action -> action == actions.receiveDrop())
                .isPresent();
        return new PathChoice(
                onPrimary ? Path.PRIMARY : Path.STANDBY,
                standbyIsFirst ? Role.STANDBY : Role.PRIMARY,
                !standbyIsUnheard);
    }

    @Override
    public void receive(LinkWork work, Role role, IfIndex slave, SlaveMark mark) {
        work.marks().writeAlias(slave, mark);
        work.addClsact(slave);
        work.steps().before("exempt what concerns the cable from what link " + slave + " hands over");
        for (int i = 0; i < EXEMPT.size(); i++) {
            filters.put(new FilterPlace(slave, TcHook.INGRESS, LinkWork.PRIORITY + i, EXEMPT.get(i), false), 0);
        }
    }

    @Override
    public synchronized void fill(LinkWork work, Role role, IfIndex slave) {
        work.steps().before("redirect between link " + slave + " and the master");
        actions.aim(role, slave);
        slaves.put(role, slave);
        hear();
        transmit();
        LinkWork.verify(
                filters.isThere(main(slave)),
                "redirect what link " + slave + " receives: the kernel said yes, and there is no filter");
    }

    @Override
    public synchronized void clear(Role role) {
        IfIndex slave = slaves.remove(role);
        if (slave != null) {
            transmit();
            filters.remove(main(slave));
            filters.remove(groups(slave));
            actions.aimAtNobody(role);
        }
    }

    @Override
    synchronized void obey(PathChoice wanted) {
        choice = wanted;
        transmit();
        hear();
    }

    /** What the master sends (NF-20). */
    private void transmit() {
        Optional<Role> role = choice.transmit() == Path.NONE
                ? Optional.empty()
                : Optional.of(choice.transmit() == Path.PRIMARY ? Role.PRIMARY : Role.STANDBY);
        int action = role.filter(slaves::containsKey).map(actions::to).orElse(actions.transmitDrop());
        filters.put(FilterPlace.all(links.master(), TcHook.EGRESS, TRANSMIT_PRIORITY), action);
        filters.put(onIdleEnd(), action);
    }

    private FilterPlace onIdleEnd() {
        return FilterPlace.all(links.idle(), TcHook.INGRESS, TRANSMIT_PRIORITY);
    }

    /** What the slaves hand over (NF-21); frames to groups only once, since a switch sends them to both. */
    private void hear() {
        slave(Role.STANDBY)
                .ifPresent(slave -> filters.put(
                        main(slave), choice.acceptOnStandby() ? actions.from(Role.STANDBY) : actions.receiveDrop()));
        slave(Role.PRIMARY).ifPresent(slave -> {
            if (choice.first() == Role.STANDBY && choice.transmit() == Path.STANDBY) {
                filters.put(groups(slave), actions.receiveDrop());
            } else {
                filters.remove(groups(slave));
            }
            filters.put(main(slave), actions.from(Role.PRIMARY));
        });
    }

    private static FilterPlace main(IfIndex slave) {
        return FilterPlace.all(slave, TcHook.INGRESS, SLAVE_PRIORITY);
    }

    private static FilterPlace groups(IfIndex slave) {
        return new FilterPlace(slave, TcHook.INGRESS, GROUPS_PRIORITY, FilterPlace.EVERY_ETHER_TYPE, true);
    }

    @Override
    PathCounters read() {
        return actions.counters();
    }
}
