package io.netfailover.datapath;

import io.netfailover.datapath.MasterAlias.Part;
import io.netfailover.journal.MasterDefinition;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.VethEnds;
import io.netfailover.netlink.VethPair;
import io.netfailover.types.MacAddress;

/** One kind of steering that masters can have. */
@FunctionalInterface
interface ForwardingKind {
    /**
     * Effect: makes the links of a master, down, with their aliases and the standby's MTU, so that whatever follows can be undone from the
     * kernel alone; a pair of veth where nothing else is said.
     *
     * @param alias what is to be written on the master
     * @param address the master's MAC
     * @throws SteeringImpossibleException when the kernel lacks something for it
     */
    default MasterLinks make(LinkWork work, MasterAlias alias, Link standby, MacAddress address) {
        work.steps().before("create the pair of " + alias.master());
        VethEnds ends = work.route()
                .createVeth(VethPair.of(
                                PartName.ofUnfinishedMaster(standby.ifIndex()),
                                PartName.ofIdleEnd(alias.master(), standby.ifIndex())
                                        .name())
                        .withAddress(address)
                        .withMtuBytes(standby.mtuBytes())
                        .withAliases(
                                alias.of(Part.MASTER).text(),
                                alias.of(Part.IDLE).text())
                        .withoutPeerArp());
        return new MasterLinks(ends.link().ifIndex(), ends.peer().ifIndex(), standby.ifIndex());
    }

    /**
     * Effect: for a master whose links are there; finds again what an earlier daemon left of it.
     *
     * @param alias what is written on the links
     * @param obstacles why no better kind was possible, empty when none was tried
     * @throws SteeringImpossibleException when the kernel lacks something for it
     */
    Forwarding open(LinkWork work, MasterLinks links, MasterAlias alias, MasterDefinition definition, String obstacles);
}
