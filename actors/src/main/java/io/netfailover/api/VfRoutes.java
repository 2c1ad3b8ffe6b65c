package io.netfailover.api;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Scheduler;
import akka.actor.typed.javadsl.AskPattern;
import akka.pattern.StatusReply;
import io.netfailover.actors.HostAgent;
import io.netfailover.actors.MigrationBoard.VfStatus;
import io.netfailover.hypervisor.Domain;
import io.netfailover.journal.VfHolding;
import io.netfailover.types.DomainName;
import io.netfailover.types.PciAddress;
import io.netfailover.types.VfRef;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code /v1/vfs}: the pool of this host. */
record VfRoutes(Migrations migrations, Scheduler scheduler) {
    /** The agent looks for VFs and writes to its journal. */
    private static final Duration AGENT = Duration.ofSeconds(10);

    /**
     * @param state {@code free}, {@code reserved} or {@code in-use}
     * @param by who holds it, null when it is free
     */
    record Document(
            String pf,
            int index,
            PciAddress pci,
            String state,
            @Nullable String by) {
        static Document of(VfRef vf, Optional<VfHolding> holding) {
            return new Document(
                    vf.pf(),
                    vf.index(),
                    vf.pci(),
                    holding.map(held -> held.inUse() ? "in-use" : "reserved").orElse("free"),
                    holding.map(VfHolding::by).orElse(null));
        }
    }

    /** @return whether there is such a route */
    boolean route(Exchange exchange, String caller) {
        switch (exchange.shape() + exchange.part(2)) {
            case "GET vfs" ->
                exchange.answer(Map.of(
                        "vfs",
                        migrations.board().vfs().stream()
                                .map(vf -> Document.of(vf.vf(), vf.holding()))
                                .toList(),
                        "pfsWithoutLink",
                        migrations.board().pfsDown().stream().sorted().toList()));
            case "POST vfs///reserve" -> reserve(exchange, caller);
            case "POST vfs///release" -> release(exchange, caller);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static int index(Exchange exchange) {
        String text = exchange.part(1);
        if (!text.matches("[0-9]{1,5}")) {
            throw ApiProblem.usage("'" + text + "' is no index of a VF", "they are counted from 0");
        }
        return Integer.parseInt(text);
    }

    private void reserve(Exchange exchange, String caller) {
        String by = exchange.body().path("by").asText(); // first: who is still sending would not hear a refusal
        String pf = exchange.part(0);
        int index = index(exchange);
        try {
            new DomainName(by);
        } catch (IllegalArgumentException e) {
            throw ApiProblem.usage(
                    "it must be said for whom, by the name of a domain or by any other word: " + e.getMessage(),
                    "say --for NAME");
        }
        exchange.answerWith(
                this.<VfHolding>ask(replyTo -> new HostAgent.ReserveVf(pf, index, by, caller, replyTo)),
                holding -> Map.of("result", "reserved", "vf", Document.of(holding.vf(), Optional.of(holding))));
    }

    private void release(Exchange exchange, String caller) {
        String pf = exchange.part(0);
        int index = index(exchange);
        exchange.answerWith(
                unlessPluggedIn(pf, index)
                        .thenCompose(free ->
                                this.<Boolean>ask(replyTo -> new HostAgent.ReleaseVf(pf, index, caller, replyTo))),
                wasHeld -> Map.of("result", wasHeld ? "released" : "absent"));
    }

    /** A VF that is released can be given to another VM, so it must not be in one. */
    private CompletionStage<Boolean> unlessPluggedIn(String pf, int index) {
        Optional<VfHolding> inUse = migrations.board().vfs().stream()
                .filter(vf -> vf.vf().pf().equals(pf) && vf.vf().index() == index)
                .map(VfStatus::holding)
                .flatMap(Optional::stream)
                .filter(VfHolding::inUse)
                .findFirst();
        if (inUse.isEmpty()) {
            return CompletableFuture.completedStage(true);
        }
        VfHolding holding = inUse.get();
        return migrations
                .hypervisor()
                .domain(new DomainName(holding.by()), migrations.patience().hypervisor())
                .thenApply(domain -> {
                    if (domain.filter(found -> has(found, holding.vf())).isPresent()) {
                        throw ApiProblem.refused(
                                holding.vf() + " is plugged into " + holding.by(),
                                "detach it there first, or migrate the VM away");
                    }
                    return true;
                });
    }

    private static boolean has(Domain domain, VfRef vf) {
        return domain.nics().stream().anyMatch(nic -> nic.vf().equals(Optional.of(vf.pci())));
    }

    private <T> CompletionStage<T> ask(Function<ActorRef<StatusReply<T>>, HostAgent.Command> request) {
        return AskPattern.askWithStatus(migrations.agent(), request::apply, AGENT, scheduler);
    }
}
