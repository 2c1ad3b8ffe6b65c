package io.netfailover.api;

import io.netfailover.journal.JournalException;
import io.netfailover.journal.JournalReader;
import io.netfailover.journal.MigrationOrder;
import io.netfailover.journal.MigrationView;
import io.netfailover.journal.NodeMessage.Answer;
import io.netfailover.journal.NodeMessage.CancelRequest;
import io.netfailover.journal.NodeMessage.MigrateRequest;
import io.netfailover.journal.NodeMessage.ResumeRequest;
import io.netfailover.journal.NodeMessage.ToMigration;
import io.netfailover.types.MigrationId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpStatus;

/** {@code /v1/migrations}: orders, and what has become of them. */
record MigrationRoutes(Migrations migrations) {
    /** @return whether there is such a route */
    boolean route(Exchange exchange, String caller) {
        switch (exchange.shape()) {
            case "GET migrations" ->
                exchange.answer(Map.of(
                        "migrations",
                        migrations.board().migrations().stream()
                                .map(MigrationDocument::of)
                                .toList()));
            case "GET migrations/" -> exchange.answer(MigrationDocument.of(view(id(exchange))));
            case "POST migrations" -> migrate(exchange, caller);
            case "POST migrations/" -> {
                if (!exchange.part(0).equals("dry-run")) {
                    return false;
                }
                dryRun(exchange);
            }
            case "DELETE migrations/" -> cancel(exchange, caller);
            case "POST migrations//" -> {
                switch (exchange.part(1)) {
                    case "cancel" -> cancel(exchange, caller);
                    case "resume" -> resume(exchange, caller);
                    default -> {
                        return false;
                    }
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static MigrationId id(Exchange exchange) {
        try {
            return MigrationId.parse(exchange.part(0));
        } catch (IllegalArgumentException e) {
            throw ApiProblem.usage(String.valueOf(e.getMessage()), "'netfailover migration list' shows them");
        }
    }

    /** This host's board first, which is newer; the cluster's journal has also those without a part of this host. */
    private MigrationView view(MigrationId id) {
        return migrations.board().migration(id).or(() -> journalled(id)).orElseThrow(() -> unknown(id));
    }

    private Optional<MigrationView> journalled(MigrationId id) {
        try (JournalReader journal = migrations.clusterJournal().get()) {
            return JournalledMigration.find(journal, id);
        } catch (JournalException e) {
            throw ApiProblem.notReachable(
                    "this host knows no migration " + id + ", and " + e.getMessage(),
                    "ask on the migration's source or destination, or see netfailover.fleet.database");
        }
    }

    private static ApiProblem unknown(MigrationId id) {
        return ApiProblem.notFound(
                "there is no migration " + id, "'netfailover migration list' shows those that this host has a part in");
    }

    private void migrate(Exchange exchange, String caller) {
        MigrationOrder order = OrderForm.read(exchange.body(), migrations);
        ifHere(order)
                .thenCompose(here ->
                        ask(request -> new MigrateRequest(request, migrations.self(), order, requestedBy(caller))))
                .whenComplete((answer, failure) -> {
                    if (failure != null) {
                        exchange.fail(failure);
                    } else {
                        exchange.answer(HttpStatus.ACCEPTED_202, Map.of("result", "taken", "id", answer.id()));
                    }
                });
    }

    private void dryRun(Exchange exchange) {
        MigrationOrder order = OrderForm.read(exchange.body(), migrations);
        exchange.answerWith(
                ifHere(order).thenCompose(here -> DryRun.of(order, migrations).walk()), document -> document);
    }

    /** A VM is ordered away by the host that it is on. */
    private CompletionStage<Boolean> ifHere(MigrationOrder order) {
        return migrations
                .hypervisor()
                .domain(order.domain(), migrations.patience().hypervisor())
                .thenApply(found -> {
                    if (found.isEmpty()) {
                        throw ApiProblem.refused(
                                "there is no domain " + order.domain() + " on " + migrations.self(),
                                "'netfailover domain list' shows them; call migrate on the host that runs it");
                    }
                    return true;
                });
    }

    private void cancel(Exchange exchange, String caller) {
        MigrationId id = id(exchange);
        exchange.answerWith(
                ask(request -> new CancelRequest(request, migrations.self(), id, requestedBy(caller))),
                answer -> Map.of("result", "cancelling", "id", id));
    }

    private void resume(Exchange exchange, String caller) {
        MigrationId id = id(exchange);
        exchange.answerWith(
                ask(request -> new ResumeRequest(request, migrations.self(), id, requestedBy(caller))),
                answer -> Map.of("result", "resuming", "id", id));
    }

    private String requestedBy(String caller) {
        return "host:" + migrations.self() + " " + caller;
    }

    /** Completes when it was taken. */
    private CompletionStage<Answer> ask(Function<String, ToMigration> question) {
        String request = migrations.board().newRequest();
        ToMigration message = question.apply(request);
        return Asking.until(
                        migrations.board().expectAnswer(request),
                        () -> migrations.fleet().toMigration(message),
                        () -> migrations.board().forget(request),
                        migrations.patience())
                .handle((answer, failure) -> {
                    if (failure != null && Exchange.cause(failure) instanceof TimeoutException) {
                        throw ApiProblem.timedOut(
                                "no answer from the fleet within "
                                        + migrations.patience().giveUp().toSeconds() + " s",
                                "it may still be taken: see 'netfailover migration list', and whether the other hosts"
                                        + " and the fleet's database can be reached");
                    } else if (failure != null) {
                        throw ApiProblem.failed(String.valueOf(failure.getMessage()), "the daemon's log says more");
                    } else if (!answer.taken()) {
                        throw ApiProblem.refused(answer.words(), answer.advice());
                    }
                    return answer;
                });
    }
}
