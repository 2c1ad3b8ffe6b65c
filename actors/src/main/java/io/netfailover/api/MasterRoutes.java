package io.netfailover.api;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.AskPattern;
import akka.pattern.StatusReply;
import com.fasterxml.jackson.databind.JsonNode;
import io.netfailover.actors.HostGuardian;
import io.netfailover.actors.Inventory;
import io.netfailover.actors.MasterProtocol.Outcome;
import io.netfailover.actors.MasterRequest;
import io.netfailover.actors.MasterStatus;
import io.netfailover.actors.PolicySettings;
import io.netfailover.actors.StatusBoard;
import io.netfailover.journal.MasterPolicy;
import io.netfailover.types.Layout;
import io.netfailover.types.MasterName;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Steering;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpStatus;

/** {@code /v1/masters}: reading answers from the status board, changing asks the inventory and answers when it has an outcome. */
record MasterRoutes(DaemonView daemon) {
    /** An effect's own deadline answers first; this is for an actor that never does. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(24);

    /** @return whether there is such a route */
    boolean route(Exchange exchange, String caller) {
        StatusBoard board = daemon.host().board();
        String name = exchange.part(0);
        switch (exchange.shape()) {
            case "GET masters" -> exchange.answer(Map.of("masters", board.masters()));
            case "GET masters/" ->
                exchange.answer(
                        board.master(name).orElseThrow(() -> ApiProblem.missing("failover master", name, "master")));
            case "POST masters" -> create(exchange, caller);
            case "POST masters//" -> {
                if (!exchange.part(1).equals("confirm")) {
                    return false;
                }
                confirm(exchange, name, caller);
            }
            case "DELETE masters/" -> destroy(exchange, name, caller);
            case "PATCH masters/" -> setPolicy(exchange, name, caller);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void create(Exchange exchange, String caller) {
        MasterRequest wanted = request(exchange.body());
        ask(replyTo -> new Inventory.CreateMaster(wanted, caller, replyTo)).whenComplete((outcome, failure) -> {
            if (failure != null) {
                exchange.fail(failure);
                return;
            }
            exchange.answer(
                    outcome == Outcome.CREATED ? HttpStatus.CREATED_201 : HttpStatus.OK_200,
                    Map.of(
                            "result",
                            outcome,
                            "master",
                            daemon.host()
                                    .board()
                                    .master(wanted.name().value())
                                    .<Object>map(status -> status)
                                    .orElse(Map.of())));
        });
    }

    private static MasterRequest request(JsonNode body) {
        MasterName name = masterName(body.path("name").asText());
        String standby = body.path("standby").asText();
        if (standby.isEmpty()) {
            throw ApiProblem.usage("no standby is named", "say which link is always there: --standby IF");
        }
        return new MasterRequest(
                name,
                standby,
                Exchange.word("steering", body.path("steering").asText("auto"), Steering::parse),
                Exchange.word(
                        "rx",
                        body.path("rx").asText("open"),
                        text -> ReceiveRule.valueOf(text.toUpperCase(Locale.ROOT))),
                Exchange.word("layout", body.path("layout").asText("direct"), Layout::parse),
                confirmWithin(body.path("confirm").asText()));
    }

    private static Optional<Duration> confirmWithin(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            Duration time = Duration.parse(text);
            if (time.compareTo(SHORTEST) >= 0 && time.compareTo(LONGEST) <= 0) {
                return Optional.of(time);
            }
        } catch (DateTimeParseException e) {
            // said below
        }
        throw ApiProblem.usage("confirm is '" + text + "'", "write a time from 1s to 24h");
    }

    private void confirm(Exchange exchange, String text, String caller) {
        MasterName name = masterName(text);
        ask(replyTo -> new Inventory.ConfirmMaster(name, caller, replyTo)).whenComplete((outcome, failure) -> {
            if (failure != null) {
                exchange.fail(failure);
            } else if (outcome == Outcome.ABSENT) {
                exchange.fail(ApiProblem.missing("failover master", text, "master"));
            } else {
                exchange.answer(Map.of("result", outcome));
            }
        });
    }

    private void destroy(Exchange exchange, String text, String caller) {
        MasterName name = masterName(text);
        if (daemon.host()
                .board()
                .master(text)
                .filter(MasterStatus::madeByKernel)
                .isPresent()) {
            throw ApiProblem.refused(
                    "'" + text + "' is a master of the kernel's net_failover, not of ours",
                    "it goes with its virtio NIC");
        }
        exchange.answerWith(
                ask(replyTo -> new Inventory.DestroyMaster(name, caller, replyTo)),
                outcome -> Map.of("result", outcome));
    }

    private void setPolicy(Exchange exchange, String text, String caller) {
        MasterName name = masterName(text);
        Map<String, String> changes = new LinkedHashMap<>();
        exchange.body()
                .properties()
                .forEach(field -> changes.put(field.getKey(), field.getValue().asText()));
        try {
            PolicySettings.change(MasterPolicy.DEFAULT, changes); // what is wrong by itself is the caller's mistake
        } catch (IllegalArgumentException e) {
            throw ApiProblem.usage(String.valueOf(e.getMessage()), "see 'netfailover master set --help'");
        }
        exchange.answerWith(
                ask(replyTo -> new Inventory.SetPolicy(name, changes, caller, replyTo)),
                outcome -> Map.of(
                        "result",
                        outcome,
                        "policy",
                        daemon.host()
                                .board()
                                .master(name.value())
                                .map(MasterStatus::policy)
                                .orElse(Map.of())));
    }

    private CompletionStage<Outcome> ask(Function<ActorRef<StatusReply<Outcome>>, Inventory.Command> request) {
        return AskPattern.askWithStatus(
                daemon.system(),
                replyTo -> new HostGuardian.ToInventory(request.apply(replyTo)),
                daemon.host().effectDeadline().plus(GRACE),
                daemon.system().scheduler());
    }

    private static MasterName masterName(String text) {
        try {
            return new MasterName(text);
        } catch (IllegalArgumentException e) {
            throw ApiProblem.usage(String.valueOf(e.getMessage()), "choose a name that the kernel takes");
        }
    }
}
