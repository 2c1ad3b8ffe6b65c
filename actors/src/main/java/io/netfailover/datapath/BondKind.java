package io.netfailover.datapath;

import io.netfailover.journal.MasterDefinition;
import io.netfailover.netlink.BondData;
import io.netfailover.netlink.BondSettings;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.NetlinkException;
import io.netfailover.netlink.NewLink;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.time.Duration;
import java.util.function.Supplier;

/** Masters that are a bond of the kernel's, for those who ask for one. */
final class BondKind implements ForwardingKind {
    /** What the kernel calls the kind of a bond (IFLA_INFO_KIND). */
    static final String LINK_KIND = "bond";

    /** How often the kernel looks at the slaves' carrier: its failover takes that long at most. */
    private static final Duration MIIMON = Duration.ofMillis(10);

    /** BOND_PRI_RESELECT_FAILURE of net/bonding.h: going back to a slave that returns is the policy's business. */
    private static final int RESELECT_ON_FAILURE = 2;

    private final Supplier<RouteSocket> routes;

    /** @param routes opens a socket in the network namespace of the masters */
    BondKind(Supplier<RouteSocket> routes) {
        this.routes = routes;
    }

    /** Called as an idle end would be until it has its name, by which {@link MasterParts#findUnmarked} knows it. */
    @Override
    public MasterLinks make(LinkWork work, MasterAlias alias, Link standby, MacAddress address) {
        work.steps().before("create the bond of " + alias.master());
        String name = PartName.ofIdleEnd(alias.master(), standby.ifIndex()).name();
        BondSettings settings =
                BondSettings.none().mode(BondData.ACTIVE_BACKUP).miimon(MIIMON).primaryReselect(RESELECT_ON_FAILURE);
        IfIndex master = create(
                        work, NewLink.bond(name, settings).withAddress(address).withMtuBytes(standby.mtuBytes()))
                .ifIndex();
        work.alias(master, alias.text());
        return new MasterLinks(master, master, standby.ifIndex());
    }

    private static Link create(LinkWork work, NewLink bond) {
        try {
            return work.route().links().create(bond);
        } catch (NetlinkException e) {
            if (e.errnoName().equals("EOPNOTSUPP")) {
                throw DataPathException.refusal(
                        "this kernel has no bonding: " + e.getMessage(),
                        "load its module ('modprobe bonding'), or use steering auto");
            }
            throw e;
        }
    }

    @Override
    public Forwarding open(
            LinkWork work, MasterLinks links, MasterAlias alias, MasterDefinition definition, String obstacles) {
        return new BondForwarding(routes.get(), links, alias);
    }
}
