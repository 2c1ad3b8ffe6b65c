package io.netfailover.actors;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.pattern.StatusReply;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.RecoveryFailed;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.SignalHandler;
import io.netfailover.datapath.DataPath;
import io.netfailover.datapath.DataPaths;
import io.netfailover.datapath.LinkConfiguration;
import io.netfailover.datapath.MirrorReading;
import io.netfailover.journal.MasterDefinition;
import io.netfailover.journal.MasterEvent;
import io.netfailover.journal.MasterEvent.MasterCreationFailed;
import io.netfailover.journal.MasterEvent.MasterCreationRequested;
import io.netfailover.journal.MasterEvent.MasterDestroyed;
import io.netfailover.journal.MasterEvent.MasterDestructionFailed;
import io.netfailover.journal.MasterEvent.MasterDestructionRequested;
import io.netfailover.journal.MasterEvent.MasterEstablished;
import io.netfailover.journal.MasterState;
import io.netfailover.journal.MasterState.Active;
import io.netfailover.journal.MasterState.Creating;
import io.netfailover.journal.MasterState.Destroying;
import io.netfailover.journal.PersistenceIds;
import io.netfailover.netlink.Link;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MasterName;
import io.netfailover.types.Role;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * One failover master: journals intentions before acting and facts after, decides which links are its slaves (NF-05 to NF-08, NF-11), has
 * their effects done one at a time, and brings kernel and journal together after a restart or a reboot. Which path is used is left to
 * {@link Steering}; how links and programs are made, to {@link DataPath}.
 */
public final class FailoverMaster extends HostEntity<FailoverMaster.Command, MasterEvent, MasterState> {
    public sealed interface Command {}

    /** Replies when the master exists, or why it does not: {@link RefusedException}, {@link OverdueException}, or a failure's words. */
    public record Create(
            MasterDefinition definition,
            Optional<Duration> confirmWithin,
            String requestedBy,
            ActorRef<StatusReply<Outcome>> replyTo)
            implements Command {}

    /** Replies CONFIRMED, or ABSENT when it is being unmade already. */
    public record Confirm(String requestedBy, ActorRef<StatusReply<Outcome>> replyTo) implements Command {}

    /** Replies when no trace is left. */
    public record Destroy(String requestedBy, ActorRef<StatusReply<Outcome>> replyTo) implements Command {}

    /**
     * Changes the policy. Replies {@link Outcome#SET} when it is journalled, {@link Outcome#UNCHANGED} when it says nothing new, or
     * {@link RefusedException}.
     *
     * @param changes as {@link PolicySettings} reads them
     */
    public record SetPolicy(Map<String, String> changes, String requestedBy, ActorRef<StatusReply<Outcome>> replyTo)
            implements Command {}

    /** News of any link of this host. */
    public record Heard(NetlinkEventStream.News news) implements Command {}

    private record Switched(Steering.PathSwitched told) implements Command {}

    private record Held(boolean held) implements Command {}

    record StandbyRead(Optional<LinkConfiguration> found) implements Command {}

    record MasterRead(Optional<LinkConfiguration> found) implements Command {}

    record Established(DataPath dataPath) implements Command {}

    /** @param advice what to do when it was refused, else empty */
    record NotEstablished(String reason, String advice) implements Command {}

    record Taken(Link primary) implements Command {}

    record NotTaken(Link candidate, String reason) implements Command {}

    record Unmade() implements Command {}

    record NotUnmade(String reason) implements Command {}

    /** Whether a probe target answers on that slave now. */
    record Probed(IfIndex slave, boolean answers) implements Command {}

    record SpeedRead(IfIndex slave, OptionalInt mbits) implements Command {}

    record Mirrored(MirrorReading reading) implements Command {}

    record NotMirrored(String reason) implements Command {}

    /** The daemon stops: what has been counted is journalled. */
    record KeepStatistics(ActorRef<Done> replyTo) implements Command {}

    record EffectFailed(String what, String reason) implements Command {}

    private record Overdue(ActorRef<StatusReply<Outcome>> caller, String what) implements Command {}

