package io.netfailover.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import io.netfailover.datapath.MasterAlias;
import io.netfailover.journal.MasterDefinition;
import io.netfailover.netlink.Link;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MasterName;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The part of the {@link Inventory} that has an actor for each master, and tells it of the links that could concern it. */
final class InventoryMasters {
    private final ActorContext<Inventory.Command> context;
    private final MasterProtocol.House house;
    private final Map<IfIndex, Link> links;
    private final Map<MasterName, ActorRef<MasterProtocol.Command>> masters = new HashMap<>();
    private final Map<MasterName, MasterDefinition> definitions = new HashMap<>();
    private final Map<MasterName, Set<IfIndex>> passedOn = new HashMap<>();
    private long births;

    /** @param links all that exist, as its owner keeps them */
    InventoryMasters(ActorContext<Inventory.Command> context, MasterProtocol.House house, Map<IfIndex, Link> links) {
        this.context = context;
        this.house = house;
        this.links = links;
    }

    /** The master's actor; it stays when the master ends, for another of the same name. */
    ActorRef<MasterProtocol.Command> of(MasterName name, MasterProtocol.Start start) {
        return masters.computeIfAbsent(name, absent -> {
            ActorRef<MasterProtocol.Command> master = context.spawn(
                    FailoverMaster.create(name, List.copyOf(links.values()), start, house), "master-" + births++);
            context.watchWith(master, new Inventory.MasterStopped(name));
            return master;
        });
    }

    Optional<MasterDefinition> definition(MasterName name) {
        return Optional.ofNullable(definitions.get(name));
    }

    Collection<MasterDefinition> definitions() {
        return definitions.values();
    }

    /** It is about to be made; its actor will be told of every link. */
    void define(MasterDefinition definition) {
        definitions.put(definition.name(), definition);
    }

    /** Its actor says what it is: if that is news, other links may concern it than before. */
    void redefine(MasterDefinition definition) {
        MasterDefinition before = definitions.put(definition.name(), definition);
        if (before != null && !before.equals(definition)) {
            links.values().forEach(link -> passOn(definition.name(), new NetlinkEventStream.Seen(link)));
        }
    }

    void ended(MasterName name) {
        definitions.remove(name);
        passedOn.remove(name);
    }

    void stopped(MasterName name) {
        masters.remove(name);
    }

    /** To the masters that the link could concern: a storm of other links is not theirs. */
    void hear(NetlinkEventStream.News news) {
        masters.forEach((name, master) -> {
            if (news instanceof NetlinkEventStream.Seen seen) {
                passOn(name, seen);
            } else if (news instanceof NetlinkEventStream.Gone gone && concerns(name, gone.link())) {
                passedOn.computeIfAbsent(name, absent -> new HashSet<>())
                        .remove(gone.link().ifIndex());
                master.tell(new MasterProtocol.Heard(news));
            }
        });
    }

    private void passOn(MasterName name, NetlinkEventStream.Seen seen) {
        Link link = seen.link();
        ActorRef<MasterProtocol.Command> master = masters.get(name);
        if (master != null && concerns(name, link)) {
            passedOn.computeIfAbsent(name, absent -> new HashSet<>()).add(link.ifIndex());
            master.tell(new MasterProtocol.Heard(seen));
        }
    }

    private boolean concerns(MasterName name, Link link) {
        MasterDefinition definition = definitions.get(name);
        return definition == null
                || link.address().equals(Optional.of(definition.mac()))
                || link.permanentAddress().equals(Optional.of(definition.mac()))
                || definition
                        .policyInForce()
                        .primaryDevice()
                        .filter(device -> link.parentDevice().equals(device.value()))
                        .isPresent()
                || definition.policyInForce().primarySerial().isPresent()
                        && !link.parentDevice().isEmpty()
                || passedOn.getOrDefault(name, Set.of()).contains(link.ifIndex())
                || MasterAlias.parse(link.alias()).map(MasterAlias::master).equals(Optional.of(name));
    }
}
