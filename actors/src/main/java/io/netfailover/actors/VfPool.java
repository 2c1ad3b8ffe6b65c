package io.netfailover.actors;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.pattern.StatusReply;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EffectFactories;
import io.netfailover.journal.HostAgentEvent;
import io.netfailover.journal.HostAgentEvent.VfHeld;
import io.netfailover.journal.HostAgentEvent.VfReleased;
import io.netfailover.journal.HostAgentState;
import io.netfailover.journal.VfHolding;
import io.netfailover.types.VfRef;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The part of a {@link HostAgent} that people ask for VFs: which there are, who holds them. Migrations take theirs by their steps. */
final class VfPool {
    private final ActorContext<HostAgent.Command> context;
    private final HostServices host;
    private final HostAgent.Tools tools;
    private final EffectFactories<HostAgentEvent, HostAgentState> effect;
    private List<VfRef> functions = List.of();

    VfPool(
            ActorContext<HostAgent.Command> context,
            HostServices host,
            HostAgent.Tools tools,
            EffectFactories<HostAgentEvent, HostAgentState> effect) {
        this.context = context;
        this.host = host;
        this.tools = tools;
        this.effect = effect;
    }

    /** {@link #onFunctions} follows. */
    void lookForFunctions() {
        look(HostAgent.Functions::new);
    }

    private void look(Function<List<VfRef>, HostAgent.Command> then) {
        context.pipeToSelf(
                CompletableFuture.supplyAsync(tools.runner()::functions, tools.executor()),
                (found, failure) -> then.apply(failure == null ? found : List.of()));
    }

    Effect<HostAgentEvent, HostAgentState> onFunctions(HostAgentState state, HostAgent.Functions found) {
        functions = found.functions();
        publish(state);
        return effect.none();
    }

    /** {@link #onChosen} follows. */
    Effect<HostAgentEvent, HostAgentState> onReserveVf(HostAgent.ReserveVf reserve) {
        look(found -> new HostAgent.Chosen(reserve, found));
        return effect.none();
    }

    Effect<HostAgentEvent, HostAgentState> onChosen(HostAgentState state, HostAgent.Chosen chosen) {
        HostAgent.ReserveVf reserve = chosen.reserve();
        Optional<VfRef> vf = chosen.functions().stream()
                .filter(function -> function.pf().equals(reserve.pf()) && function.index() == reserve.index())
                .findFirst();
        if (vf.isEmpty()) {
            return refuse(
                    reserve.replyTo(),
                    "there is no VF " + reserve.index() + " of " + reserve.pf() + " in the pool",
                    "'netfailover vf list' shows them");
        }
        VfHolding wanted = new VfHolding(vf.get(), reserve.by(), false);
        Optional<VfHolding> now = state.holding(vf.get());
        if (now.equals(Optional.of(wanted))) {
            reserve.replyTo().tell(StatusReply.success(wanted));
            return effect.none();
        } else if (now.isPresent()) {
            return refuse(
                    reserve.replyTo(), vf.get() + " is held by " + now.get().by(), "choose another, or release it");
        }
        return effect.persist(
                        new VfHeld(wanted, reserve.requestedBy(), host.clock().instant()))
                .thenRun(next -> {
                    publish(next);
                    reserve.replyTo().tell(StatusReply.success(wanted));
                });
    }

    Effect<HostAgentEvent, HostAgentState> onReleaseVf(HostAgentState state, HostAgent.ReleaseVf release) {
        Optional<VfHolding> now = state.holdings().stream()
                .filter(holding ->
                        holding.vf().pf().equals(release.pf()) && holding.vf().index() == release.index())
                .findFirst();
        if (now.isEmpty()) {
            release.replyTo().tell(StatusReply.success(false));
            return effect.none();
        } else if (isMoving(state, now.get().by())) {
            return refuse(
                    release.replyTo(),
                    now.get().vf() + " belongs to a migration of " + now.get().by() + " that is under way",
                    "wait for it, or cancel it");
        }
        return effect.persist(new VfReleased(
                        now.get().vf(), release.requestedBy(), host.clock().instant()))
                .thenRun(next -> {
                    publish(next);
                    release.replyTo().tell(StatusReply.success(true));
                });
    }

    private <T> Effect<HostAgentEvent, HostAgentState> refuse(
            ActorRef<StatusReply<T>> replyTo, String message, String advice) {
        replyTo.tell(StatusReply.error(new RefusedException(message, advice)));
        return effect.none();
    }

    /** The holder may also be a word that a person gave. */
    private static boolean isMoving(HostAgentState state, String holder) {
        return state.open().keySet().stream().anyMatch(domain -> domain.value().equals(holder));
    }

    void publish(HostAgentState state) {
        tools.board().publish(functions, state.holdings());
    }
}
