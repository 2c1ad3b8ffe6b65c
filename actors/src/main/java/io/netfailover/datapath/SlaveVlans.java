package io.netfailover.datapath;

import io.netfailover.datapath.MasterAlias.Part;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.LinkDetails;
import io.netfailover.netlink.NewLink;
import io.netfailover.netlink.VlanData;
import io.netfailover.types.IfIndex;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * NF-25: a slave that filters VLANs lets in those of its master. User space adds to a link's filter only by a VLAN link on top of it: ours
 * stays down, so that nothing is heard there, is known by its alias, and goes with its slave. Not for hidden slaves: a link that is made in
 * their namespace may get an index that means another one outside.
 */
final class SlaveVlans {
    private static final String KIND = "vlan";
    private static final int ETH_P_8021AD = 0x88a8;

    private final LinkWork work;
    private final MasterAlias alias;
    private final List<Link> links;

    /** @param protocol ethertype of the tags */
    private record Vlan(int protocol, int id) {
        /** The slave's index keeps it short. */
        String nameOn(IfIndex slave) {
            return "nf" + slave + "." + id + (protocol == ETH_P_8021AD ? "a" : "");
        }

        @Override
        public String toString() {
            return "VLAN " + id;
        }
    }

    /** @param links all VLAN links; they may have changed since somebody looked */
    SlaveVlans(LinkWork work, MasterAlias alias, List<Link> links) {
        this.work = work;
        this.alias = alias;
        this.links = links;
    }

    /** @param filters whether the slave lets in only VLANs that it was told of */
    void follow(IfIndex master, Link slave, boolean filters) {
        Map<Vlan, LinkDetails> wanted = filters ? on(master) : Map.of();
        Map<Vlan, LinkDetails> present = on(slave.ifIndex());
        present.forEach((vlan, details) -> {
            if (!wanted.containsKey(vlan) && isOurs(details.link())) {
                remove(work, slave, details.link());
            }
        });
        wanted.keySet().stream().filter(vlan -> !present.containsKey(vlan)).forEach(vlan -> {
            work.steps().before("have " + slave.name() + " let in " + vlan);
            Link made = work.route()
                    .links()
                    .create(NewLink.vlan(vlan.nameOn(slave.ifIndex()), slave.ifIndex(), vlan.id(), vlan.protocol()));
            work.route().setAlias(made.ifIndex(), alias.of(Part.VLAN).text());
        });
    }

    private Map<Vlan, LinkDetails> on(IfIndex lower) {
        Map<Vlan, LinkDetails> vlans = new HashMap<>();
        links.stream()
                .filter(link -> isOn(link, lower))
                .flatMap(link -> work.route().details(link.ifIndex()).stream())
                .filter(now -> isOn(now.link(), lower))
                .forEach(now -> {
                    if (now.kindData() instanceof VlanData data) {
                        vlans.put(new Vlan(data.protocol(), data.id()), now);
                    }
                });
        return vlans;
    }

    private static boolean isOn(Link link, IfIndex lower) {
        return link.kind().equals(KIND)
                && link.lowerNetnsId().isEmpty()
                && link.lower().filter(lower::equals).isPresent();
    }

    private static boolean isOurs(Link link) {
        return MasterAlias.parse(link.alias())
                .filter(alias -> alias.part() == Part.VLAN)
                .isPresent();
    }

    /** The slave is one no more. */
    static void letGo(LinkWork work, Link slave) {
        if (!work.isHidden(slave.ifIndex())) {
            work.route().dumpLinks().stream()
                    .filter(link -> isOn(link, slave.ifIndex()) && isOurs(link))
                    .forEach(link -> remove(work, slave, link));
        }
    }

    private static void remove(LinkWork work, Link slave, Link vlan) {
        work.steps().before("no longer have " + slave.name() + " let in what " + vlan.name() + " is for");
        work.route().delete(vlan.ifIndex());
    }
}
