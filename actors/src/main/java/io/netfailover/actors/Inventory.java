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
import io.netfailover.journal.InventoryEvent.MasterDelisted;
import io.netfailover.journal.InventoryEvent.MasterListed;
import io.netfailover.journal.InventoryState;
import io.netfailover.journal.MasterDefinition;
import io.netfailover.netlink.Link;
import io.netfailover.types.IfIndex;
import io.netfailover.types.LinkKey;
import io.netfailover.types.MasterName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lists the netdevs and masters that exist or should, and is the parent of their actors: wakes the journalled ones once the first dump has
 * been published, and has each new link get an actor. Which actor hears of what is left to {@link InventoryNetdevs} and
 * {@link InventoryMasters}; what they do is left to the actors.
 */
public final class Inventory extends AbstractBehavior<Inventory.Command> {
    public sealed interface Command {}

    /** From the event stream. */
    public record Heard(NetlinkEventStream.News news) implements Command {}

    /** From a netdev, after it has journalled what it had to. */
    record Passed(NetlinkEventStream.News news) implements Command {}

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

    record NetdevStopped(LinkKey key) implements Command {}

    record MasterStopped(MasterName name) implements Command {}

    /** From a master that its journal has told what it is, or whose policy has changed. */
    public record MasterRecovered(MasterDefinition definition) implements Command {}

    private final ActorContext<Command> context;
    private final HostServices host;
    private final ReleaseMarkers released;
    private final Map<IfIndex, Link> links = new LinkedHashMap<>();
    private final InventoryList list;
    private final InventoryNetdevs netdevs;
    private final InventoryMasters masters;
    private final Set<MasterName> unsettled = new HashSet<>();
    private final List<Command> early = new ArrayList<>();
    private boolean synced;
    private boolean awake;

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
        this.released = released;
        ActorRef<InventoryJournal.News> told = context.messageAdapter(InventoryJournal.News.class, Journalled::new);
        this.list = new InventoryList(context.spawn(InventoryJournal.create(host, told), "journal"));
        this.netdevs = new InventoryNetdevs(context, host, list, links);
        this.masters = new InventoryMasters(
                context, new MasterProtocol.House(host, dataPaths, steering, context.getSelf()), links);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Heard.class, this::onHeard)
                .onMessage(Passed.class, this::onPassed)
                .onMessage(Journalled.class, this::onJournalled)
                .onMessage(TrackNetdev.class, this::onTrackNetdev)
                .onMessage(NetdevStopped.class, stopped -> onNetdevStopped(stopped.key()))
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
                netdevs.see(seen.link());
            }
        } else if (heard.news() instanceof NetlinkEventStream.Gone gone) {
            links.remove(gone.link().ifIndex());
            netdevs.lose(gone.link());
        } else {
            synced = true;
            wakeWhenReady();
        }
        return this;
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
        netdevs.wake(state.netdevs());
        unsettled.addAll(state.masters());
        Set<MasterName> freed = released.names();
        for (MasterName name : state.masters()) {
            boolean isFreed = freed.contains(name);
            ActorRef<MasterProtocol.Command> master =
                    masters.of(name, isFreed ? MasterProtocol.Start.RELEASED : MasterProtocol.Start.WOKEN);
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

    private Behavior<Command> onPassed(Passed passed) {
        masters.hear(passed.news());
        return this;
    }

    private Behavior<Command> onTrackNetdev(TrackNetdev track) {
        if (!awake) {
            early.add(track);
            return this;
        }
        netdevs.track(track.key());
        return this;
    }

    private Behavior<Command> onNetdevStopped(LinkKey key) {
        netdevs.stopped(key);
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
            Optional<MasterDefinition> existing = masters.definition(create.name());
            if (existing.isPresent()) {
                CreationRules.requireSame(
                        existing.get(),
                        create.request(),
                        host.board().master(create.name().value()));
                create.replyTo().tell(StatusReply.success(Outcome.EXISTS));
                return this;
            }
            MasterDefinition definition =
                    CreationRules.definition(create.request(), links.values(), masters.definitions());
            masters.define(definition);
            list.record(new MasterListed(create.name(), host.clock().instant()), () -> make(definition, create));
        } catch (RefusedException refusal) {
            context.getLog().info("master create {} refused: {}", create.name(), refusal.getMessage());
            create.replyTo().tell(StatusReply.error(refusal));
        }
        return this;
    }

    private void make(MasterDefinition definition, CreateMaster create) {
        ActorRef<MasterProtocol.Command> master = masters.of(create.name(), MasterProtocol.Start.NEW);
        // one that was there before has heard only of what concerned its earlier life
        links.values().forEach(link -> master.tell(new MasterProtocol.Heard(new NetlinkEventStream.Seen(link))));
        master.tell(new MasterProtocol.Create(
                definition, create.request().confirmWithin(), create.requestedBy(), create.replyTo()));
    }

    private Behavior<Command> onConfirmMaster(ConfirmMaster confirm) {
        if (!awake) {
            early.add(confirm);
        } else if (!list.state().masters().contains(confirm.name())) {
            confirm.replyTo().tell(StatusReply.success(Outcome.ABSENT));
        } else {
            masters.of(confirm.name(), MasterProtocol.Start.NEW)
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
            masters.of(destroy.name(), MasterProtocol.Start.NEW)
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
            masters.of(set.name(), MasterProtocol.Start.NEW)
                    .tell(new MasterProtocol.SetPolicy(set.changes(), set.requestedBy(), set.replyTo()));
        }
        return this;
    }

    /** Masters never stop by themselves: it failed. The kernel goes on forwarding. */
    private Behavior<Command> onMasterStopped(MasterStopped stopped) {
        masters.stopped(stopped.name());
        context.getLog()
                .error("failover master {} is not watched: its actor failed, see the error above", stopped.name());
        host.announce("master-failed", stopped.name().value(), stopped.name() + ": not watched, its actor failed");
        host.board().publish(stopped.name(), MasterStatus.failed(stopped.name()));
        return onMasterSettled(stopped.name());
    }

    private Behavior<Command> onMasterRecovered(MasterRecovered recovered) {
        masters.redefine(recovered.definition());
        return this;
    }

    private Behavior<Command> onMasterEnded(MasterEnded ended) {
        masters.ended(ended.name());
        host.effects().execute(() -> released.forget(ended.name()));
        if (list.state().masters().contains(ended.name())) {
            list.record(new MasterDelisted(ended.name(), host.clock().instant()));
        }
        return onMasterSettled(ended.name());
    }
}
