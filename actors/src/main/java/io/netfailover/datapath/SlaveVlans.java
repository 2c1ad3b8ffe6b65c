package io.netfailover.datapath;

import io.netfailover.datapath.MasterAlias.Part;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.NewLink;
import io.netfailover.netlink.VlanData;
import io.netfailover.types.IfIndex;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
        String nameOn(IfIndex slave) {
            return prefix(slave) + id + (protocol == ETH_P_8021AD ? "a" : "");
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
        Set<Vlan> wanted = filters ? on(master).keySet() : Set.of();
        Map<Vlan, Link> present = on(slave.ifIndex());
        present.forEach((vlan, link) -> {
            if (!wanted.contains(vlan) && isOurs(link, slave.ifIndex())) {
                remove(work, slave.ifIndex(), link);
            }
        });
        wanted.stream()
                .filter(vlan -> !present.containsKey(vlan) || hasOurName(present.get(vlan), slave.ifIndex()))
                .forEach(vlan -> let(slave, vlan));
    }

    /** One that has our name alone was made by somebody who died then. */
    private void let(Link slave, Vlan vlan) {
        String name = vlan.nameOn(slave.ifIndex());
        Link link = work.route().link(name).orElseGet(() -> {
            work.steps().before("have " + slave.name() + " let in VLAN " + vlan.id());
            return work.route().links().create(NewLink.vlan(name, slave.ifIndex(), vlan.id(), vlan.protocol()));
        });
        work.alias(link.ifIndex(), alias.of(Part.VLAN).text());
    }

    private Map<Vlan, Link> on(IfIndex lower) {
        Map<Vlan, Link> vlans = new HashMap<>();
        links.stream()
                .filter(link -> isOn(link, lower))
                .flatMap(link -> work.route().details(link.ifIndex()).stream())
                .filter(now -> isOn(now.link(), lower))
                .forEach(now -> {
                    if (now.kindData() instanceof VlanData data) {
                        vlans.put(new Vlan(data.protocol(), data.id()), now.link());
                    }
                });
        return vlans;
    }

    private static boolean isOn(Link link, IfIndex lower) {
        return link.kind().equals(KIND)
                && link.lowerNetnsId().isEmpty()
                && link.lower().filter(lower::equals).isPresent();
    }

    /** The slave's index keeps names short. */
    private static String prefix(IfIndex slave) {
        return "nf" + slave + ".";
    }

    private static boolean isOurs(Link link, IfIndex slave) {
        return hasOurName(link, slave)
                || MasterAlias.parse(link.alias())
                        .filter(found -> found.part() == Part.VLAN)
                        .isPresent();
    }

    private static boolean hasOurName(Link link, IfIndex slave) {
        return link.name().startsWith(prefix(slave));
    }

    /** The slave is one no more, and may be in another namespace, where its VLAN links did not go with it. */
    static void letGo(LinkWork work, IfIndex slave) {
        work.route().dumpLinks().stream()
                .filter(link -> link.kind().equals(KIND)
                        && link.lower().filter(slave::equals).isPresent()
                        && isOurs(link, slave))
                .forEach(link -> remove(work, slave, link));
    }

    private static void remove(LinkWork work, IfIndex slave, Link vlan) {
        work.steps().before("no longer have link " + slave + " let in what " + vlan.name() + " is for");
        work.route().delete(vlan.ifIndex());
    }
}
