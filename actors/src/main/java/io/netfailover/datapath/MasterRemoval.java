package io.netfailover.datapath;

import io.netfailover.datapath.MasterAlias.Part;
import io.netfailover.netlink.Link;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MasterName;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes a master apart by what the kernel shows of it (NF-33). The pair goes last, since what is to be undone is written on it; so it can
 * be begun again after every step.
 */
final class MasterRemoval {
    private final LinkWork work;
    private final Optional<Path> bpffs;
    private final MasterName name;
    private final Handover handover;

    /** @param bpffs where pins may be, empty when no bpffs is mounted */
    MasterRemoval(LinkWork work, Optional<Path> bpffs, MasterName name, Handover handover) {
        this.work = work;
        this.bpffs = bpffs;
        this.name = name;
        this.handover = handover;
    }

    void run() {
        List<Link> links = work.links();
        MasterParts parts = MasterParts.find(links, name);
        Map<Link, SlaveMark> slaves = slaves(links, parts);
        Optional<MasterAlias> alias = parts.alias()
                .or(() -> slaves.values().stream().map(SlaveMark::alias).findAny());
        Optional<Link> standby = alias.flatMap(known -> standby(links, parts, known));
        if (alias.isPresent() && standby.isPresent()) {
            checkNameIsFree(links, parts, alias.get(), standby.get());
        }
        removeTcx(parts);
        slaves.forEach((slave, mark) -> {
            new SlaveMirror().letGo(work, parts.master().map(Link::ifIndex), slave.ifIndex());
            release(slave, mark, parts);
        });
        parts.master()
                .flatMap(Link::address)
                .ifPresent(address -> links.stream()
                        .filter(link ->
                                link.address().filter(address::equals).isPresent() && !parts.include(link.ifIndex()))
                        .forEach(link -> work.removeEmptyClsact(link.ifIndex())));
        if (alias.isPresent() && standby.isPresent()) {
            giveBack(alias.get(), standby.get().ifIndex(), parts);
            if (parts.master().isPresent()) {
                handover.run(parts.master().get().ifIndex(), standby.get().ifIndex());
            }
        }
        alias.map(MasterAlias::standby).ifPresent(index -> MirredActions.removeDoomed(work, index));
        deletePair(alias.isPresent() ? parts : unmarked(links));
        work.removeEmptyHiddenNamespace();
        removePins();
        verify();
    }

    /** Links with a receive filter of this master, whatever the pair knows of them. */
    private Map<Link, SlaveMark> slaves(List<Link> links, MasterParts parts) {
        Map<Link, SlaveMark> slaves = new HashMap<>();
        for (Link link : links) {
            if (link.isEthernet() && !parts.include(link.ifIndex())) {
                work.marks()
                        .on(link.ifIndex())
                        .filter(mark -> mark.alias().master().equals(name))
                        .ifPresent(mark -> slaves.put(link, mark));
            }
        }
        return slaves;
    }

    /** The link with the remembered index, provided that it is called as a standby would be, before or after. */
    private Optional<Link> standby(List<Link> links, MasterParts parts, MasterAlias alias) {
        String renamed = PartName.ofStandby(name, alias.standby()).name();
        return links.stream()
                .filter(link -> link.ifIndex().equals(alias.standby()) && !parts.include(link.ifIndex()))
                .filter(link -> link.name().equals(renamed) || link.name().equals(alias.standbyName()))
                .findAny();
    }

    private void checkNameIsFree(List<Link> links, MasterParts parts, MasterAlias alias, Link standby) {
        links.stream()
                .filter(link -> !link.ifIndex().equals(standby.ifIndex()) && !parts.include(link.ifIndex()))
                .filter(link -> link.name().equals(alias.standbyName())
                        || link.altNames().contains(alias.standbyName()))
                .findAny()
                .ifPresent(holder -> {
                    throw new DataPathException("the standby " + standby.name() + " was called "
                            + alias.standbyName() + ", and another link (index " + holder.ifIndex()
                            + ") has that name now: rename that one first");
                });
    }

    /** Before the filters behind it: a slave that is free must not be asked for frames any more. */
    private void removeTcx(MasterParts parts) {
        bpffs.ifPresent(directory -> parts.master()
                .ifPresentOrElse(
                        master -> new TcxLinks(
                                        MasterPins.of(directory, work.route().netnsCookie(), master.ifIndex()))
                                .removeAll(work),
                        () -> removeStalePins(work, directory)));
    }

    private void release(Link slave, SlaveMark mark, MasterParts parts) {
        if (slave.master().filter(parts::include).isPresent()) {
            work.steps().before("take " + slave.name() + " out of the bond");
            work.route().links().removeMaster(slave.ifIndex());
        }
        if (mark.alias().part() == Part.PRIMARY) {
            work.setUp(slave.ifIndex(), false);
        }
        work.marks().remove(slave.ifIndex(), mark);
    }

    private void giveBack(MasterAlias alias, IfIndex standby, MasterParts parts) {
        Optional<Link> inTheWay = parts.master().filter(master -> master.name().equals(alias.standbyName()));
        inTheWay.ifPresent(master -> work.rename(master.ifIndex(), PartName.ofUnfinishedMaster(standby)));
        work.removeAltName(standby, PartName.ofStandby(name, standby));
        work.rename(standby, alias.standbyName());
        work.setUp(standby, alias.standbyUp());
    }

    /** A pair without aliases says by its idle end's name whose it is, or, where that would be too long, by its standby's name. */
    private MasterParts unmarked(List<Link> links) {
        return links.stream()
                .filter(standby ->
                        PartName.ofIdleEnd(name, standby.ifIndex()).altName().isEmpty()
                                || standby.name().equals(name.value()))
                .map(standby -> MasterParts.findUnmarked(links, name, standby.ifIndex()))
                .filter(MasterParts::isComplete)
                .findAny()
                .orElse(MasterParts.NOTHING);
    }

    private void deletePair(MasterParts parts) {
        parts.master().or(parts::idle).ifPresent(end -> {
            work.steps().before("delete the pair of " + name);
            work.route().delete(end.ifIndex());
        });
    }

    /** Those of this master and of all others of this namespace whose pair is gone. */
    private void removePins() {
        bpffs.ifPresent(directory -> removeStalePins(work, directory));
    }

    static void removeStalePins(LinkWork work, Path bpffs) {
        // pins are listed before links: a master that is made meanwhile has its link before its pins
        List<MasterPins> pins = MasterPins.all(bpffs, work.route().netnsCookie());
        if (pins.isEmpty()) {
            return;
        }
        List<IfIndex> masters = work.route().dumpLinks().stream()
                .filter(link -> MasterAlias.parse(link.alias()).isPresent())
                .map(Link::ifIndex)
                .toList();
        for (MasterPins found : pins) {
            if (!found.belongsTo(masters::contains)) {
                work.steps().before("remove the pins in " + found);
                found.remove();
            }
        }
    }

    private void verify() {
        List<Link> links = work.links();
        MasterParts left = MasterParts.find(links, name);
        LinkWork.verify(left.alias().isEmpty(), "the pair of " + name + " is still there");
        LinkWork.verify(slaves(links, left).isEmpty(), "a link still has a program of " + name);
    }
}
