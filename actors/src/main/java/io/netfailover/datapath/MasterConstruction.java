package io.netfailover.datapath;

import io.netfailover.datapath.MasterAlias.Part;
import io.netfailover.journal.MasterDefinition;
import io.netfailover.netlink.Link;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Layout;
import io.netfailover.types.MasterName;
import io.netfailover.types.Role;
import java.util.List;
import java.util.Optional;

/**
 * Makes a master, or finishes or adopts what is there of it: each step looks first whether it is done. The master's links with their aliases come
 * first, so that whatever follows can be undone from the kernel alone; the receive program on the standby last, since from then on the
 * standby's traffic is the master's.
 */
final class MasterConstruction {
    private final LinkWork work;
    private final ForwardingKind kind;
    private final String obstacles;
    private final MasterDefinition definition;
    private final MasterName name;
    private final Handover handover;

    /** @param obstacles as {@link ForwardingKind} takes them */
    MasterConstruction(
            LinkWork work, ForwardingKind kind, String obstacles, MasterDefinition definition, Handover handover) {
        this.work = work;
        this.kind = kind;
        this.obstacles = obstacles;
        this.definition = definition;
        this.name = definition.name();
        this.handover = handover;
    }

    /** What a finished construction hands over. */
    record Result(MasterLinks links, MasterAlias alias, Forwarding forwarding, SlaveMirror mirror) {}

    Result run() {
        List<Link> links = work.links();
        MasterParts parts = MasterParts.find(links, name);
        Link standby = standby(links, parts);
        IfIndex index = standby.ifIndex();
        checkNames(links, parts, index);
        if (definition.layout() == Layout.HIDDEN) {
            SlaveRegistration.requireNothingToLose(work, standby);
        }
        if (!parts.isComplete()) {
            parts = MasterParts.findUnmarked(links, name, index);
        }
        MasterAlias alias = parts.alias()
                .orElseGet(() -> new MasterAlias(
                        Part.MASTER,
                        name,
                        index,
                        definition.standbyName(),
                        definition.standbyUp(),
                        definition.layout()))
                .of(Part.MASTER)
                .withStandby(index);
        boolean unfinished = !parts.isComplete() || !work.marks().isSlave(index);
        MasterLinks made = links(parts, standby, alias);
        mark(made, alias, standby);
        if (alias.layout() == Layout.HIDDEN) {
            work.hide(made.idle());
        }
        Forwarding forwarding = kind.open(work, made, alias, definition, obstacles);
        try {
            forwarding.attach(work);
            clearDepartedSlaves(forwarding);
            work.name(index, PartName.ofStandby(name, index));
            work.rename(made.master(), name.value(), index);
            if (made.isPair()) {
                work.name(made.idle(), PartName.ofIdleEnd(name, index));
            }
            SlaveMirror mirror = new SlaveMirror();
            SlaveRegistration slaves = new SlaveRegistration(work, made.master(), alias, forwarding, mirror);
            if (unfinished && alias.standbyUp()) {
                work.setUp(made.master(), true);
            }
            if (unfinished) {
                handover.run(made.master(), index);
            }
            if (unfinished && forwarding.needsCarrier() && standby.isRunningWithCarrier()) {
                forwarding.setCarrier(work, true); // what arrives must not be lost until steering says so
            }
            slaves.register(Role.STANDBY, index);
            forwarding.follow(work);
            return new Result(made, alias, forwarding, mirror);
        } catch (RuntimeException | Error e) {
            forwarding.close();
            throw e;
        }
    }

    /**
     * The link that was meant: the one with the remembered index, or, for a new master and after its driver was loaded again, the one with
     * its name and its address.
     */
    private Link standby(List<Link> links, MasterParts parts) {
        Optional<IfIndex> known = parts.alias().map(MasterAlias::standby);
        Optional<Link> remembered = links.stream()
                .filter(link -> known.filter(link.ifIndex()::equals).isPresent())
                .findAny();
        Link standby = remembered
                .or(() -> links.stream()
                        .filter(link -> !parts.include(link.ifIndex()) && isNamedAsStandby(link))
                        .findAny())
                .orElseThrow(() -> new DataPathException(
                        "the standby " + definition.standbyName() + " of " + name + " does not exist"));
        boolean isAnothers =
                standby.master().filter(owner -> !parts.include(owner)).isPresent();
        if (!standby.isEthernet() || isAnothers) {
            throw new DataPathException(standby.name() + " cannot be the standby of " + name
                    + (standby.isEthernet() ? ": it belongs to another link" : ": it is no Ethernet link"));
        }
        boolean sameAddress = standby.permanentAddress()
                .or(standby::address)
                .filter(definition.mac()::equals)
                .isPresent();
        if (remembered.isEmpty() && !sameAddress) {
            throw new DataPathException(standby.name() + " is not the standby that " + name
                    + " was made for: its address is not " + definition.mac());
        }
        return standby;
    }

    private boolean isNamedAsStandby(Link link) {
        PartName renamed = PartName.ofStandby(name, link.ifIndex());
        return link.name().equals(definition.standbyName()) || link.name().equals(renamed.name());
    }

    private void checkNames(List<Link> links, MasterParts parts, IfIndex standby) {
        MasterParts unmarked = MasterParts.findUnmarked(links, name, standby);
        List<String> wanted = List.of(
                name.value(),
                PartName.ofIdleEnd(name, standby).name(),
                PartName.ofStandby(name, standby).name());
        for (Link link : links) {
            boolean ours =
                    link.ifIndex().equals(standby) || parts.include(link.ifIndex()) || unmarked.include(link.ifIndex());
            wanted.stream()
                    .filter(wish -> !ours
                            && (link.name().equals(wish) || link.altNames().contains(wish)))
                    .findAny()
                    .ifPresent(taken -> {
                        throw new DataPathException(
                                "the name " + taken + ", which " + name + " needs, is another link's");
                    });
        }
    }

    private MasterLinks links(MasterParts parts, Link standby, MasterAlias alias) {
        if (!parts.isComplete()) {
            return kind.make(work, alias, standby, standby.address().orElse(definition.mac()));
        }
        IfIndex master = parts.master().orElseThrow().ifIndex();
        return new MasterLinks(master, parts.idle().map(Link::ifIndex).orElse(master), standby.ifIndex());
    }

    private void mark(MasterLinks made, MasterAlias alias, Link standby) {
        work.alias(made.master(), alias.text());
        if (made.isPair()) {
            markIdleEnd(made.idle(), alias);
        }
        standby.address()
                .filter(address -> !work.read(made.master()).address().equals(Optional.of(address)))
                .ifPresent(address -> work.route().setAddress(made.master(), address));
    }

    private void markIdleEnd(IfIndex idle, MasterAlias alias) {
        work.alias(idle, alias.of(Part.IDLE).text());
        // the rest is only missing on a pair that was made by hand or died young
        if ((work.read(idle).flags() & Link.IFF_NOARP) == 0) {
            work.route(idle).setArp(idle, false);
        }
        work.route(idle).disableIpv6AddressGeneration(idle);
    }

    private void clearDepartedSlaves(Forwarding forwarding) {
        for (Role role : Role.values()) {
            if (forwarding
                    .slave(role)
                    .filter(slave -> work.link(slave).isEmpty())
                    .isPresent()) {
                forwarding.clear(role);
            }
        }
    }
}
