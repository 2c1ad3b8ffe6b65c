package io.netfailover.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.pattern.StatusReply;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.SignalHandler;
import io.netfailover.journal.HostAgentEvent;
import io.netfailover.journal.HostAgentEvent.EffectBegun;
import io.netfailover.journal.HostAgentEvent.EffectEnded;
import io.netfailover.journal.HostAgentEvent.NumberSeen;
import io.netfailover.journal.HostAgentEvent.VfHeld;
import io.netfailover.journal.HostAgentEvent.VfReleased;
import io.netfailover.journal.HostAgentState;
import io.netfailover.journal.MigrationPlan;
import io.netfailover.journal.MigrationStep;
import io.netfailover.journal.NodeMessage;
import io.netfailover.journal.NodeMessage.CancelMove;
import io.netfailover.journal.NodeMessage.Locate;
import io.netfailover.journal.NodeMessage.Located;
import io.netfailover.journal.NodeMessage.Probe;
import io.netfailover.journal.NodeMessage.Probed;
import io.netfailover.journal.NodeMessage.Seal;
import io.netfailover.journal.NodeMessage.Sealed;
import io.netfailover.journal.NodeMessage.StepProgress;
import io.netfailover.journal.NodeMessage.StepReply;
import io.netfailover.journal.NodeMessage.StepRequest;
import io.netfailover.journal.OpenEffect;
import io.netfailover.journal.PersistenceIds;
import io.netfailover.journal.StepOutcome;
import io.netfailover.journal.VfHolding;
import io.netfailover.journal.Whereabouts;
import io.netfailover.migration.StepRunner;
import io.netfailover.types.DomainName;
import io.netfailover.types.HostName;
import io.netfailover.types.VfRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this host does for migrations: journals each effect before it is tried and after it is verified, does one at a time for each domain,
 * refuses who has been fenced off, and keeps the VF pool. What comes next is left to {@link Migration}; how, to {@link StepRunner}.
 */
public final class HostAgent extends HostEntity<HostAgent.Command, HostAgentEvent, HostAgentState> {
    public sealed interface Command {}

    /** From the fleet. */
    public record Heard(NodeMessage.ToHost message) implements Command {}

    /** Replies with the holding, or {@link RefusedException}. */
    public record ReserveVf(
            String pf, int index, String by, String requestedBy, ActorRef<StatusReply<VfHolding>> replyTo)
            implements Command {}

    /** Replies whether there was something to release, or {@link RefusedException} while its holder migrates. */
    public record ReleaseVf(String pf, int index, String requestedBy, ActorRef<StatusReply<Boolean>> replyTo)
            implements Command {}

    private record Ended(StepRequest request, StepRunner.Result result) implements Command {}

    record Functions(List<VfRef> functions) implements Command {}

    record Chosen(ReserveVf reserve, List<VfRef> functions) implements Command {}

    /** What the agent works with. */
    public record Tools(HostName name, StepRunner runner, Executor executor, FleetPort fleet, MigrationBoard board) {}

    /** For what does not run on the actor's thread. */
    private static final Logger LOG = LoggerFactory.getLogger(HostAgent.class);

    private final ActorContext<Command> context;
    private final Tools tools;
    /** Whose effect is under way. Outlives a failure of the journal, which starts all but these fields anew. */
    private final Set<DomainName> busy = new HashSet<>();

    private final Map<DomainName, Seal> sealsToGive = new HashMap<>();
    private final VfPool pool;

    public static Behavior<Command> create(HostServices host, Tools tools) {
        return Behaviors.setup(context -> new HostAgent(context, host, tools));
    }

    private HostAgent(ActorContext<Command> context, HostServices host, Tools tools) {
        super(PersistenceIds.agent(), host);
        this.context = context;
        this.tools = tools;
        this.pool = new VfPool(context, host, tools, Effect());
    }

    @Override
    public HostAgentState emptyState() {
        return HostAgentState.EMPTY;
    }