    enum Prompt implements Command {
        LOOK_FOR_PRIMARY,
        STEERING_LET_GO,
        ESTABLISH_AGAIN,
        ANNOUNCE,
        CONFIRMATION_OVERDUE,
        MIRROR,
        KEEP_STATISTICS,
        PUBLISH
    }

    /** What became of a request. */
    public enum Outcome {
        CREATED,
        EXISTS,
        CONFIRMED,
        DESTROYED,
        ABSENT,
        SET,
        UNCHANGED
    }

    /** Why the actor starts. */
    public enum Start {
        /** A creation follows. */
        NEW,
        /** The inventory lists the master when the daemon starts: it is to be in service. */
        WOKEN,
        /** It was freed offline meanwhile: a destruction follows, and nothing is to be built before. */
        RELEASED
    }

    /** The rest of the house, as a master sees it. */
    public record House(
            HostServices host,
            DataPaths dataPaths,
            ActorRef<Steering.Command> steering,
            ActorRef<Inventory.Command> inventory) {}

    private static final Duration PUBLISH_EVERY = Duration.ofSeconds(1);
    private static final Duration ESTABLISH_AGAIN_AFTER = Duration.ofSeconds(2);

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final MasterName name;
    private final House house;
    private final Start start;
    private final MasterView view;
    private final MasterEffects effects;
    private final MasterDesk desk;
    private final PrimaryKeeper primary;
    private final PathKeeper path;
    private final ConfigurationKeeper configuration;
    private final ConfirmationKeeper confirmation;
    private final MirrorKeeper mirror;
    private final Callers<Outcome> callers = new Callers<>();
    /** In service already when the daemon started. */
    private boolean recovered;

    /**
     * @param links all links that exist now
     */
    public static Behavior<Command> create(MasterName name, List<Link> links, Start start, House house) {
        return Behaviors.setup(context -> HostServices.withMdc(
                "master",
                name.value(),
                Behaviors.withTimers(timers -> new FailoverMaster(context, timers, name, links, start, house))));
    }

    private FailoverMaster(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            MasterName name,
            List<Link> links,
            Start start,
            House house) {
        super(PersistenceIds.master(name), house.host());
        this.context = context;
        this.timers = timers;
        this.name = name;
        this.house = house;
        this.start = start;
        this.effects = new MasterEffects(context, name, house);
        this.view = new MasterView(links);
        this.desk = new MasterDesk(context, name, house, view, effects);
        this.primary = new PrimaryKeeper(desk, Effect());
        this.path = new PathKeeper(desk, Effect(), timers);
        this.configuration = new ConfigurationKeeper(desk, Effect());
        this.confirmation = new ConfirmationKeeper(desk, timers, Effect());
        this.mirror = new MirrorKeeper(desk, Effect());
    }

    @Override
    public MasterState emptyState() {
        return MasterState.ABSENT;
    }

