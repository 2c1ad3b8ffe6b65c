package io.netfailover.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.pattern.StatusReply;
import akka.persistence.typed.RecoveryFailed;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.SignalHandler;
import io.netfailover.actors.FailoverMaster.Outcome;
import io.netfailover.datapath.DataPaths;
import io.netfailover.journal.InventoryEvent;
import io.netfailover.journal.InventoryEvent.MasterDelisted;
import io.netfailover.journal.InventoryEvent.MasterListed;
import io.netfailover.journal.InventoryEvent.NetdevDelisted;
import io.netfailover.journal.InventoryEvent.NetdevListed;
import io.netfailover.journal.InventoryState;
import io.netfailover.journal.MasterDefinition;
import io.netfailover.journal.PersistenceIds;
import io.netfailover.netlink.Link;
import io.netfailover.types.IfIndex;
import io.netfailover.types.LinkKey;
import io.netfailover.types.MasterName;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Steering;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lists the netdevs and masters that exist or should, and is the parent of their actors: wakes the journalled ones once the first dump has
 * been published, gives each new link an actor, passes links on to every master. What they do is left to them.
 */
public final class Inventory extends HostEntity<Inventory.Command, InventoryEvent, InventoryState> {
    public sealed interface Command {}

    /** From the event stream. */
    public record Heard(NetlinkEventStream.News news) implements Command {}

    /** From a netdev, after it has journalled what it had to. */
    private record Passed(NetlinkEventStream.News news) implements Command {}

    /** From a master: that link's transitions are to be journalled. */
    public record TrackNetdev(LinkKey key) implements Command {}

    /** From a master: it has ended, its name is free. */
    public record MasterEnded(MasterName name) implements Command {}

    /** Replies like {@link FailoverMaster.Create}; {@link Outcome#EXISTS} when the same master is there already. */
    public record CreateMaster(
            MasterName name,
            String standby,
            Steering steering,
            ReceiveRule rule,
            String requestedBy,
            ActorRef<StatusReply<Outcome>> replyTo)
            implements Command {}

    /** Replies like {@link FailoverMaster.Destroy}; {@link Outcome#ABSENT} when there is none. */
    public record DestroyMaster(MasterName name, String requestedBy, ActorRef<StatusReply<Outcome>> replyTo)
            implements Command {}

    private record NetdevStopped(LinkKey key) implements Command {}

    private record MasterStopped(MasterName name) implements Command {}

    /** From a master that its journal has told what it is. */
    public record MasterRecovered(MasterDefinition definition) implements Command {}