    @Override
    public SignalHandler<HostAgentState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::onRecovered)
                .build();
    }

    /** The outcome of what was under way is unknown: its migration asks again, with the newest number. */
    private void onRecovered(HostAgentState state) {
        for (OpenEffect open : state.open().values()) {
            if (busy.contains(open.id().domain())) {
                continue; // only the journal failed: the effect goes on, and its end is told
            }
            tell(
                    new StepRequest(open.id(), open.number(), open.step(), open.undo(), open.attempt(), open.plan()),
                    StepOutcome.UNKNOWN,
                    "the daemon of " + tools.name() + " was restarted in the middle of it",
                    "",
                    open.plan());
        }
        pool.lookForFunctions();
    }

    @Override
    public CommandHandler<Command, HostAgentEvent, HostAgentState> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(Heard.class, this::onHeard)
                .onCommand(Ended.class, this::onEnded)
                .onCommand(ReserveVf.class, (state, reserve) -> pool.onReserveVf(reserve))
                .onCommand(Chosen.class, pool::onChosen)
                .onCommand(ReleaseVf.class, pool::onReleaseVf)
                .onCommand(Functions.class, pool::onFunctions)
                .build();
    }

    private Effect<HostAgentEvent, HostAgentState> onHeard(HostAgentState state, Heard heard) {
        NodeMessage.ToHost message = heard.message();
        if (message instanceof Seal seal) {
            return onSeal(state, seal);
        } else if (message instanceof StepRequest request) {
            return onStep(state, request);
        } else if (message instanceof CancelMove cancel) {
            return onCancelMove(state, cancel);
        } else if (message instanceof Locate locate) {
            return onLocate(state, locate);
        } else if (message instanceof Probe probe) {
            return onProbe(state, probe);
        } else if (message instanceof NodeMessage.Shown shown) {
            tools.board().publish(shown.view());
        } else if (message instanceof NodeMessage.Answer answer) {
            tools.board().answered(answer);
        } else if (message instanceof Probed probed) {
            tools.board().probed(probed);
        }
        return Effect().none();
    }

    /** Acknowledged when nothing that an earlier incarnation began is under way. */
    private Effect<HostAgentEvent, HostAgentState> onSeal(HostAgentState state, Seal seal) {
        long seen = state.numberOf(seal.domain());
        if (seal.number() < seen) {
            if (!busy.contains(seal.domain())) { // else the later incarnation would take this for its own answer
                giveSeal(new Seal(seal.domain(), seen)); // who asks learns that it has been fenced off
            }
            return Effect().none();
        } else if (seal.number() == seen) {
            giveSeal(seal);
            return Effect().none();
        }
        return Effect()
                .persist(new NumberSeen(seal.domain(), seal.number(), now()))
                .thenRun(() -> giveSeal(seal));
    }

    private void giveSeal(Seal seal) {
        if (busy.contains(seal.domain())) {
            sealsToGive.put(seal.domain(), seal);
        } else {
            tools.fleet().toMigration(new Sealed(seal.domain(), seal.number(), tools.name()));
        }
    }

    private Effect<HostAgentEvent, HostAgentState> onStep(HostAgentState state, StepRequest request) {
        DomainName domain = request.id().domain();
        if (request.number() < state.numberOf(domain)) {
            tell(
                    request,
                    StepOutcome.FENCED,
                    tools.name() + " has promised itself to incarnation " + state.numberOf(domain) + " of "
                            + request.id(),
                    "",
                    request.plan());
            return Effect().none();
        } else if (busy.contains(domain)) {
            return Effect().none(); // asked for again: its end is told when it comes
        }
        return Effect()
                .persist(new EffectBegun(
                        request.id(),
                        request.number(),
                        request.step(),
                        request.undo(),
                        request.attempt(),
                        request.plan(),
                        now()))
                .thenRun((HostAgentState next) -> run(next, request));
    }

    private void run(HostAgentState state, StepRequest request) {
        busy.add(request.id().domain());
        List<VfHolding> holdings = state.holdings();
        context.pipeToSelf(
                CompletableFuture.supplyAsync(
                        () -> tools.runner()
                                .run(
                                        request.step(),
                                        request.undo(),
                                        request.plan(),
                                        holdings,
                                        progress -> tools.fleet()
                                                .toMigration(
                                                        new StepProgress(request.id(), request.number(), progress))),
                        tools.executor()),
                (result, failure) -> new Ended(
                        request,
                        failure == null
                                ? result
                                : new StepRunner.Result(
                                        StepOutcome.FAILED,
                                        EffectLane.words(failure),
                                        "",
                                        request.plan(),
                                        List.of(),
                                        List.of())));
    }

    private Effect<HostAgentEvent, HostAgentState> onEnded(HostAgentState state, Ended ended) {
        StepRequest request = ended.request();
        StepRunner.Result result = ended.result();
        busy.remove(request.id().domain());
        Optional<String> conflict = result.held().stream()
                .filter(wanted -> state.holding(wanted.vf())
                        .filter(now -> !now.by().equals(wanted.by()))
                        .isPresent())
                .map(wanted -> wanted.vf() + " was taken meanwhile")
                .findFirst();
        StepOutcome outcome = conflict.isPresent() ? StepOutcome.UNKNOWN : result.outcome();
        String words = conflict.orElse(result.words());
        String by = "migration " + request.id();
        List<HostAgentEvent> events = new ArrayList<>();
        if (conflict.isEmpty()) {
            result.held().forEach(holding -> events.add(new VfHeld(holding, by, now())));
            result.released().forEach(vf -> events.add(new VfReleased(vf, by, now())));
        }
        events.add(new EffectEnded(
                request.id(), request.number(), request.step(), request.undo(), outcome, words, result.plan(), now()));
        return Effect().persist(events).thenRun(next -> {
            say(request, outcome, words);
            tell(request, outcome, words, result.advice(), result.plan());
            Seal seal = sealsToGive.remove(request.id().domain());
            if (seal != null) {
                giveSeal(seal);
            }
            pool.publish(next);
        });
    }

    private void say(StepRequest request, StepOutcome outcome, String words) {
        String what = request.id() + ": " + (request.undo() ? "undo of " : "")
                + request.step().words() + ": " + outcome.words() + (words.isEmpty() ? "" : ", " + words);
        context.getLog().info("{}", what);
        host.announce("migration-step", request.id().toString(), what);
    }

    private void tell(StepRequest request, StepOutcome outcome, String words, String advice, MigrationPlan plan) {
        tools.fleet()
                .toMigration(new StepReply(
                        tools.name(),
                        request.id(),
                        request.number(),
                        request.step(),
                        request.undo(),
                        request.attempt(),
                        outcome,
                        words,
                        advice,
                        plan));
    }

    /** Beside the lane: the move that it ends is what the lane is busy with. */
    private Effect<HostAgentEvent, HostAgentState> onCancelMove(HostAgentState state, CancelMove cancel) {
        DomainName domain = cancel.id().domain();
        if (cancel.number() >= state.numberOf(domain) && isMoving(state, domain)) {
            tools.executor().execute(() -> {
                try {
                    tools.runner().cancelMove(domain);
                } catch (RuntimeException e) {
                    // the move goes on and ends by itself; the undo of MIGRATE cancels again
                    LOG.warn("{} was not cancelled: {}", domain, e.getMessage());
                }
            });
        }
        return Effect().none();
    }

    private static boolean isMoving(HostAgentState state, DomainName domain) {
        OpenEffect open = state.open().get(domain);
        return open != null && open.step() == MigrationStep.MIGRATE && !open.undo();
    }

    private Effect<HostAgentEvent, HostAgentState> onLocate(HostAgentState state, Locate locate) {
        if (locate.number() < state.numberOf(locate.domain())) {
            return Effect().none();
        }
        tools.executor().execute(() -> {
            try {
                Whereabouts where = tools.runner().whereabouts(locate.domain());
                tools.fleet().toMigration(new Located(locate.domain(), locate.number(), tools.name(), where, ""));
            } catch (RuntimeException e) {
                // no answer: the hypervisor cannot tell, and who asks waits
                LOG.warn("where {} is cannot be told: {}", locate.domain(), e.getMessage());
            }
        });
        return Effect().none();
    }

    private Effect<HostAgentEvent, HostAgentState> onProbe(HostAgentState state, Probe probe) {
        List<VfHolding> holdings = state.holdings();
        tools.executor().execute(() -> {
            StepRunner.Result result = tools.runner().probe(probe.step(), probe.plan(), holdings);
            tools.fleet()
                    .toHost(
                            probe.from(),
                            new Probed(
                                    probe.request(),
                                    probe.step(),
                                    result.outcome(),
                                    result.words(),
                                    result.advice(),
                                    tools.runner().commands(probe.step(), result.plan()),
                                    result.plan()));
        });
        return Effect().none();
    }

    private Instant now() {
        return host.clock().instant();
    }

    @Override
    public EventHandler<HostAgentState, HostAgentEvent> eventHandler() {
        return newEventHandlerBuilder().forAnyState().onAnyEvent((state, event) -> state.apply(event));
    }
}
