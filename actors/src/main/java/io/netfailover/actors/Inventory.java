package io.netfailover.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.pattern.StatusReply;
import io.netfailover.actors.MasterProtocol.Outcome;
import io.netfailover.datapath.DataPaths;
import io.netfailover.datapath.MasterAlias;
import io.netfailover.journal.InventoryEvent.MasterDelisted;
import io.netfailover.journal.InventoryEvent.MasterListed;
import io.netfailover.journal.InventoryEvent.NetdevDelisted;
import io.netfailover.journal.InventoryEvent.NetdevListed;
import io.netfailover.journal.InventoryState;
import io.netfailover.journal.MasterDefinition;
import io.netfailover.netlink.Link;
import io.netfailover.types.IfIndex;
import io.netfailover.types.LinkKey;
import io.netfailover.types.MasterName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lists the netdevs and masters that exist or should, and is the parent of their actors: wakes the journalled ones once the first dump has
 * been published, gives each new link an actor, passes links on to every master. What they do is left to them.
 */
public final class Inventory extends AbstractBehavior<Inventory.Command> {
    public sealed interface Command {}

    /** From the event stream. */
    public record Heard(NetlinkEventStream.News news) implements Command {}

    /** From a netdev, after it has journalled what it had to. */
    private record Passed(NetlinkEventStream.News news) implements Command {}

    /** From a master: that link's transitions are to be journalled. */
    public record TrackNetdev(LinkKey key) implements Command {}

    /** From a master that the start woke: it is in service, or says why not. */
    public record MasterSettled(MasterName name) implements Command {}

    /** From a master: it has ended, its name is free. */
    public record MasterEnded(MasterName name) implements Command {}

    /** Replies like {@link MasterProtocol.Create}; {@link Outcome#EXISTS} when the same master is there already. */
    public record CreateMaster(MasterRequest request, String requestedBy, ActorRef<StatusReply<Outcome>> replyTo)
            implements Command {
        private MasterName name() {
            return request.name();
        }
    }

    /** Replies like {@link MasterProtocol.Destroy}; {@link Outcome#ABSENT} when there is none. */
    public record DestroyMaster(MasterName name, String requestedBy, ActorRef<StatusReply<Outcome>> replyTo)
            implements Command {}

    /** Replies like {@link MasterProtocol.SetPolicy}; refused when there is no such master. */
    public record SetPolicy(
            MasterName name, Map<String, String> changes, String requestedBy, ActorRef<StatusReply<Outcome>> replyTo)
            implements Command {}

    /** Replies like {@link MasterProtocol.Confirm}. */
    public record ConfirmMaster(MasterName name, String requestedBy, ActorRef<StatusReply<Outcome>> replyTo)
            implements Command {}

    private record Journalled(InventoryJournal.News news) implements Command {}

    private record NetdevStopped(LinkKey key) implements Command {}

    private record MasterStopped(MasterName name) implements Command {}

    /** From a master that its journal has told what it is, or whose policy has changed. */
    public record MasterRecovered(MasterDefinition definition) implements Command {}

    private final ActorContext<Command> context;
    private final HostServices host;
    private final DataPaths dataPaths;
    private final ReleaseMarkers released;
    private final ActorRef<io.netfailover.actors.Steering.Command> steering;
    private final ActorRef<NetlinkEventStream.News> passed;
    private final Map<IfIndex, Link> links = new LinkedHashMap<>();
    private final Map<LinkKey, ActorRef<Netdev.Command>> netdevs = new HashMap<>();
    private final Map<MasterName, ActorRef<MasterProtocol.Command>> masters = new HashMap<>();
    private final Map<MasterName, MasterDefinition> definitions = new HashMap<>();
    private final Map<MasterName, Set<IfIndex>> passedOn = new HashMap<>();
    private final Set<MasterName> unsettled = new HashSet<>();
    private final InventoryList list;
    private final List<Command> early = new ArrayList<>();
    private boolean synced;
    private boolean awake;
    private long births;

    public static Behavior<Command> create(
            HostServices host,
            DataPaths dataPaths,
            ReleaseMarkers released,
            ActorRef<io.netfailover.actors.Steering.Command> steering) {
        return Behaviors.setup(context -> new Inventory(context, host, dataPaths, released, steering));
    }

