package io.netfailover.actors;

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
import io.netfailover.actors.MasterProtocol.Command;
import io.netfailover.actors.MasterProtocol.Confirm;
import io.netfailover.actors.MasterProtocol.Create;
import io.netfailover.actors.MasterProtocol.Destroy;
import io.netfailover.actors.MasterProtocol.EffectFailed;
import io.netfailover.actors.MasterProtocol.Established;
import io.netfailover.actors.MasterProtocol.Heard;
import io.netfailover.actors.MasterProtocol.Held;
import io.netfailover.actors.MasterProtocol.House;
import io.netfailover.actors.MasterProtocol.KeepStatistics;
import io.netfailover.actors.MasterProtocol.MasterRead;
import io.netfailover.actors.MasterProtocol.Mirrored;
import io.netfailover.actors.MasterProtocol.NotEstablished;
import io.netfailover.actors.MasterProtocol.NotMirrored;
import io.netfailover.actors.MasterProtocol.NotTaken;
import io.netfailover.actors.MasterProtocol.NotUnmade;
import io.netfailover.actors.MasterProtocol.Outcome;
import io.netfailover.actors.MasterProtocol.Overdue;
import io.netfailover.actors.MasterProtocol.Probed;
import io.netfailover.actors.MasterProtocol.Prompt;
import io.netfailover.actors.MasterProtocol.SetPolicy;
import io.netfailover.actors.MasterProtocol.SpeedRead;
import io.netfailover.actors.MasterProtocol.StandbyRead;
import io.netfailover.actors.MasterProtocol.Start;
import io.netfailover.actors.MasterProtocol.Switched;
import io.netfailover.actors.MasterProtocol.Taken;
import io.netfailover.actors.MasterProtocol.Unmade;
import io.netfailover.datapath.DataPath;
import io.netfailover.journal.MasterEvent;
import io.netfailover.journal.MasterEvent.MasterCreationFailed;
import io.netfailover.journal.MasterEvent.MasterCreationRequested;
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
import java.util.function.Consumer;

/**
 * One failover master: journals intentions before acting and facts after, decides which links are its slaves (NF-05 to NF-08, NF-11), has
 * their effects done one at a time, and brings kernel and journal together after a restart or a reboot. Which path is used is left to
 * {@link Steering}; how links and programs are made, to {@link DataPath}.
 */
public final class FailoverMaster extends HostEntity<Command, MasterEvent, MasterState> {
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
    private final DestructionKeeper destruction;
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
        this.desk = new MasterDesk(context, name, house, start, view, effects, new Callers<>());
        this.primary = new PrimaryKeeper(desk, Effect());
        this.path = new PathKeeper(desk, Effect(), timers);
        this.configuration = new ConfigurationKeeper(desk, Effect());
        this.confirmation = new ConfirmationKeeper(desk, timers, Effect());
        this.mirror = new MirrorKeeper(desk, Effect());
        this.destruction = new DestructionKeeper(desk, path, configuration, timers, Effect());
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
            destruction.begin();
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
        desk.settled();
    }

    @Override
    public CommandHandler<Command, MasterEvent, MasterState> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(Create.class, this::onCreate)
                .onCommand(Destroy.class, destruction::onDestroy)
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
                .onCommand(Unmade.class, destruction::onUnmade)
                .onCommand(NotUnmade.class, destruction::onNotUnmade)
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
        desk.awaitOutcome(create.replyTo(), "master create " + name);
        MasterEvent request = new MasterCreationRequested(create.definition(), create.requestedBy(), desk.now());
        return Effect().persist(confirmation.with(request, create)).thenRun(next -> {
            desk.say(
                    "creation-requested", "creation requested by " + create.requestedBy() + ": " + create.definition());
            configuration.establish(create.definition());
            confirmation.watch(next);
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
                desk.callers().answer(StatusReply.success(Outcome.CREATED));
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
                        context.messageAdapter(Steering.Told.class, MasterProtocol::of)));
        timers.startTimerWithFixedDelay(Prompt.PUBLISH, PUBLISH_EVERY);
        timers.startTimerWithFixedDelay(Prompt.MIRROR, MirrorKeeper.EVERY);
        timers.startTimerWithFixedDelay(Prompt.KEEP_STATISTICS, MirrorKeeper.JOURNAL_EVERY);
        if (view.masterUp()) {
            effects.open(true);
        }
        mirror.begin(active);
        context.getSelf().tell(Prompt.LOOK_FOR_PRIMARY);
        desk.publish(state);
        desk.settled();
    }

    private Effect<MasterEvent, MasterState> onNotEstablished(MasterState state, NotEstablished failed) {
        context.getLog().error("not established: {}", failed.reason());
        if (state instanceof Creating) {
            return Effect()
                    .persist(new MasterCreationFailed(failed.reason(), desk.now()))
                    .thenRun(() -> {
                        timers.cancelAll();
                        desk.ended(); // first: the caller may ask for it again at once
                        desk.callers().answer(StatusReply.error(notCreated(failed)));
                    });
        }
        if (state instanceof Active) {
            // wanted, and not possible yet: after a reboot the standby's driver may come late
            view.wait(failed.reason());
            timers.startSingleTimer(Prompt.ESTABLISH_AGAIN, ESTABLISH_AGAIN_AFTER);
            desk.publish(state);
            desk.settled();
        }
        return Effect().none();
    }

    private RuntimeException notCreated(NotEstablished failed) {
        return failed.advice().isEmpty()
                ? new IllegalStateException("master '" + name + "' was not created: " + failed.reason())
                : new RefusedException(failed.reason(), failed.advice());
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

    private Effect<MasterEvent, MasterState> onEffectFailed(MasterState state, EffectFailed failed) {
        desk.say("effect-failed", "could not " + failed.what() + ": " + failed.reason());
        return Effect().none();
    }

    private Effect<MasterEvent, MasterState> onOverdue(MasterState state, Overdue overdue) {
        desk.overdue(overdue);
        return Effect().none();
    }

    private Effect<MasterEvent, MasterState> onPrompt(MasterState state, Prompt prompt) {
        switch (prompt) {
            case STEERING_LET_GO -> destruction.onSteeringLetGo(state);
            case ESTABLISH_AGAIN -> {
                if (state instanceof Active active) {
                    configuration.establish(active.definition());
                }
            }
            case CONFIRMATION_OVERDUE -> {
                if (state.confirmBy().isPresent()) {
                    return destruction.destroy("the deadline of its confirmation");
                }
            }
            case MIRROR -> {
                mirror.round();
                inService(state, path::keepCarrier);
            }
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

    @Override
    public EventHandler<MasterState, MasterEvent> eventHandler() {
        return newEventHandlerBuilder().forAnyState().onAnyEvent((state, event) -> state.apply(event));
    }
}
