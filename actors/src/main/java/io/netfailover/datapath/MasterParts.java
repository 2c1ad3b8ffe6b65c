package io.netfailover.datapath;

import io.netfailover.datapath.MasterAlias.Part;
import io.netfailover.netlink.Link;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Layout;
import io.netfailover.types.MasterName;
import java.util.List;
import java.util.Optional;

/**
 * What the kernel has of a master.
 *
 * @param alias what is written on the pair, from whichever end carries it
 */
record MasterParts(Optional<Link> master, Optional<Link> idle, Optional<MasterAlias> alias) {
    private static final String VETH = "veth";

    static final MasterParts NOTHING = new MasterParts(Optional.empty(), Optional.empty(), Optional.empty());

    static MasterParts find(List<Link> links, MasterName name) {
        for (Link link : links) {
            Optional<MasterAlias> alias = MasterAlias.parse(link.alias())
                    .filter(found -> found.isOnMaster() && found.master().equals(name));
            if (alias.isPresent()) {
                Optional<Link> other = peer(links, link, alias.get().layout() == Layout.HIDDEN);
                boolean isMaster = alias.get().part() == Part.MASTER;
                return new MasterParts(
                        isMaster ? Optional.of(link) : other, isMaster ? other : Optional.of(link), alias);
            }
        }
        return NOTHING;
    }

    /** A pair, or a bond, of {@code name} that was made in the moment before its aliases could be written: down, and with the names of one. */
    static MasterParts findUnmarked(List<Link> links, MasterName name, IfIndex standby) {
        String idleName = PartName.ofIdleEnd(name, standby).name();
        for (Link link : links) {
            if (link.name().equals(idleName) && isUnmarkedBond(link, links, standby)) {
                return new MasterParts(Optional.of(link), Optional.empty(), Optional.empty());
            }
            if (link.name().equals(PartName.ofUnfinishedMaster(standby)) && isUnmarkedVeth(link)) {
                Optional<Link> idle =
                        peer(links, link, false).filter(end -> end.name().equals(idleName) && isUnmarkedVeth(end));
                if (idle.isPresent()) {
                    return new MasterParts(Optional.of(link), idle, Optional.empty());
                }
            }
        }
        return NOTHING;
    }

    private static boolean isUnmarkedVeth(Link link) {
        return isUnmarked(link, VETH);
    }

    /** With the standby's address, which somebody else's would hardly have. */
    private static boolean isUnmarkedBond(Link link, List<Link> links, IfIndex standby) {
        return isUnmarked(link, BondKind.LINK_KIND)
                && links.stream()
                        .anyMatch(other -> other.ifIndex().equals(standby)
                                && other.address().equals(link.address()));
    }

    private static boolean isUnmarked(Link link, String kind) {
        return link.kind().equals(kind) && link.alias().isEmpty() && !link.isUp();
    }

    /** @param hidden whether the other end may be in the hidden namespace, whose links are listed too */
    private static Optional<Link> peer(List<Link> links, Link end, boolean hidden) {
        boolean isElsewhere = end.lowerNetnsId().isPresent() && !hidden;
        return isElsewhere || !end.kind().equals(VETH) // a VLAN on a TAP or bond has that below it, too
                ? Optional.empty()
                : links.stream()
                        .filter(link ->
                                end.lower().filter(link.ifIndex()::equals).isPresent())
                        .findAny();
    }

    /** One whose other end is gone, or elsewhere, is not. */
    boolean isComplete() {
        return master.filter(link -> idle.isPresent() || !link.kind().equals(VETH))
                .isPresent();
    }

    /** Its kind of link (IFLA_INFO_KIND), as far as there is one. */
    String kind() {
        return master.map(Link::kind).orElse("");
    }

    boolean include(IfIndex link) {
        return master.filter(end -> end.ifIndex().equals(link)).isPresent()
                || idle.filter(end -> end.ifIndex().equals(link)).isPresent();
    }
}