    private Inventory(
            ActorContext<Command> context,
            HostServices host,
            DataPaths dataPaths,
            ReleaseMarkers released,
            ActorRef<io.netfailover.actors.Steering.Command> steering) {
        super(context);
        this.context = context;
        this.host = host;
        this.dataPaths = dataPaths;
        this.released = released;
        this.steering = steering;
        this.passed = context.messageAdapter(NetlinkEventStream.News.class, Passed::new);
        ActorRef<InventoryJournal.News> told = context.messageAdapter(InventoryJournal.News.class, Journalled::new);
        this.list = new InventoryList(context.spawn(InventoryJournal.create(host, told), "journal"));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Heard.class, this::onHeard)
                .onMessage(Passed.class, this::onPassed)
                .onMessage(Journalled.class, this::onJournalled)
                .onMessage(TrackNetdev.class, this::onTrackNetdev)
                .onMessage(NetdevStopped.class, this::onNetdevStopped)
                .onMessage(CreateMaster.class, this::onCreateMaster)
                .onMessage(ConfirmMaster.class, this::onConfirmMaster)
                .onMessage(DestroyMaster.class, this::onDestroyMaster)
                .onMessage(SetPolicy.class, this::onSetPolicy)
                .onMessage(MasterRecovered.class, this::onMasterRecovered)
                .onMessage(MasterSettled.class, settled -> onMasterSettled(settled.name()))
                .onMessage(MasterEnded.class, this::onMasterEnded)
                .onMessage(MasterStopped.class, this::onMasterStopped)
                .build();
    }

    private Behavior<Command> onHeard(Heard heard) {
        if (heard.news() instanceof NetlinkEventStream.Seen seen) {
            links.put(seen.link().ifIndex(), seen.link());
            if (awake) {
                onSeen(seen.link());
            }
        } else if (heard.news() instanceof NetlinkEventStream.Gone gone) {
            links.remove(gone.link().ifIndex());
            ActorRef<Netdev.Command> netdev = netdevs.get(host.identity().key(gone.link()));
            if (netdev != null) {
                netdev.tell(Netdev.Lost.LOST);
            }
        } else {
            synced = true;
            wakeWhenReady();
        }
        return this;
    }

    private void onSeen(Link link) {
        LinkKey key = host.identity().key(link);
        ActorRef<Netdev.Command> netdev = netdevs.get(key);
        if (netdev == null) {
            welcome(key, link);
        } else {
            netdev.tell(new Netdev.Observed(link));
        }
    }

    private Behavior<Command> onJournalled(Journalled told) {
        if (told.news() instanceof InventoryJournal.Recovered recovered) {
            list.onRecovered(recovered.state());
            wakeWhenReady();
        } else {
            list.onRecorded();
        }
        return this;
    }

    private void wakeWhenReady() {
        if (synced && list.isRecovered() && !awake) {
            wake(list.state());
            early.forEach(context.getSelf()::tell);
            early.clear();
        }
    }

    /** The picture is whole: what is journalled is compared with it, and everything gets its actor. */
    private void wake(InventoryState state) {
        awake = true;
        for (LinkKey key : state.netdevs()) {
            boolean ofThisBoot = key.equals(host.identity().key(key.ifIndex()));
            Optional<Link> now = ofThisBoot ? Optional.ofNullable(links.get(key.ifIndex())) : Optional.empty();
            adopt(key, Netdev.journalled(key, now, host, passed));
        }
        for (Link link : links.values()) {
            LinkKey key = host.identity().key(link);
            if (!netdevs.containsKey(key)) {
                spawn(key, link);
            }
        }
        unsettled.addAll(state.masters());
        Set<MasterName> freed = released.names();
        for (MasterName name : state.masters()) {
            boolean isFreed = freed.contains(name);
            ActorRef<MasterProtocol.Command> master =
                    master(name, isFreed ? MasterProtocol.Start.RELEASED : MasterProtocol.Start.WOKEN);
            if (isFreed) {
                master.tell(new MasterProtocol.Destroy(
                        "master release --offline", context.getSystem().ignoreRef()));
            }
        }
        context.getLog()
                .info(
                        "awake: {} links, {} netdevs and {} masters from the journal",
                        links.size(),
                        state.netdevs().size(),
                        state.masters().size());
        publishWhenSettled();
    }

    private Behavior<Command> onMasterSettled(MasterName name) {
        if (unsettled.remove(name)) {
            publishWhenSettled();
        }
        return this;
    }

    private void publishWhenSettled() {
        if (unsettled.isEmpty()) {
            host.board().publishReady();
        }
    }

    private void welcome(LinkKey key, Link link) {
        if (list.state().netdevs().contains(key)) {
            adopt(key, Netdev.journalledFromNow(key, link, host, passed));
        } else {
            spawn(key, link);
        }
    }

    private void spawn(LinkKey key, Link link) {
        if (host.journalAllNetdevs() || isRelevant(link)) {
            adopt(key, Netdev.journalledFromNow(key, link, host, passed));
            list.record(new NetdevListed(key, host.clock().instant()));
        } else {
            adopt(key, Netdev.watching(key, link, host, passed));
        }
    }

    /** PFs, VFs and other PCI functions, and taps; masters ask for their own links by {@link TrackNetdev}. */
    private static boolean isRelevant(Link link) {
        return link.parentBus().equals("pci") || link.kind().equals("tun");
    }

    private void adopt(LinkKey key, Behavior<Netdev.Command> behavior) {
        ActorRef<Netdev.Command> netdev =
                context.spawn(behavior, "netdev-" + key.toString().replace('/', '.') + "-" + births++);
        context.watchWith(netdev, new NetdevStopped(key));
        netdevs.put(key, netdev);
    }

    /** To the masters that the link could concern: a storm of other links is not theirs. */
    private Behavior<Command> onPassed(Passed passedNews) {
        NetlinkEventStream.News news = passedNews.news();
        masters.forEach((name, master) -> {
            if (news instanceof NetlinkEventStream.Seen seen) {
                passOn(name, seen);
            } else if (news instanceof NetlinkEventStream.Gone gone && concerns(name, gone.link())) {
                passedOn.computeIfAbsent(name, absent -> new HashSet<>())
                        .remove(gone.link().ifIndex());
                master.tell(new MasterProtocol.Heard(news));
            }
        });
        return this;
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

    private Behavior<Command> onTrackNetdev(TrackNetdev track) {
        if (!awake) {
            early.add(track);
            return this;
        }
        ActorRef<Netdev.Command> netdev = netdevs.get(track.key());
        if (netdev != null && !list.state().netdevs().contains(track.key())) {
            list.record(new NetdevListed(track.key(), host.clock().instant()), () -> netdev.tell(Netdev.Track.TRACK));
        }
        return this;
    }

    private Behavior<Command> onNetdevStopped(NetdevStopped stopped) {
        netdevs.remove(stopped.key());
        Link returned = links.get(stopped.key().ifIndex());
        if (returned != null && stopped.key().equals(host.identity().key(returned))) {
            welcome(stopped.key(), returned); // `ip link add ... index N` while the old one was ending
        } else if (list.state().netdevs().contains(stopped.key())) {
            list.record(new NetdevDelisted(stopped.key(), host.clock().instant()));
        }
        return this;
    }

    private Behavior<Command> onCreateMaster(CreateMaster create) {
        if (synced && !awake) {
            early.add(create);
            return this;
        }
        try {
            if (!awake) {
                throw new RefusedException("the links of this host are not known yet", "try again in a second");
            }
            MasterDefinition existing = definitions.get(create.name());
            if (existing != null) {
                requireSame(existing, create.request());
                create.replyTo().tell(StatusReply.success(Outcome.EXISTS));
                return this;
            }
            MasterDefinition definition =
                    CreationRules.definition(create.request(), links.values(), definitions.values());
            definitions.put(create.name(), definition);
            list.record(new MasterListed(create.name(), host.clock().instant()), () -> make(definition, create));
        } catch (RefusedException refusal) {
            context.getLog().info("master create {} refused: {}", create.name(), refusal.getMessage());
            create.replyTo().tell(StatusReply.error(refusal));
        }
        return this;
    }

    private void make(MasterDefinition definition, CreateMaster create) {
        ActorRef<MasterProtocol.Command> master = master(create.name(), MasterProtocol.Start.NEW);
        // one that was there before has heard only of what concerned its earlier life
        links.values().forEach(link -> master.tell(new MasterProtocol.Heard(new NetlinkEventStream.Seen(link))));
        master.tell(new MasterProtocol.Create(
                definition, create.request().confirmWithin(), create.requestedBy(), create.replyTo()));
    }

    private void requireSame(MasterDefinition existing, MasterRequest wanted) {
        boolean active = host.board()
                .master(existing.name().value())
                .filter(status -> status.state().equals("active"))
                .isPresent();
        boolean sameStandby = existing.standbyName().equals(wanted.standby())
                || host.board().master(existing.name().value()).stream()
                        .flatMap(status -> status.slaves().stream())
                        .anyMatch(slave ->
                                slave.role().equals("standby") && slave.name().equals(wanted.standby()));
        if (!active
                || !sameStandby
                || existing.steering() != wanted.steering()
                || existing.receiveRule() != wanted.receiveRule()
                || existing.layout() != wanted.layout()) {
            throw new RefusedException(
                    "failover master '" + existing.name() + "' exists already, "
                            + (active ? "with other settings" : "but is not in service"),
                    "see 'netfailover master show " + existing.name() + "'; 'netfailover master destroy "
                            + existing.name() + "' makes room for another");
        }
    }

    private Behavior<Command> onConfirmMaster(ConfirmMaster confirm) {
        if (!awake) {
            early.add(confirm);
        } else if (!list.state().masters().contains(confirm.name())) {
            confirm.replyTo().tell(StatusReply.success(Outcome.ABSENT));
        } else {
            master(confirm.name(), MasterProtocol.Start.NEW)
                    .tell(new MasterProtocol.Confirm(confirm.requestedBy(), confirm.replyTo()));
        }
        return this;
    }

    private Behavior<Command> onDestroyMaster(DestroyMaster destroy) {
        if (!awake) {
            early.add(destroy);
            return this;
        }
        if (!list.state().masters().contains(destroy.name())) {
            destroy.replyTo().tell(StatusReply.success(Outcome.ABSENT));
        } else {
            master(destroy.name(), MasterProtocol.Start.NEW)
                    .tell(new MasterProtocol.Destroy(destroy.requestedBy(), destroy.replyTo()));
        }
        return this;
    }

    private Behavior<Command> onSetPolicy(SetPolicy set) {
        if (!awake) {
            early.add(set);
        } else if (!list.state().masters().contains(set.name())) {
            set.replyTo()
                    .tell(StatusReply.error(new RefusedException(
                            "there is no failover master '" + set.name() + "'",
                            "'netfailover master list' shows what there is")));
        } else {
            master(set.name(), MasterProtocol.Start.NEW)
                    .tell(new MasterProtocol.SetPolicy(set.changes(), set.requestedBy(), set.replyTo()));
        }
        return this;
    }

    /** The master's actor; it stays when the master ends, for another of the same name. */
    private ActorRef<MasterProtocol.Command> master(MasterName name, MasterProtocol.Start start) {
        return masters.computeIfAbsent(name, absent -> {
            ActorRef<MasterProtocol.Command> master = context.spawn(
                    FailoverMaster.create(
                            name,
                            List.copyOf(links.values()),
                            start,
                            new MasterProtocol.House(host, dataPaths, steering, context.getSelf())),
                    "master-" + births++);
            context.watchWith(master, new MasterStopped(name));
            return master;
        });
    }

    /** Masters never stop by themselves: it failed. The kernel goes on forwarding. */
    private Behavior<Command> onMasterStopped(MasterStopped stopped) {
        masters.remove(stopped.name());
        context.getLog()
                .error("failover master {} is not watched: its actor failed, see the error above", stopped.name());
        host.announce("master-failed", stopped.name().value(), stopped.name() + ": not watched, its actor failed");
        host.board().publish(stopped.name(), MasterStatus.failed(stopped.name()));
        return onMasterSettled(stopped.name());
    }

    private Behavior<Command> onMasterRecovered(MasterRecovered recovered) {
        MasterDefinition definition = recovered.definition();
        MasterDefinition before = definitions.put(definition.name(), definition);
        if (before != null && !before.equals(definition)) {
            links.values().forEach(link -> passOn(definition.name(), new NetlinkEventStream.Seen(link)));
        }
        return this;
    }

    private Behavior<Command> onMasterEnded(MasterEnded ended) {
        definitions.remove(ended.name());
        passedOn.remove(ended.name());
        host.effects().execute(() -> released.forget(ended.name()));
        if (list.state().masters().contains(ended.name())) {
            list.record(new MasterDelisted(ended.name(), host.clock().instant()));
        }
        return onMasterSettled(ended.name());
    }
}