    @Override
    public SignalHandler<MasterState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::onRecovered)
                .onSignal(RecoveryFailed.class, (state, failed) -> onUnreadable())
                .onSignal(PostStop.instance(), state -> close())
                .onSignal(PreRestart.instance(), state -> close())
                .build();
    }

    /** Re-issues the effect whose outcome is unknown. */
    private void onRecovered(MasterState state) {
        if (state instanceof Creating creating) {
            house.inventory().tell(new Inventory.MasterRecovered(creating.definition()));
            if (start != Start.RELEASED) {
                configuration.establish(creating.definition());
                confirmation.watch(state);
            }
        } else if (state instanceof Active active) {
            house.inventory().tell(new Inventory.MasterRecovered(active.definition()));
            recovered = true;
            primary.begin(true);
            if (start != Start.RELEASED) {
                configuration.establish(active.definition());
                confirmation.watch(state);
            }
        } else if (state instanceof Destroying destroying) {
            house.inventory().tell(new Inventory.MasterRecovered(destroying.definition()));
            letGo();
        } else if (start != Start.NEW) {
            house.inventory()
                    .tell(new Inventory.MasterEnded(name)); // listed, but the crash came before or after its life
        }
    }

    private void close() {
        path.close();
        mirror.close();
        view.letGo();
        effects.close();
    }

    /** The supervisor tries again for ever; the kernel goes on forwarding. */
    private void onUnreadable() {
        host.announce("master-failed", name.value(), name + ": not watched, its journal cannot be read");
        host.board().publish(name, MasterStatus.failed(name));
        settled();
    }

    @Override
    public CommandHandler<Command, MasterEvent, MasterState> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(Create.class, this::onCreate)
                .onCommand(Destroy.class, this::onDestroy)
                .onCommand(SetPolicy.class, path::onSetPolicy)
                .onCommand(Confirm.class, confirmation::onConfirm)
                .onCommand(Heard.class, this::onHeard)
                .onCommand(Switched.class, this::onSwitched)
                .onCommand(Held.class, (state, told) -> inService(state, active -> path.onHeld(active, told.held())))
                .onCommand(StandbyRead.class, configuration::onStandbyRead)
                .onCommand(MasterRead.class, configuration::onMasterRead)
                .onCommand(Established.class, this::onEstablished)
                .onCommand(NotEstablished.class, this::onNotEstablished)
                .onCommand(Taken.class, primary::onTaken)
                .onCommand(NotTaken.class, primary::onNotTaken)
                .onCommand(Unmade.class, this::onUnmade)
                .onCommand(NotUnmade.class, this::onNotUnmade)
                .onCommand(Probed.class, (state, probed) -> inService(state, active -> path.onProbed(active, probed)))
                .onCommand(SpeedRead.class, (state, read) -> inService(state, active -> path.onSpeedRead(read)))
                .onCommand(Mirrored.class, mirror::onMirrored)
                .onCommand(NotMirrored.class, mirror::onNotMirrored)
                .onCommand(KeepStatistics.class, mirror::onKeepStatistics)
                .onCommand(EffectFailed.class, this::onEffectFailed)
                .onCommand(Overdue.class, this::onOverdue)
                .onCommand(Prompt.class, this::onPrompt)
                .build();
    }

    private Effect<MasterEvent, MasterState> onCreate(MasterState state, Create create) {
        if (!(state instanceof MasterState.Absent)) {
            create.replyTo()
                    .tell(StatusReply.error(new RefusedException(
                            "master '" + name + "' is there already, in another state",
                            "see 'netfailover master show " + name + "'")));
            return Effect().none();
        }
        recovered = false;
        primary.begin(false);
        mirror.forget();
        awaitOutcome(create.replyTo(), "master create " + name);
        MasterEvent request = new MasterCreationRequested(create.definition(), create.requestedBy(), desk.now());
        return Effect().persist(confirmation.with(request, create)).thenRun(next -> {
            desk.say(
                    "creation-requested", "creation requested by " + create.requestedBy() + ": " + create.definition());
            configuration.establish(create.definition());
            confirmation.watch(next);
        });
    }

    private Effect<MasterEvent, MasterState> onDestroy(MasterState state, Destroy destroy) {
        if (state instanceof MasterState.Absent) {
            destroy.replyTo().tell(StatusReply.success(Outcome.ABSENT));
            return Effect().none();
        }
        awaitOutcome(destroy.replyTo(), "master destroy " + name);
        return destroy(destroy.requestedBy());
    }

    private Effect<MasterEvent, MasterState> destroy(String requestedBy) {
        return Effect()
                .persist(new MasterDestructionRequested(requestedBy, desk.now()))
                .thenRun(next -> {
                    desk.say("destruction-requested", "destruction requested by " + requestedBy);
                    desk.publish(next);
                    letGo();
                });
    }

    private Effect<MasterEvent, MasterState> onEstablished(MasterState state, Established done) {
        DataPath made = done.dataPath();
        if (state instanceof Creating || state instanceof Active) {
            effects.serve(made);
            view.serve(made);
            MasterEstablished established = new MasterEstablished(
                    desk.key(made.links().master()),
                    desk.key(made.links().idle()),
                    desk.key(made.links().standby()),
                    made.steering(),
                    made.why(),
                    state instanceof Active,
                    desk.now());
            if (state instanceof Active active
                    && active.isEstablishedBy(established)
                    && active.saved().isEmpty()) {
                return Effect().none().thenRun(this::serve);
            }
            return Effect().persist(established).thenRun(next -> {
                desk.say(
                        "master-established",
                        "established with " + made.steering().word() + ", " + made.why());
                serve(next);
                callers.answer(StatusReply.success(Outcome.CREATED));
            });
        }
        made.close(); // destruction was asked for meanwhile: it follows in the lane
        return Effect().none();
    }

    /** The kernel has the master: steer it, open its slaves, look for its primary. */
    private void serve(MasterState state) {
        if (!(state instanceof Active active)) {
            return;
        }
        DataPath dataPath = effects.dataPath().orElseThrow();
        List.of(active.master(), active.idle(), active.standby()).forEach(desk::track);
        Map<Role, IfIndex> slaves = new EnumMap<>(Role.class);
        slaves.put(Role.STANDBY, dataPath.links().standby());
        PrimarySearch.present(active, view, host.identity())
                .ifPresent(primary -> slaves.put(Role.PRIMARY, primary.ifIndex()));
        house.steering()
                .tell(new Steering.Steer(
                        name,
                        dataPath,
                        active.definition().receiveRule(),
                        active.definition().policyInForce(),
                        active.path(),
                        path.begin(active),
                        slaves,
                        context.messageAdapter(Steering.Told.class, FailoverMaster::of)));
        timers.startTimerWithFixedDelay(Prompt.PUBLISH, PUBLISH_EVERY);
        timers.startTimerWithFixedDelay(Prompt.MIRROR, MirrorKeeper.EVERY);
        timers.startTimerWithFixedDelay(Prompt.KEEP_STATISTICS, MirrorKeeper.JOURNAL_EVERY);
        if (view.masterUp()) {
            effects.open(true);
        }
        mirror.begin(active);
        context.getSelf().tell(Prompt.LOOK_FOR_PRIMARY);
        desk.publish(state);
        settled();
    }

    private static Command of(Steering.Told told) {
        return told instanceof Steering.PathSwitched switched
                ? new Switched(switched)
                : new Held(((Steering.PathHeld) told).held());
    }

    private Effect<MasterEvent, MasterState> onNotEstablished(MasterState state, NotEstablished failed) {
        context.getLog().error("not established: {}", failed.reason());
        if (state instanceof Creating) {
            return Effect()
                    .persist(new MasterCreationFailed(failed.reason(), desk.now()))
                    .thenRun(() -> {
                        end(); // first: the caller may ask for it again at once
                        callers.answer(StatusReply.error(
                                failed.advice().isEmpty()
                                        ? new IllegalStateException(
                                                "master '" + name + "' was not created: " + failed.reason())
                                        : new RefusedException(failed.reason(), failed.advice())));
                    });
        }
        if (state instanceof Active) {
            // wanted, and not possible yet: after a reboot the standby's driver may come late
            view.wait(failed.reason());
            timers.startSingleTimer(Prompt.ESTABLISH_AGAIN, ESTABLISH_AGAIN_AFTER);
            desk.publish(state);
            settled();
        }
        return Effect().none();
    }

    private Effect<MasterEvent, MasterState> onHeard(MasterState state, Heard heard) {
        boolean wasUp = view.masterUp();
        view.hear(heard.news());
        if (!(state instanceof Active active) || effects.dataPath().isEmpty()) {
            return Effect().none();
        }
        desk.publish(state);
        path.attend(active);
        mirror.hear();
        boolean up = view.masterUp();
        if (wasUp != up && view.master().isPresent()) {
            effects.open(up);
        }
        if (heard.news() instanceof NetlinkEventStream.Gone gone
                && desk.key(gone.link().ifIndex()).equals(active.standby())) {
            house.steering().tell(new Steering.SlaveLeft(name, Role.STANDBY));
            return Effect()
                    .persist(primary.released(
                            Role.STANDBY, active.standby(), gone.link().name()));
        }
        return primary.look(active);
    }

    private Effect<MasterEvent, MasterState> onSwitched(MasterState state, Switched switched) {
        if (!(state instanceof Active active) || effects.dataPath().isEmpty()) {
            return Effect().none();
        }
        return path.onSwitched(active, switched.told(), recovered);
    }

    private Effect<MasterEvent, MasterState> inService(MasterState state, Consumer<Active> action) {
        if (state instanceof Active active && effects.dataPath().isPresent()) {
            action.accept(active);
        }
        return Effect().none();
    }

    /** First step of destruction: nobody uses the data path while it is unmade. */
    private void letGo() {
        timers.cancelAll();
        path.close();
        house.steering()
                .tell(new Steering.Release(
                        name, context.messageAdapter(Steering.Released.class, released -> Prompt.STEERING_LET_GO)));
    }

    private Effect<MasterEvent, MasterState> onUnmade(MasterState state, Unmade unmade) {
        if (!(state instanceof Destroying)) {
            return Effect().none(); // asked for twice, done twice
        }
        return Effect().persist(new MasterDestroyed(desk.now())).thenRun(() -> {
            desk.say("master-destroyed", "destroyed");
            end(); // first: the caller may create it again at once
            callers.answer(StatusReply.success(Outcome.DESTROYED));
        });
    }

    private Effect<MasterEvent, MasterState> onNotUnmade(MasterState state, NotUnmade failed) {
        if (!(state instanceof Destroying)) {
            return Effect().none();
        }
        context.getLog().error("not destroyed: {}", failed.reason());
        return Effect()
                .persist(new MasterDestructionFailed(failed.reason(), desk.now()))
                .thenRun(next -> {
                    callers.answer(StatusReply.error("master '" + name + "' is not wholly destroyed: " + failed.reason()
                            + "; mend that and run 'netfailover master destroy " + name + "' again"));
                    desk.publish(next);
                    settled();
                });
    }

    private Effect<MasterEvent, MasterState> onEffectFailed(MasterState state, EffectFailed failed) {
        desk.say("effect-failed", "could not " + failed.what() + ": " + failed.reason());
        return Effect().none();
    }

    private Effect<MasterEvent, MasterState> onOverdue(MasterState state, Overdue overdue) {
        callers.overdue(
                overdue.caller(),
                overdue.what() + " has not ended within "
                        + host.effectDeadline().toSeconds() + " s; it goes on, see 'netfailover master show " + name
                        + "'");
        return Effect().none();
    }

    private Effect<MasterEvent, MasterState> onPrompt(MasterState state, Prompt prompt) {
        switch (prompt) {
            case STEERING_LET_GO -> {
                if (state instanceof Destroying) {
                    view.letGo();
                    configuration.unmake();
                }
            }
            case ESTABLISH_AGAIN -> {
                if (state instanceof Active active) {
                    configuration.establish(active.definition());
                }
            }
            case CONFIRMATION_OVERDUE -> {
                if (state.confirmBy().isPresent()) {
                    return destroy("the deadline of its confirmation");
                }
            }
            case MIRROR -> mirror.round();
            case KEEP_STATISTICS -> {
                return mirror.keep(state);
            }
            case PUBLISH -> desk.publish(state);
            case ANNOUNCE -> inService(state, path::announce);
            case LOOK_FOR_PRIMARY -> {
                if (state instanceof Active active && effects.dataPath().isPresent()) {
                    path.attend(active);
                    return primary.look(active);
                }
            }
        }
        return Effect().none();
    }

    private void awaitOutcome(ActorRef<StatusReply<Outcome>> replyTo, String what) {
        callers.add(context, replyTo, host.effectDeadline(), caller -> new Overdue(caller, what));
    }

    private void end() {
        timers.cancelAll();
        host.board().withdraw(name);
        house.inventory().tell(new Inventory.MasterEnded(name));
    }

    private void settled() {
        if (start != Start.NEW) {
            house.inventory().tell(new Inventory.MasterSettled(name));
        }
    }

    @Override
    public EventHandler<MasterState, MasterEvent> eventHandler() {
        return newEventHandlerBuilder().forAnyState().onAnyEvent((state, event) -> state.apply(event));
    }
}