    private final ActorContext<Command> context;
    private final DataPaths dataPaths;
    private final ReleaseMarkers released;
    private final ActorRef<io.netfailover.actors.Steering.Command> steering;
    private final ActorRef<NetlinkEventStream.News> passed;
    private final Map<IfIndex, Link> links = new LinkedHashMap<>();
    private final Map<LinkKey, ActorRef<Netdev.Command>> netdevs = new HashMap<>();
    private final Map<MasterName, ActorRef<FailoverMaster.Command>> masters = new HashMap<>();
    private final Map<MasterName, MasterDefinition> definitions = new HashMap<>();
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
        super(PersistenceIds.inventory(), host);
        this.context = context;
        this.dataPaths = dataPaths;
        this.released = released;
        this.steering = steering;
        this.passed = context.messageAdapter(NetlinkEventStream.News.class, Passed::new);
    }

    @Override
    public InventoryState emptyState() {
        return InventoryState.EMPTY;
    }

    /** Without the inventory nobody is woken: the daemon ends, and its log says why. */
    @Override
    public SignalHandler<InventoryState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryFailed.class, (state, failed) -> {
                    context.getLog()
                            .error(
                                    "the journal of the inventory cannot be read, so nothing can be served",
                                    failed.getFailure());
                    context.getSystem().terminate();
                })
                .build();
    }

    @Override
    public CommandHandler<Command, InventoryEvent, InventoryState> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(Heard.class, this::onHeard)
                .onCommand(Passed.class, this::onPassed)
                .onCommand(TrackNetdev.class, this::onTrackNetdev)
                .onCommand(NetdevStopped.class, this::onNetdevStopped)
                .onCommand(CreateMaster.class, this::onCreateMaster)
                .onCommand(DestroyMaster.class, this::onDestroyMaster)
                .onCommand(MasterRecovered.class, this::onMasterRecovered)
                .onCommand(MasterEnded.class, this::onMasterEnded)
                .onCommand(MasterStopped.class, this::onMasterStopped)
                .build();
    }

    private Effect<InventoryEvent, InventoryState> onHeard(InventoryState state, Heard heard) {
        if (heard.news() instanceof NetlinkEventStream.Seen seen) {
            links.put(seen.link().ifIndex(), seen.link());
        } else if (heard.news() instanceof NetlinkEventStream.Gone gone) {
            links.remove(gone.link().ifIndex());
        } else if (!awake) {
            return wake(state);
        }
        if (!awake) {
            return Effect().none();
        }
        if (heard.news() instanceof NetlinkEventStream.Seen seen) {
            LinkKey key = host.identity().key(seen.link());
            ActorRef<Netdev.Command> netdev = netdevs.get(key);
            if (netdev != null) {
                netdev.tell(new Netdev.Observed(seen.link()));
                return Effect().none();
            }
            return welcome(state, key, seen.link());
        } else if (heard.news() instanceof NetlinkEventStream.Gone gone) {
            ActorRef<Netdev.Command> netdev = netdevs.get(host.identity().key(gone.link()));
            if (netdev != null) {
                netdev.tell(Netdev.Lost.LOST);
            }
        }
        return Effect().none();
    }

    /** The picture is whole: what is journalled is compared with it, and everything gets its actor. */
    private Effect<InventoryEvent, InventoryState> wake(InventoryState state) {
        awake = true;
        List<InventoryEvent> listed = new ArrayList<>();
        for (LinkKey key : state.netdevs()) {
            boolean ofThisBoot = key.equals(host.identity().key(key.ifIndex()));
            Optional<Link> now = ofThisBoot ? Optional.ofNullable(links.get(key.ifIndex())) : Optional.empty();
            adopt(key, Netdev.journalled(key, now, host, passed));
        }
        for (Link link : links.values()) {
            LinkKey key = host.identity().key(link);
            if (!netdevs.containsKey(key)) {
                spawn(key, link).ifPresent(listed::add);
            }
        }
        Set<MasterName> freed = released.names();
        for (MasterName name : state.masters()) {
            boolean isFreed = freed.contains(name);
            ActorRef<FailoverMaster.Command> master =
                    master(name, isFreed ? FailoverMaster.Start.RELEASED : FailoverMaster.Start.WOKEN);
            if (isFreed) {
                master.tell(new FailoverMaster.Destroy(
                        "master release --offline", context.getSystem().ignoreRef()));
            }
        }
        context.getLog()
                .info(
                        "awake: {} links, {} netdevs and {} masters from the journal",
                        links.size(),
                        state.netdevs().size(),
                        state.masters().size());
        return Effect().persist(listed);
    }

    private Effect<InventoryEvent, InventoryState> welcome(InventoryState state, LinkKey key, Link link) {
        if (state.netdevs().contains(key)) {
            adopt(key, Netdev.journalledFromNow(key, link, host, passed));
            return Effect().none();
        }
        return spawn(key, link)
                .<Effect<InventoryEvent, InventoryState>>map(Effect()::persist)
                .orElseGet(Effect()::none);
    }

    private Optional<InventoryEvent> spawn(LinkKey key, Link link) {
        if (host.journalAllNetdevs() || isRelevant(link)) {
            adopt(key, Netdev.journalledFromNow(key, link, host, passed));
            return Optional.of(new NetdevListed(key, host.clock().instant()));
        }
        adopt(key, Netdev.watching(key, link, host, passed));
        return Optional.empty();
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

    private Effect<InventoryEvent, InventoryState> onPassed(InventoryState state, Passed news) {
        masters.values().forEach(master -> master.tell(new FailoverMaster.Heard(news.news())));
        return Effect().none();
    }

    private Effect<InventoryEvent, InventoryState> onTrackNetdev(InventoryState state, TrackNetdev track) {
        ActorRef<Netdev.Command> netdev = netdevs.get(track.key());
        if (netdev == null || state.netdevs().contains(track.key())) {
            return Effect().none();
        }
        return Effect()
                .persist(new NetdevListed(track.key(), host.clock().instant()))
                .thenRun(() -> netdev.tell(Netdev.Track.TRACK));
    }

    private Effect<InventoryEvent, InventoryState> onNetdevStopped(InventoryState state, NetdevStopped stopped) {
        netdevs.remove(stopped.key());
        Link returned = links.get(stopped.key().ifIndex());
        if (returned != null && stopped.key().equals(host.identity().key(returned))) {
            return welcome(state, stopped.key(), returned); // `ip link add ... index N` while the old one was ending
        }
        return state.netdevs().contains(stopped.key())
                ? Effect()
                        .persist(new NetdevDelisted(stopped.key(), host.clock().instant()))
                : Effect().none();
    }

    private Effect<InventoryEvent, InventoryState> onCreateMaster(InventoryState state, CreateMaster create) {
        try {
            if (!awake) {
                throw new RefusedException("the links of this host are not known yet", "try again in a second");
            }
            MasterDefinition existing = definitions.get(create.name());
            if (existing != null) {
                requireSame(existing, create);
                create.replyTo().tell(StatusReply.success(Outcome.EXISTS));
                return Effect().none();
            }
            MasterDefinition definition = CreationRules.definition(
                    create.name(),
                    create.standby(),
                    create.steering(),
                    create.rule(),
                    links.values(),
                    definitions.values());
            definitions.put(create.name(), definition);
            return Effect()
                    .persist(new MasterListed(create.name(), host.clock().instant()))
                    .thenRun(() -> master(create.name(), FailoverMaster.Start.NEW)
                            .tell(new FailoverMaster.Create(definition, create.requestedBy(), create.replyTo())));
        } catch (RefusedException refusal) {
            context.getLog().info("master create {} refused: {}", create.name(), refusal.getMessage());
            create.replyTo().tell(StatusReply.error(refusal));
            return Effect().none();
        }
    }

    private void requireSame(MasterDefinition existing, CreateMaster create) {
        boolean active = host.board()
                .master(existing.name().value())
                .filter(status -> status.state().equals("active"))
                .isPresent();
        boolean sameStandby = existing.standbyName().equals(create.standby())
                || host.board().master(existing.name().value()).stream()
                        .flatMap(status -> status.slaves().stream())
                        .anyMatch(slave ->
                                slave.role().equals("standby") && slave.name().equals(create.standby()));
        if (!active
                || !sameStandby
                || existing.steering() != create.steering()
                || existing.receiveRule() != create.rule()) {
            throw new RefusedException(
                    "failover master '" + existing.name() + "' exists already, "
                            + (active ? "with other settings" : "but is not in service"),
                    "see 'netfailover master show " + existing.name() + "'; 'netfailover master destroy "
                            + existing.name() + "' makes room for another");
        }
    }

    private Effect<InventoryEvent, InventoryState> onDestroyMaster(InventoryState state, DestroyMaster destroy) {
        if (!state.masters().contains(destroy.name())) {
            destroy.replyTo().tell(StatusReply.success(Outcome.ABSENT));
        } else {
            master(destroy.name(), FailoverMaster.Start.NEW)
                    .tell(new FailoverMaster.Destroy(destroy.requestedBy(), destroy.replyTo()));
        }
        return Effect().none();
    }

    /** The master's actor; it stays when the master ends, for another of the same name. */
    private ActorRef<FailoverMaster.Command> master(MasterName name, FailoverMaster.Start start) {
        return masters.computeIfAbsent(name, absent -> {
            ActorRef<FailoverMaster.Command> master = context.spawn(
                    FailoverMaster.create(
                            name,
                            List.copyOf(links.values()),
                            start,
                            new FailoverMaster.House(host, dataPaths, steering, context.getSelf())),
                    "master-" + births++);
            context.watchWith(master, new MasterStopped(name));
            return master;
        });
    }

    /** Masters never stop by themselves: it failed. The kernel goes on forwarding. */
    private Effect<InventoryEvent, InventoryState> onMasterStopped(InventoryState state, MasterStopped stopped) {
        masters.remove(stopped.name());
        context.getLog()
                .error("failover master {} is not watched: its actor failed, see the error above", stopped.name());
        host.announce("master-failed", stopped.name().value(), stopped.name() + ": not watched, its actor failed");
        host.board().publish(stopped.name(), MasterStatus.failed(stopped.name()));
        return Effect().none();
    }

    private Effect<InventoryEvent, InventoryState> onMasterRecovered(InventoryState state, MasterRecovered recovered) {
        definitions.put(recovered.definition().name(), recovered.definition());
        return Effect().none();
    }

    private Effect<InventoryEvent, InventoryState> onMasterEnded(InventoryState state, MasterEnded ended) {
        definitions.remove(ended.name());
        host.effects().execute(() -> released.forget(ended.name()));
        return state.masters().contains(ended.name())
                ? Effect().persist(new MasterDelisted(ended.name(), host.clock().instant()))
                : Effect().none();
    }

    @Override
    public EventHandler<InventoryState, InventoryEvent> eventHandler() {
        return newEventHandlerBuilder().forAnyState().onAnyEvent(InventoryState::apply);
    }
}
