package io.netfailover.datapath;

import io.netfailover.bpf.BpfException;
import io.netfailover.bpf.BpfProgram;
import io.netfailover.bpf.TcxLink;
import io.netfailover.netlink.TcHook;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Layout;
import io.netfailover.types.Role;
import java.util.Map;
import java.util.Optional;

/**
 * The programs of one master attached by tcx (Linux 6.6), where they are asked before all filters, at some 2 % less cost for each frame. On
 * slaves the filter stays behind: the mark is its, and it goes on when there is no tcx any more, as when somebody unmounts the bpffs that
 * holds it; what the master sends then crosses the pair, whose idle end has a filter too. Where others filter there is no tcx, since a frame
 * would not come to them.
 */
final class TcxLinks {
    private static final String PREFIX = "tcx-";

    private final MasterPins pins;
    private volatile String obstacle = "";

    TcxLinks(MasterPins pins) {
        this.pins = pins;
    }

    /** Why there are filters alone, empty when tcx is everywhere. */
    String obstacle() {
        return obstacle;
    }

    /** Attaches what is not attached yet; what the kernel refuses is the obstacle, and no error. */
    void follow(
            LinkWork work, MasterLinks links, MasterAlias alias, MasterPrograms programs, Map<Role, IfIndex> slaves) {
        obstacle = "";
        if (alias.layout() == Layout.DIRECT) {
            transmitDirectly(work, links.master(), alias, programs);
        } else {
            follow(work, links.idle(), TcHook.INGRESS, programs, programs.transmit());
        }
        slaves.forEach((role, slave) -> follow(work, slave, TcHook.INGRESS, programs, programs.receive(role)));
    }

    /** On the master there is one or the other: its clsact would cost every frame that it receives a little. */
    private void transmitDirectly(LinkWork work, IfIndex master, MasterAlias alias, MasterPrograms programs) {
        if (work.othersFilter(master, TcHook.EGRESS)) { // before ours by tcx goes
            work.attach(master, TcHook.EGRESS, programs.transmit(), alias.text());
        }
        if (follow(work, master, TcHook.EGRESS, programs, programs.transmit())) {
            work.detach(master, TcHook.EGRESS);
        } else {
            work.attach(master, TcHook.EGRESS, programs.transmit(), alias.text());
        }
    }

    /** Whether it is attached by tcx now. */
    private boolean follow(LinkWork work, IfIndex link, TcHook hook, MasterPrograms programs, BpfProgram program) {
        String pin = pin(link);
        try {
            Optional<String> objection = objection(work, link, hook, programs);
            if (objection.isPresent()) {
                obstacle = objection.get();
                remove(work, pin);
                return false;
            }
            if (!isAttached(pin, program, link)) {
                remove(work, pin);
                attach(work, link, hook, program);
            }
            return true;
        } catch (BpfException e) {
            obstacle = String.valueOf(e.getMessage());
            return false;
        }
    }

    private static Optional<String> objection(LinkWork work, IfIndex link, TcHook hook, MasterPrograms programs) {
        if (!programs.knowNamespace()) {
            return Optional.of("programs that cannot look at their link must not go to another namespace with it");
        }
        return work.othersFilter(link, hook)
                ? Optional.of("other filters on link " + link + " must have their turn")
                : Optional.empty();
    }

    private boolean isAttached(String pin, BpfProgram program, IfIndex link) {
        Optional<TcxLink> pinned = TcxLink.openPinned(pins.of(pin));
        pinned.ifPresent(TcxLink::close);
        return pinned.filter(attached -> attached.isOf(program, link)).isPresent();
    }

    /** Until it is pinned a kill undoes it. */
    private void attach(LinkWork work, IfIndex link, TcHook hook, BpfProgram program) {
        work.steps().before("attach a program to link " + link + " by tcx");
        TcxLink.Hook place = hook == TcHook.INGRESS ? TcxLink.Hook.INGRESS : TcxLink.Hook.EGRESS;
        try (TcxLink attached = work.at(link, () -> TcxLink.attach(program, link, place))) {
            attached.pin(pins.of(pin(link)));
        }
    }

    /** Before the filters of that link go, also when it has gone itself. */
    void remove(LinkWork work, IfIndex link) {
        remove(work, pin(link));
    }

    void removeAll(LinkWork work) {
        pins.names(PREFIX).forEach(pin -> remove(work, pin));
    }

    private void remove(LinkWork work, String pin) {
        TcxLink.openPinned(pins.of(pin)).ifPresent(attached -> {
            work.steps().before("detach " + pin);
            try (attached) {
                attached.detach();
            }
            TcxLink.unpin(pins.of(pin));
        });
    }

    private static String pin(IfIndex link) {
        return PREFIX + link;
    }
}
