package io.netfailover.actors;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import io.netfailover.journal.MigrationEvent;
import io.netfailover.journal.MigrationEvent.IncarnationBegun;
import io.netfailover.journal.MigrationEvent.MigrationDegraded;
import io.netfailover.journal.MigrationEvent.MigrationEnded;
import io.netfailover.journal.MigrationEvent.MigrationTurned;
import io.netfailover.journal.MigrationEvent.StepBegun;
import io.netfailover.journal.MigrationEvent.StepEnded;
import io.netfailover.journal.MigrationState;
import io.netfailover.journal.MigrationState.Idle;
import io.netfailover.journal.MigrationState.Running;
import io.netfailover.journal.MigrationStep;
import io.netfailover.journal.MigrationStep.Side;
import io.netfailover.journal.MigrationView;
import io.netfailover.journal.MigrationView.MoveProgress;
import io.netfailover.journal.NodeMessage;
import io.netfailover.journal.NodeMessage.CancelRequest;
import io.netfailover.journal.NodeMessage.Located;
import io.netfailover.journal.NodeMessage.MigrateRequest;
import io.netfailover.journal.NodeMessage.ResumeRequest;
import io.netfailover.journal.NodeMessage.Sealed;
import io.netfailover.journal.NodeMessage.StepProgress;
import io.netfailover.journal.NodeMessage.StepReply;
import io.netfailover.journal.NodeMessage.StepRequest;
import io.netfailover.journal.PersistenceIds;
import io.netfailover.journal.StepOutcome;
import io.netfailover.migration.Saga;
import io.netfailover.types.DomainName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The migrations of one domain, one after the other: journals each step before it is tried and after it is verified. What comes next is
 * decided by {@link Saga}, the two hosts are asked by {@link MigrationQuestions}, and the doing is left to each {@link HostAgent}. After a
 * crash a new incarnation takes a higher number, has both hosts promise to obey no lower one, and goes on.
 */
public final class Migration extends EventSourcedBehavior<Migration.Command, MigrationEvent, MigrationState> {
    public sealed interface Command {}

    /** From the fleet. */
    public record Heard(NodeMessage.ToMigration message) implements Command {}

    /** The fleet wants this actor to end here; the journal has everything. */
    public enum Stop implements Command {
        STOP
    }

    /** A look at what comes next is due; {@code number}: the incarnation whose business that is; {@code now}: without a pause. */
    record Proceed(long number, boolean now) implements Command {
        static final Proceed AS_NEXT_INCARNATION = new Proceed(0, false);
    }

    private record Begin(MigrationStep step, boolean undo, int attempt) implements Command {}

    record NoSeal(Side side) implements Command {}

    record AskAgain(StepRequest request, int times) implements Command {}

    record NotLocated(int times) implements Command {}

    private enum Drowsy implements Command {
        DROWSY
    }

    /**
     * @param journalPluginId the cluster's journal
     * @param node where this actor lives
     * @param answerWithin after which a host that says nothing is taken to be silent
     */
    public record Tools(
            FleetPort fleet,
            InstantSource clock,
            String journalPluginId,
            String snapshotPluginId,
            String node,
            Duration answerWithin) {}

    private static final Duration SLEEP_AFTER = Duration.ofMinutes(1);
    private static final int SNAPSHOT_EVERY = 100;

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Tools tools;
    private final Runnable sleep;
    private final MigrationHosts hosts;
    private final MigrationDesk desk;
    private final MigrationRequests requests;
    private final MigrationQuestions questions;
    /** Of the last migration, also when it was read from the journal. */
    private Optional<MigrationView> lastEnd = Optional.empty();

    private Optional<MoveProgress> progress = Optional.empty();

    /** @param sleep run when nothing has been under way for a while: {@link Stop} follows, and a message wakes the actor again */
    public static Behavior<Command> create(DomainName domain, Tools tools, Runnable sleep) {
        return Behaviors.setup(context -> HostServices.withMdc(
                "domain",
                domain.value(),
                Behaviors.withTimers(timers -> new Migration(context, timers, domain, tools, sleep))));
    }

