package io.netfailover.api;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.AskPattern;
import akka.pattern.StatusReply;
import com.fasterxml.jackson.databind.JsonNode;
import io.netfailover.actors.FailoverMaster.Outcome;
import io.netfailover.actors.HostGuardian;
import io.netfailover.actors.Inventory;
import io.netfailover.actors.OverdueException;
import io.netfailover.actors.RefusedException;
import io.netfailover.config.Logging;
import io.netfailover.config.Settings;
import io.netfailover.types.MasterName;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Steering;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Routes {@code /v1/...}: reading answers from the status board, changing asks the inventory and answers when it has an outcome. */
final class ApiHandler extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(ApiHandler.class);

    /** An effect's own deadline answers first; this is for an actor that never does. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final DaemonView daemon;
    private final PeerCredentials credentials;
    private final MonitorStream monitors;

    ApiHandler(DaemonView daemon, PeerCredentials credentials, MonitorStream monitors) {
        this.daemon = daemon;
        this.credentials = credentials;
        this.monitors = monitors;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        try {
            String caller = credentials.authorise(request);
            String[] path = Request.getPathInContext(request).split("/", -1);
            List<String> names = Arrays.asList(path).subList(1, path.length);
            route(request.getMethod(), names, caller, request, response, callback);
        } catch (ApiProblem problem) {
            answer(response, callback, problem.status(), problem.document());
        } catch (RuntimeException e) {
            LOG.error("{} {}", request.getMethod(), request.getHttpURI(), e);
            fail(response, callback, e);
        }
        return true;
    }

    private void route(
            String method, List<String> path, String caller, Request request, Response response, Callback callback) {
        String first = path.size() > 1 && path.get(0).equals("v1") ? path.get(1) : "";
        String name = path.size() == 3 ? path.get(2) : "";
        switch (method + " " + first + "/".repeat(Math.max(0, path.size() - 2))) {
            case "GET status" -> answer(response, callback, HttpStatus.OK_200, status());
            case "GET netdevs" ->
                answer(
                        response,
                        callback,
                        HttpStatus.OK_200,
                        Map.of("netdevs", daemon.host().board().netdevs()));
            case "GET netdevs/" ->
                answer(
                        response,
                        callback,
                        HttpStatus.OK_200,
                        daemon.host().board().netdev(name).orElseThrow(() -> missing("link", name, "netdev")));
            case "GET masters" ->
                answer(
                        response,
                        callback,
                        HttpStatus.OK_200,
                        Map.of("masters", daemon.host().board().masters()));
            case "GET masters/" ->
                answer(
                        response,
                        callback,
                        HttpStatus.OK_200,
                        daemon.host()
                                .board()
                                .master(name)
                                .orElseThrow(() -> missing("failover master", name, "master")));
            case "POST masters" -> createMaster(body(request), caller, response, callback);
            case "DELETE masters/" -> destroyMaster(name, caller, response, callback);
            case "GET monitor" -> monitors.serve(response, callback);
            case "GET journal/" ->
                answer(response, callback, HttpStatus.OK_200, events(Request.extractQueryParameters(request)));
            case "PUT loggers/" -> setLevel(name, body(request), response, callback);
            default ->
                throw ApiProblem.notFound(
                        "there is no " + method + " " + request.getHttpURI().getPath(), "see docs/reference/json.md");
        }
    }

    private static ApiProblem missing(String what, String name, String noun) {
        return ApiProblem.notFound(
                "there is no " + what + " '" + name + "'", "'netfailover " + noun + " list' shows what there is");
    }

    private StatusDocument status() {
        var receiver = daemon.receiver().get();
        var netlink = daemon.host().board().netlink();
        var statistics = daemon.journal().statistics();
        Instant now = daemon.host().clock().instant();
        Instant lastEvent = receiver.lastMessageNanos() == 0
                ? null
                : now.minusNanos(System.nanoTime() - receiver.lastMessageNanos());
        return new StatusDocument(
                new StatusDocument.Daemon(
                        ProcessHandle.current().pid(),
                        daemon.version(),
                        Runtime.version().toString(),
                        daemon.settings().home().directory().toString(),
                        daemon.host().identity().bootId(),
                        daemon.host().identity().netnsCookie(),
                        daemon.startedAt(),
                        Duration.between(daemon.startedAt(), now).toMillis() / 1e3,
                        daemon.host().board().ready()),
                new StatusDocument.Netlink(
                        netlink.synced(),
                        netlink.links(),
                        receiver.messages(),
                        receiver.overruns(),
                        netlink.resyncs(),
                        netlink.corrected(),
                        receiver.malformed(),
                        receiver.receiveBufferBytes(),
                        lastEvent),
                daemon.host().board().steering(),
                new StatusDocument.Journal(
                        statistics.eventCount(),
                        statistics.entityCount(),
                        statistics.bytesOnDisk(),
                        statistics.schemaVersion()),
                daemon.host().board().masters(),
                daemon.host().board().netdevs());
    }

    private JournalView.Events events(Fields query) {
        String entity = query.getValue("entity");
        String since = query.getValue("since");
        try {
            return JournalView.read(
                    daemon.journal(),
                    entity == null ? "" : entity,
                    since == null ? Instant.EPOCH : Instant.parse(since));
        } catch (DateTimeException e) {
            throw ApiProblem.usage("since=" + since + " is no instant", "write 2026-11-23T06:00:00Z");
        }
    }

    private void createMaster(JsonNode request, String caller, Response response, Callback callback) {
        MasterName name = masterName(request.path("name").asText());
        String standby = request.path("standby").asText();
        if (standby.isEmpty()) {
            throw ApiProblem.usage("no standby is named", "say which link is always there: --standby IF");
        }
        Steering steering = word("steering", request.path("steering").asText("auto"), Steering::parse);
        ReceiveRule rule = word(
                "rx", request.path("rx").asText("open"), text -> ReceiveRule.valueOf(text.toUpperCase(Locale.ROOT)));
        if (!request.path("layout").asText("direct").equals("direct")) {
            throw ApiProblem.usage("unknown layout '" + request.path("layout").asText() + "'", "use direct");
        }
        ask(replyTo -> new Inventory.CreateMaster(name, standby, steering, rule, caller, replyTo))
                .whenComplete((outcome, failure) -> {
                    if (failure != null) {
                        fail(response, callback, failure);
                        return;
                    }
                    answer(
                            response,
                            callback,
                            outcome == Outcome.CREATED ? HttpStatus.CREATED_201 : HttpStatus.OK_200,
                            Map.of(
                                    "result",
                                    outcome,
                                    "master",
                                    daemon.host()
                                            .board()
                                            .master(name.value())
                                            .<Object>map(status -> status)
                                            .orElse(Map.of())));
                });
    }

    private void destroyMaster(String text, String caller, Response response, Callback callback) {
        MasterName name = masterName(text);
        ask(replyTo -> new Inventory.DestroyMaster(name, caller, replyTo)).whenComplete((outcome, failure) -> {
            if (failure != null) {
                fail(response, callback, failure);
            } else {
                answer(response, callback, HttpStatus.OK_200, Map.of("result", outcome));
            }
        });
    }

    private CompletionStage<Outcome> ask(Function<ActorRef<StatusReply<Outcome>>, Inventory.Command> request) {
        return AskPattern.askWithStatus(
                daemon.system(),
                replyTo -> new HostGuardian.ToInventory(request.apply(replyTo)),
                daemon.host().effectDeadline().plus(GRACE),
                daemon.system().scheduler());
    }

    private void setLevel(String logger, JsonNode request, Response response, Callback callback) {
        Settings.Level level = word(
                "level", request.path("level").asText(), text -> Settings.Level.valueOf(text.toUpperCase(Locale.ROOT)));
        Logging.setLevel(logger, level);
        LOG.info("logger {} set to {}", logger, level);
        answer(response, callback, HttpStatus.OK_200, Map.of("logger", logger, "level", level.name()));
    }

    private static MasterName masterName(String text) {
        try {
            return new MasterName(text);
        } catch (IllegalArgumentException e) {
            throw ApiProblem.usage(String.valueOf(e.getMessage()), "choose a name that the kernel takes");
        }
    }

    private static <T> T word(String key, String text, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw ApiProblem.usage("unknown " + key + " '" + text + "'", "see 'netfailover --help'");
        }
    }

    private static JsonNode body(Request request) {
        try {
            return ApiJson.object(Content.Source.asString(request, StandardCharsets.UTF_8));
        } catch (java.io.IOException e) {
            throw ApiProblem.usage("the request's body cannot be read: " + e.getMessage(), "send a JSON object");
        }
    }

    private static void fail(Response response, Callback callback, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        ApiProblem problem;
        if (cause instanceof RefusedException refused) {
            problem = ApiProblem.refused(String.valueOf(refused.getMessage()), refused.advice());
        } else if (cause instanceof OverdueException || cause instanceof TimeoutException) {
            problem = ApiProblem.timedOut(
                    String.valueOf(cause.getMessage()), "it may still be done: see 'netfailover status'");
        } else {
            problem = ApiProblem.failed(String.valueOf(cause.getMessage()), "the daemon's log says more");
        }
        answer(response, callback, problem.status(), problem.document());
    }

    private static void answer(Response response, Callback callback, int status, Object document) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        Content.Sink.write(response, true, ApiJson.write(document) + "\n", callback);
    }
}
