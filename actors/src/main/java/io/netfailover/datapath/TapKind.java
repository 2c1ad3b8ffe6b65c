package io.netfailover.datapath;

import io.netfailover.journal.MasterDefinition;
import io.netfailover.netlink.Link;
import io.netfailover.os.OsException;
import io.netfailover.os.Tap;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import io.netfailover.types.Steering;

/** Masters that are a TAP of this program. */
final class TapKind implements ForwardingKind {
    /** What the kernel calls the kind of a TAP (IFLA_INFO_KIND). */
    static final String LINK_KIND = "tun";

    @Override
    public MasterLinks make(LinkWork work, MasterAlias alias, Link standby, MacAddress address) {
        work.steps().before("create the TAP of " + alias.master());
        String name = PartName.ofUnfinishedMaster(standby.ifIndex());
        // until it stays it goes with us, so that there is none without an alias
        try (Tap tap = Tap.open(name)) {
            IfIndex master = work.route()
                    .link(name)
                    .orElseThrow(() -> new DataPathException("the TAP " + name + " is gone again"))
                    .ifIndex();
            work.route().setAddress(master, address);
            work.setMtu(master, standby.mtuBytes());
            work.alias(master, alias.text());
            work.steps().before("have the TAP of " + alias.master() + " stay");
            tap.setPersistent(true);
            return new MasterLinks(master, master, standby.ifIndex());
        } catch (OsException e) {
            throw new SteeringImpossibleException(Steering.TAP, e);
        }
    }

    @Override
    public Forwarding open(
            LinkWork work, MasterLinks links, MasterAlias alias, MasterDefinition definition, String obstacles) {
        if (SlaveIpv4.isOverruled()) {
            throw new SteeringImpossibleException(
                    Steering.TAP,
                    new DataPathException("net.ipv4.conf.all.rp_filter is 2, so that this host would take for its own"
                            + " what slaves hear: set it to 0, links keep theirs"));
        }
        boolean asked = definition.steering() == Steering.TAP;
        String why = asked ? "asked for" : obstacles.isEmpty() ? "it was made with it" : obstacles;
        try {
            return new TapForwarding(
                    links, alias, work.read(links.master()).name(), why + "; frames pass only while the daemon runs");
        } catch (OsException e) {
            throw new SteeringImpossibleException(Steering.TAP, e);
        }
    }
}
