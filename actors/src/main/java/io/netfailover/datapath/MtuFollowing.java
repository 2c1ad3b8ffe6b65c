package io.netfailover.datapath;

import io.netfailover.netlink.Link;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Brings the slaves, and the idle end, to the MTU that somebody gave the master (NF-23). The kernel's driver is asked before the change and
 * can refuse it; we are told after it, so a refusal sets the master back too.
 */
final class MtuFollowing {
    private final LinkWork work;
    private final MasterLinks links;
    private final List<IfIndex> slaves;

    /** @param slaves those that are registered */
    MtuFollowing(LinkWork work, MasterLinks links, Map<Role, IfIndex> slaves) {
        this.work = work;
        this.links = links;
        this.slaves = Stream.of(Role.PRIMARY, Role.STANDBY)
                .flatMap(role -> Optional.ofNullable(slaves.get(role)).stream())
                .toList();
    }

    /** @throws RuntimeException what a slave answered; all links have the MTU of before then */
    void run() {
        int wanted = work.read(links.master()).mtuBytes();
        UndoStack undo = new UndoStack();
        inForce().ifPresent(mtuBytes -> undo.push(() -> work.setMtu(links.master(), mtuBytes)));
        try {
            for (IfIndex slave : slaves) {
                follow(slave, wanted, undo);
            }
            follow(links.idle(), wanted, undo);
        } catch (RuntimeException e) {
            undo.unwind(e);
            throw e;
        }
    }

    private void follow(IfIndex index, int wanted, UndoStack undo) {
        Optional<Link> link = work.link(index);
        link.ifPresent(before -> undo.push(() -> work.setMtu(index, before.mtuBytes())));
        link.ifPresent(before -> work.setMtu(index, wanted));
    }

    /** The standby's, which always stays, else the primary's. */
    private Optional<Integer> inForce() {
        return Stream.concat(Stream.of(links.standby()), slaves.stream())
                .flatMap(slave -> work.link(slave).stream())
                .map(Link::mtuBytes)
                .findFirst();
    }
}