    private Migration(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            DomainName domain,
            Tools tools,
            Runnable sleep) {
        super(PersistenceIds.migration(domain), HostServices.ON_PERSIST_FAILURE);
        this.context = context;
        this.timers = timers;
        this.tools = tools;
        this.sleep = sleep;
        this.hosts = new MigrationHosts(tools.fleet(), domain);
        this.requests = new MigrationRequests(domain, tools.clock(), hosts, timers, Effect());
        this.desk = new MigrationDesk(context, tools, timers, hosts, Effect());
        this.questions = new MigrationQuestions(desk);
    }

    @Override
    public String journalPluginId() {
        return tools.journalPluginId();
    }

    @Override
    public String snapshotPluginId() {
        return tools.snapshotPluginId();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, 2);
    }

    @Override
    public MigrationState emptyState() {
        return Idle.NEVER;
    }

    @Override
    public SignalHandler<MigrationState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), state -> {
                    if (state instanceof Running) {
                        context.getSelf().tell(Proceed.AS_NEXT_INCARNATION);
                    } else {
                        lastEnd.ifPresent(hosts::show); // a host that was cut off has not heard of it
                        becomeDrowsy();
                    }
                })
                .build();
    }

    @Override
    public CommandHandler<Command, MigrationEvent, MigrationState> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(Heard.class, this::onHeard)
                .onCommand(Proceed.class, this::onProceed)
                .onCommand(Begin.class, this::onBegin)
                .onCommand(NoSeal.class, questions::onNoSeal)
                .onCommand(AskAgain.class, questions::onAskAgain)
                .onCommand(NotLocated.class, this::onNotLocated)
                .onCommand(Drowsy.class, this::onDrowsy)
                .onCommand(Stop.class, (state, stop) -> Effect().stop())
                .build();
    }

    private Effect<MigrationEvent, MigrationState> onHeard(MigrationState state, Heard heard) {
        NodeMessage.ToMigration message = heard.message();
        if (message instanceof MigrateRequest request) {
            return requests.onMigrate(state, request);
        } else if (message instanceof CancelRequest request) {
            return requests.onCancel(state, request);
        } else if (message instanceof ResumeRequest request) {
            return requests.onResume(state, request);
        } else if (!(state instanceof Running running)) {
            return Effect().none();
        } else if (message instanceof Sealed seal) {
            return questions.onSealed(running, seal);
        } else if (message instanceof StepReply reply) {
            return onReply(running, reply);
        } else if (message instanceof StepProgress told) {
            if (told.number() == running.number()) {
                progress = Optional.of(told.progress());
                show(running);
            }
        } else if (message instanceof Located found && found.number() == running.number()) {
            return onLocated(running, found);
        }
        return Effect().none();
    }

    private void startAfresh() {
        timers.cancelAll();
        hosts.forget();
        progress = Optional.empty();
    }

    private void becomeDrowsy() {
        timers.startSingleTimer("drowsy", Drowsy.DROWSY, SLEEP_AFTER);
    }

    private Effect<MigrationEvent, MigrationState> onDrowsy(MigrationState state, Drowsy drowsy) {
        if (state instanceof Idle) {
            sleep.run();
        }
        return Effect().none();
    }

    private Effect<MigrationEvent, MigrationState> onProceed(MigrationState state, Proceed proceed) {
        if (!(state instanceof Running running)) {
            return Effect().none();
        } else if (proceed.equals(Proceed.AS_NEXT_INCARNATION)) {
            startAfresh();
            return Effect()
                    .persist(new IncarnationBegun(running.number() + 1, tools.node(), desk.now()))
                    .thenRun(next -> {
                        context.getLog().info("incarnation {} takes up {}", next.number(), running.id());
                        context.getSelf().tell(new Proceed(next.number(), false));
                    });
        } else if (proceed.number() != running.number()) {
            return Effect().none();
        }
        return follow(running, Saga.next(running, hosts.silent(), desk.now()), proceed.now());
    }

    private Effect<MigrationEvent, MigrationState> follow(Running running, Saga.Next next, boolean now) {
        if (next instanceof Saga.Do step) {
            timers.startSingleTimer(
                    "begin", new Begin(step.step(), step.undo(), step.attempt()), now ? Duration.ZERO : step.after());
            show(running);
            return Effect().none();
        } else if (next instanceof Saga.FindOut find) {
            hosts.lose();
            timers.startSingleTimer("locate", new NotLocated(0), now ? Duration.ZERO : find.after());
            return Effect().none();
        } else if (next instanceof Saga.Moved moved) {
            return desk.persist(new StepEnded(
                    MigrationStep.MIGRATE, false, StepOutcome.DONE, moved.words(), "", running.plan(), desk.now()));
        } else if (next instanceof Saga.Turn turn) {
            context.getLog().info("{} turns: {}", running.id(), turn.reason());
            return desk.persist(new MigrationTurned(turn.towards(), turn.reason(), turn.advice(), desk.now()));
        } else if (next instanceof Saga.Degrade degrade) {
            context.getLog().warn("{} is degraded: {}", running.id(), degrade.reason());
            return desk.persist(new MigrationDegraded(degrade.reason(), desk.now()));
        }
        Saga.End end = (Saga.End) next;
        return Effect()
                .persist(new MigrationEnded(end.result(), end.words(), end.advice(), desk.now()))
                .thenRun(idle -> {
                    context.getLog().info("{} ended: {}, {}", running.id(), end.result(), end.words());
                    timers.cancelAll();
                    becomeDrowsy();
                    lastEnd.ifPresent(hosts::show);
                });
    }

    private Effect<MigrationEvent, MigrationState> onBegin(MigrationState state, Begin begin) {
        if (!(state instanceof Running running)) {
            return Effect().none();
        }
        if (!questions.isPromised(running, begin.step().side())) {
            timers.startSingleTimer("begin", begin, MigrationQuestions.ASK_EVERY);
            return Effect().none();
        }
        boolean again = running.current().isPresent();
        if (!again && running.cancelled() && !running.switched() && !running.back()) {
            desk.proceedAfter(Duration.ZERO, running.number());
            return Effect().none();
        } else if (again) {
            questions.ask(running, running.current().get());
            return Effect().none();
        }
        return Effect()
                .persist(new StepBegun(begin.step(), begin.undo(), begin.attempt(), desk.now()))
                .thenRun(next -> {
                    if (next instanceof Running nowRunning) {
                        questions.ask(nowRunning, nowRunning.current().orElseThrow());
                        show(nowRunning);
                    }
                });
    }

    private Effect<MigrationEvent, MigrationState> onReply(Running running, StepReply reply) {
        boolean expected = running.current()
                        .filter(step -> step.step() == reply.step()
                                && step.undo() == reply.undo()
                                && step.attempt() == reply.attempt())
                        .isPresent()
                && (reply.number() == running.number() || reply.outcome() == StepOutcome.UNKNOWN);
        if (!expected) {
            return Effect().none();
        } else if (reply.outcome() == StepOutcome.FENCED) {
            return desk.yieldToLater(running);
        }
        timers.cancel("ask");
        hosts.heard(MigrationHosts.side(running, reply.host()));
        progress = Optional.empty();
        if (reply.outcome() == StepOutcome.UNKNOWN) {
            hosts.unseal(MigrationHosts.side(running, reply.host())); // its daemon is another one
        }
        return desk.persist(new StepEnded(
                reply.step(), reply.undo(), reply.outcome(), reply.words(), reply.advice(), reply.plan(), desk.now()));
    }

    /** Asks both hosts, again and again, until both have answered or one is silent. */
    private Effect<MigrationEvent, MigrationState> onNotLocated(MigrationState state, NotLocated so) {
        if (!(state instanceof Running running) || !running.unresolved()) {
            return Effect().none();
        }
        return questions.askWhere(running, so) ? Effect().none() : resolve(running);
    }

    private Effect<MigrationEvent, MigrationState> onLocated(Running running, Located found) {
        boolean both = hosts.locate(MigrationHosts.side(running, found.host()), found.where());
        return running.unresolved() && both ? resolve(running) : Effect().none();
    }

    private Effect<MigrationEvent, MigrationState> resolve(Running running) {
        timers.cancel("locate");
        return follow(running, Saga.found(running, hosts.located(Side.SOURCE), hosts.located(Side.DESTINATION)), false);
    }

    private void show(Running running) {
        hosts.show(MigrationViews.of(running, hosts.silent(), progress));
    }

    @Override
    public EventHandler<MigrationState, MigrationEvent> eventHandler() {
        return newEventHandlerBuilder().forAnyState().onAnyEvent((state, event) -> {
            if (state instanceof Running running && event instanceof MigrationEnded ended) {
                lastEnd = Optional.of(MigrationViews.ended(running, ended, progress));
            }
            return state.apply(event);
        });
    }
}
