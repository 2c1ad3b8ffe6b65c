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
import io.netfailover.journal.MigrationResult;
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
import io.netfailover.journal.StepRecord;
import io.netfailover.migration.Saga;
import io.netfailover.migration.StepRunner;
import io.netfailover.types.DomainName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The migrations of one domain, one after the other: journals each step before it is tried and after it is verified, and asks the two hosts
 * to do them. What comes next is decided by {@link Saga}; the doing is left to each {@link HostAgent}. After a crash a new incarnation takes
 * a higher number, has both hosts promise to obey no lower one, and goes on.
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

    private record NoSeal(Side side) implements Command {}

    private record AskAgain(StepRequest request, int times) implements Command {}

    private record NotLocated(int times) implements Command {}

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

    private static final String LOOK_THERE = "see whether netfailover runs there";
    private static final Duration ASK_EVERY = Duration.ofSeconds(5);
    private static final Duration SLEEP_AFTER = Duration.ofMinutes(1);
    private static final int SNAPSHOT_EVERY = 100;

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Tools tools;
    private final Runnable sleep;
    private final MigrationHosts hosts;
    private final MigrationRequests requests;
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
                .onCommand(NoSeal.class, this::onNoSeal)
                .onCommand(AskAgain.class, this::onAskAgain)
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
            return onSealed(running, seal);
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
                    .persist(new IncarnationBegun(running.number() + 1, tools.node(), now()))
                    .thenRun(next -> {
                        context.getLog().info("incarnation {} takes up {}", next.number(), running.id());
                        context.getSelf().tell(new Proceed(next.number(), false));
                    });
        } else if (proceed.number() != running.number()) {
            return Effect().none();
        }
        return follow(running, Saga.next(running, hosts.silent(), now()), proceed.now());
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
            return persist(new StepEnded(
                    MigrationStep.MIGRATE, false, StepOutcome.DONE, moved.words(), "", running.plan(), now()));
        } else if (next instanceof Saga.Turn turn) {
            context.getLog().info("{} turns: {}", running.id(), turn.reason());
            return persist(new MigrationTurned(turn.towards(), turn.reason(), turn.advice(), now()));
        } else if (next instanceof Saga.Degrade degrade) {
            context.getLog().warn("{} is degraded: {}", running.id(), degrade.reason());
            return persist(new MigrationDegraded(degrade.reason(), now()));
        }
        Saga.End end = (Saga.End) next;
        return Effect()
                .persist(new MigrationEnded(end.result(), end.words(), end.advice(), now()))
                .thenRun(idle -> {
                    context.getLog().info("{} ended: {}, {}", running.id(), end.result(), end.words());
                    timers.cancelAll();
                    becomeDrowsy();
                    lastEnd.ifPresent(hosts::show);
                });
    }

    private Effect<MigrationEvent, MigrationState> persist(MigrationEvent event) {
        return Effect().persist(event).thenRun(next -> proceedAfter(Duration.ZERO, next.number()));
    }

    private void proceedAfter(Duration pause, long number) {
        timers.startSingleTimer("proceed", new Proceed(number, false), pause);
    }

    private Effect<MigrationEvent, MigrationState> onBegin(MigrationState state, Begin begin) {
        if (!(state instanceof Running running)) {
            return Effect().none();
        }
        Side side = begin.step().side();
        if (!hosts.isSealed(side)) {
            hosts.askSeal(running, side);
            if (!timers.isTimerActive(side)) {
                timers.startSingleTimer(side, new NoSeal(side), tools.answerWithin());
            }
            timers.startSingleTimer("begin", begin, ASK_EVERY);
            return Effect().none();
        }
        boolean again = running.current().isPresent();
        if (!again && running.cancelled() && !running.switched() && !running.back()) {
            proceedAfter(Duration.ZERO, running.number());
            return Effect().none();
        } else if (again) {
            ask(running, running.current().get());
            return Effect().none();
        }
        return Effect()
                .persist(new StepBegun(begin.step(), begin.undo(), begin.attempt(), now()))
                .thenRun(next -> {
                    if (next instanceof Running nowRunning) {
                        ask(nowRunning, nowRunning.current().orElseThrow());
                        show(nowRunning);
                    }
                });
    }

    private void ask(Running running, StepRecord step) {
        StepRequest request = hosts.ask(running, step);
        timers.startSingleTimer("ask", new AskAgain(request, 1), ASK_EVERY);
    }

    /** The message or its answer may have been lost; asked for twice it is done once. */
    private Effect<MigrationEvent, MigrationState> onAskAgain(MigrationState state, AskAgain again) {
        StepRequest request = again.request();
        if (!(state instanceof Running running) || running.current().isEmpty()) {
            return Effect().none();
        }
        Duration waited = ASK_EVERY.multipliedBy(again.times());
        Duration patience = StepRunner.deadline(request.step(), request.plan())
                .plus(tools.answerWithin())
                .plus(ASK_EVERY);
        if (waited.compareTo(patience) > 0) {
            Side side = request.step().side();
            hosts.fallSilent(side);
            hosts.unseal(side);
            return persist(unanswered(running, running.current().get()));
        }
        hosts.ask(running, request);
        if (running.cancelled() && MigrationHosts.isMoving(running)) {
            hosts.cancelMove(running);
        }
        timers.startSingleTimer("ask", new AskAgain(request, again.times() + 1), ASK_EVERY);
        return Effect().none();
    }

    private Effect<MigrationEvent, MigrationState> onSealed(Running running, Sealed seal) {
        if (seal.number() > running.number()) {
            return yieldToLater(running);
        } else if (seal.number() == running.number()) {
            Side side = MigrationHosts.side(running, seal.host());
            timers.cancel(side);
            boolean wasSilent = hosts.seal(side);
            if (wasSilent || !timers.isTimerActive("ask")) {
                proceedAfter(Duration.ZERO, running.number());
            }
        }
        return Effect().none();
    }

    /** What was under way there has an unknown outcome; what can be done on the other host goes on. */
    private Effect<MigrationEvent, MigrationState> onNoSeal(MigrationState state, NoSeal none) {
        if (!(state instanceof Running running) || hosts.isSealed(none.side())) {
            return Effect().none();
        }
        hosts.fallSilent(none.side());
        Optional<StepRecord> current =
                running.current().filter(step -> step.step().side() == none.side());
        if (current.isPresent()) {
            return persist(unanswered(running, current.get()));
        } else if (!running.switched() && !running.back() && running.current().isEmpty() && !running.unresolved()) {
            return persist(new MigrationTurned(
                    running.begun().stream().noneMatch(Saga::changes)
                            ? MigrationResult.REFUSED
                            : MigrationResult.ROLLED_BACK,
                    noAnswer(running, none.side()),
                    LOOK_THERE,
                    now()));
        }
        proceedAfter(ASK_EVERY, running.number());
        return Effect().none();
    }

    private StepEnded unanswered(Running running, StepRecord step) {
        return new StepEnded(
                step.step(),
                step.undo(),
                StepOutcome.TIMED_OUT,
                noAnswer(running, step.step().side()),
                LOOK_THERE,
                running.plan(),
                now());
    }

    private Effect<MigrationEvent, MigrationState> yieldToLater(Running running) {
        context.getLog().warn("{}: a later incarnation has taken over, this one ends", running.id());
        return Effect().stop();
    }

    private static String noAnswer(Running running, Side side) {
        return MigrationHosts.host(running, side) + " does not answer";
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
            return yieldToLater(running);
        }
        timers.cancel("ask");
        hosts.heard(MigrationHosts.side(running, reply.host()));
        progress = Optional.empty();
        if (reply.outcome() == StepOutcome.UNKNOWN) {
            hosts.unseal(MigrationHosts.side(running, reply.host())); // its daemon is another one
        }
        return persist(new StepEnded(
                reply.step(), reply.undo(), reply.outcome(), reply.words(), reply.advice(), reply.plan(), now()));
    }

    /** Asks both hosts, again and again, until both have answered or one is silent. */
    private Effect<MigrationEvent, MigrationState> onNotLocated(MigrationState state, NotLocated so) {
        if (!(state instanceof Running running) || !running.unresolved()) {
            return Effect().none();
        }
        Duration waited = Duration.ofSeconds(so.times());
        if (waited.compareTo(tools.answerWithin()) > 0) {
            return resolve(running);
        }
        hosts.askWhere(running);
        timers.startSingleTimer("locate", new NotLocated(so.times() + 1), Duration.ofSeconds(1));
        return Effect().none();
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

    private Instant now() {
        return tools.clock().instant();
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
