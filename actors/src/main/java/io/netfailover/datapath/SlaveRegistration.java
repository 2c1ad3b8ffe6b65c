package io.netfailover.datapath;

import io.netfailover.datapath.MasterAlias.Part;
import io.netfailover.netlink.InterfaceAddress;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.NetlinkException;
import io.netfailover.netlink.TcHook;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Layout;
import io.netfailover.types.Role;
import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Takes links as slaves of one master and lets them go: NF-12 to NF-14, NF-17, NF-18, NF-31, NF-32. */
final class SlaveRegistration {
    private final LinkWork work;
    private final IfIndex master;
    private final MasterAlias alias;
    private final Forwarding forwarding;
    private final SlaveMirror mirror;

    SlaveRegistration(LinkWork work, IfIndex master, MasterAlias alias, Forwarding forwarding, SlaveMirror mirror) {
        this.work = work;
        this.master = master;
        this.alias = alias;
        this.forwarding = forwarding;
        this.mirror = mirror;
    }

    Map<Role, IfIndex> registered() {
        Map<Role, IfIndex> registered = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            forwarding.slave(role).ifPresent(slave -> registered.put(role, slave));
        }
        return registered;
    }

    void register(Role role, IfIndex slave) {
        Link before = work.read(slave);
        Optional<SlaveMark> found = work.marks().on(slave);
        refuseForeign(before, found);
        refuseSecond(role, before);
        boolean hide = alias.layout() == Layout.HIDDEN;
        if (hide) {
            requireNothingToLose(work, before);
        }
        SlaveIpv6 ipv6 = new SlaveIpv6(() -> work.read(slave).name());
        boolean silence = found.isPresent() && (hide || found.get().ipv6Silenced())
                ? found.get().ipv6Silenced()
                : ipv6IsOn(slave, ipv6) && (hide || !hasIpv6Addresses(slave));
        SlaveMark mark = new SlaveMark(alias.of(part(role)), silence);
        UndoStack undo = new UndoStack();
        try {
            undo.push(() -> work.setUp(slave, before.isUp()));
            undo.push(() -> work.setMtu(slave, before.mtuBytes()));
            work.setMtu(slave, work.read(master).mtuBytes());
            if (found.isEmpty()) {
                undo.push(() -> work.marks().remove(slave, mark));
                undo.push(() -> forwarding.clear(role));
            }
            if (hide) {
                work.marks().writeAlias(slave, mark); // the alias goes with it, filters do not
                work.hide(slave);
            }
            forwarding.receive(work, role, slave, mark);
            if ((silence || hide) && ipv6IsOn(slave, ipv6)) {
                work.steps().before("turn IPv6 of " + before.name() + " off");
                work.at(slave, () -> ipv6.turn(false));
            }
            forwarding.fill(work, role, slave);
            if (work.read(master).isUp()) {
                open(slave);
            }
            if (found.isEmpty()) { // a registered one is left to the next round: it is not refused any more
                undo.push(() -> mirror.letGo(work, Optional.of(master), slave));
                mirror.follow(work, master, slave);
            }
        } catch (RuntimeException e) {
            undo.unwind(e);
            throw e;
        }
    }

    private void refuseForeign(Link slave, Optional<SlaveMark> found) {
        found.map(mark -> mark.alias().master())
                .filter(other -> !other.equals(alias.master()))
                .ifPresent(other -> {
                    throw new DataPathException(slave.name() + " is a slave of " + other + " already");
                });
    }

    private boolean ipv6IsOn(IfIndex slave, SlaveIpv6 ipv6) {
        return work.at(slave, ipv6::isOn);
    }

    /** Beyond the link-local one that the kernel gives: they would be lost, so they must be moved to the master first. */
    private boolean hasIpv6Addresses(IfIndex slave) {
        return work.route(slave).dumpAddresses().stream()
                .anyMatch(address -> address.ifIndex().equals(slave)
                        && address.address() instanceof Inet6Address
                        && address.scope() != InterfaceAddress.RT_SCOPE_LINK);
    }

    /** NF-08: the slot's owner stays unless it is gone. */
    private void refuseSecond(Role role, Link slave) {
        forwarding
                .slave(role)
                .filter(owner -> !owner.equals(slave.ifIndex()))
                .flatMap(work::link)
                .ifPresent(owner -> {
                    throw new DataPathException(
                            owner.name() + " is the " + part(role).word() + " of " + alias.master() + " already");
                });
    }

    /**
     * A link that changes its namespace loses all filters and qdiscs; what its master cannot take over must not be there.
     *
     * @throws DataPathException a refusal
     */
    static void requireNothingToLose(LinkWork work, Link slave) {
        if (work.isHidden(slave.ifIndex())) {
            return;
        }
        List<String> lost = new ArrayList<>(
                LinkConfiguration.read(work.route(), slave.ifIndex()).left());
        for (TcHook hook : TcHook.values()) {
            if (work.othersFilter(slave.ifIndex(), hook)) {
                lost.add("the filters on its " + hook.name().toLowerCase(Locale.ROOT));
            }
        }
        if (!lost.isEmpty()) {
            throw DataPathException.refusal(
                    slave.name() + " would lose in the hidden namespace what others gave it: "
                            + String.join(", ", lost),
                    "remove that, or use the layout visible");
        }
    }

    /** NF-13: EBUSY is tolerated. */
    private void open(IfIndex slave) {
        try {
            work.setUp(slave, true);
        } catch (NetlinkException e) {
            if (!e.errnoName().equals("EBUSY")) {
                throw e;
            }
        }
    }

    void release(Role role, IfIndex slave) {
        if (forwarding.slave(role).filter(slave::equals).isPresent()) {
            forwarding.clear(role);
        }
        if (work.link(slave).isEmpty()) {
            mirror.forget(slave);
            SlaveVlans.letGo(work, slave);
            return;
        }
        work.marks()
                .on(slave)
                .filter(mark -> mark.alias().master().equals(alias.master()))
                .ifPresent(mark -> {
                    mirror.letGo(work, Optional.of(master), slave);
                    work.setUp(slave, false);
                    work.marks().remove(slave, mark);
                });
    }

    /** NF-17: when the standby cannot be opened, the primary is closed again; NF-18. */
    void setSlavesUp(boolean up) {
        for (Role role : Role.values()) {
            try {
                forwarding.slave(role).filter(this::exists).ifPresent(slave -> work.setUp(slave, up));
            } catch (RuntimeException e) {
                if (up && role == Role.STANDBY) {
                    closePrimary(e);
                }
                throw e;
            }
        }
    }

    private void closePrimary(RuntimeException cause) {
        try {
            forwarding.slave(Role.PRIMARY).filter(this::exists).ifPresent(primary -> work.setUp(primary, false));
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private boolean exists(IfIndex slave) {
        return work.link(slave).isPresent();
    }

    private static Part part(Role role) {
        return role == Role.PRIMARY ? Part.PRIMARY : Part.STANDBY;
    }
}
