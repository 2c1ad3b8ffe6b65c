package io.netfailover.datapath;

import io.netfailover.netlink.FdbEntry;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.LinkDetails;
import io.netfailover.netlink.MulticastAddresses;
import io.netfailover.netlink.NetlinkException;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Has the slaves let in what their master does (NF-14, NF-24): its unicast and multicast addresses, and beyond the kernel's driver its
 * promiscuous and all-multicast modes. A real VF filters; without this a bridge, a macvlan or a multicast group on the master would hear
 * nothing. Remembers what it gave, so that what users gave a slave stays.
 */
final class SlaveMirror {
    private final Map<IfIndex, Set<Reception>> gave = new HashMap<>();

    /** @throws NetlinkException when the slave does not take something; what it took before that stays, see {@link #letGo} */
    synchronized void follow(LinkWork work, IfIndex master, IfIndex slave) {
        Optional<LinkDetails> details = work.route(slave).details(slave);
        if (details.isEmpty()) {
            return;
        } else if (isIn(Optional.of(master), details.get())) {
            gave.put(slave, Set.of());
            return;
        }
        try (MulticastAddresses multicast = work.at(slave, MulticastAddresses::new)) {
            ReceptionChange change = ReceptionChange.between(
                    wantedBy(work, master),
                    given(work, details.get(), multicast),
                    Optional.ofNullable(gave.get(slave)));
            gave.put(slave, change.ours());
            String name = details.get().link().name();
            for (Reception one : change.remove()) {
                change(work, multicast, slave, name, one, false);
            }
            for (Reception one : change.add()) {
                change(work, multicast, slave, name, one, true);
            }
        }
    }

    /** Then the master is a bond, which mirrors to its active slave itself. */
    private static boolean isIn(Optional<IfIndex> master, LinkDetails slave) {
        return master.isPresent() && slave.link().master().equals(master);
    }

    /** The slave is gone; its index may come again. */
    synchronized void forget(IfIndex slave) {
        gave.remove(slave);
    }

    /**
     * Takes back what was given. Where that is not known, as after a restart, it is what master and slave have both, and where the master is
     * gone, all but what the daemons of link-local protocols (LLDP) ask for.
     */
    synchronized void letGo(LinkWork work, Optional<IfIndex> master, IfIndex slave) {
        Optional<Set<Reception>> known = Optional.ofNullable(gave.remove(slave));
        Optional<LinkDetails> details = work.route(slave).details(slave);
        if (details.isEmpty() || isIn(master, details.get())) {
            return;
        }
        SlaveVlans.letGo(work, slave);
        try (MulticastAddresses multicast = work.at(slave, MulticastAddresses::new)) {
            Set<Reception> back = new HashSet<>(given(work, details.get(), multicast));
            known.or(() -> master.map(index -> wantedBy(work, index)))
                    .ifPresentOrElse(back::retainAll, () -> back.removeIf(SlaveMirror::concernsTheCable));
            for (Reception one : back) {
                change(work, multicast, slave, details.get().link().name(), one, false);
            }
        }
    }

    private static Set<Reception> wantedBy(LinkWork work, IfIndex master) {
        LinkDetails details =
                work.route().details(master).orElseThrow(() -> new DataPathException("link " + master + " is gone"));
        Set<Reception> wanted = new HashSet<>();
        boolean unicast = false;
        for (MacAddress address : addresses(work, master)) {
            wanted.add(new Reception.Address(address));
            unicast |= !address.isMulticast();
        }
        // a veth filters no unicast, so the kernel counts itself when there are such addresses (__dev_set_rx_mode)
        int forAddresses = unicast && details.link().isUp() ? 1 : 0;
        if (details.link().promiscuity() > forAddresses) {
            wanted.add(Reception.Mode.PROMISCUOUS);
        }
        if (details.allMulticast() > 0) {
            wanted.add(Reception.Mode.ALL_MULTICAST);
        }
        return wanted;
    }

    /** What somebody gave the slave, beside what its own protocols joined. */
    private static Set<Reception> given(LinkWork work, LinkDetails slave, MulticastAddresses multicast) {
        Set<Reception> given = new HashSet<>();
        IfIndex index = slave.link().ifIndex();
        work.at(index, () -> multicast.staticOnes(index)).forEach(address -> given.add(new Reception.Address(address)));
        addresses(work, index).stream()
                .filter(address -> !address.isMulticast())
                .forEach(address -> given.add(new Reception.Address(address)));
        if ((slave.link().flags() & Link.IFF_PROMISC) != 0) {
            given.add(Reception.Mode.PROMISCUOUS);
        }
        if ((slave.link().flags() & Link.IFF_ALLMULTI) != 0) {
            given.add(Reception.Mode.ALL_MULTICAST);
        }
        return given;
    }

    /** 01:80:c2:00:00:00 to 0f, IEEE 802.1Q: never forwarded by a bridge. */
    private static boolean concernsTheCable(Reception one) {
        return one instanceof Reception.Address given && given.address().value() >>> 4 == 0x0180_c200_000L;
    }

    private static Set<MacAddress> addresses(LinkWork work, IfIndex link) {
        Set<MacAddress> addresses = new HashSet<>();
        for (FdbEntry entry : work.route(link).fdb().entriesOf(link)) {
            if (entry.table() == FdbEntry.Table.SELF) {
                addresses.add(entry.address());
            }
        }
        return addresses;
    }

    private static void change(
            LinkWork work, MulticastAddresses multicast, IfIndex slave, String name, Reception one, boolean on) {
        work.steps().before((on ? "have " : "no longer have ") + name + " let in " + one);
        if (one instanceof Reception.Address given) {
            address(work, multicast, slave, given.address(), on);
        } else if (one == Reception.Mode.PROMISCUOUS) {
            work.route(slave).links().setPromiscuous(slave, on);
        } else {
            work.route(slave).links().setAllMulticast(slave, on);
        }
    }

    private static void address(
            LinkWork work, MulticastAddresses multicast, IfIndex slave, MacAddress address, boolean on) {
        if (!address.isMulticast() && on) {
            work.route(slave).fdb().add(FdbEntry.onLink(slave, address));
        } else if (!address.isMulticast()) {
            work.route(slave).fdb().delete(FdbEntry.onLink(slave, address));
        } else if (on) {
            multicast.add(slave, address);
        } else {
            multicast.remove(slave, address);
        }
    }
}
