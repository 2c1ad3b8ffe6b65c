package io.netfailover.api;

import io.netfailover.actors.StatusBoard;
import io.netfailover.config.Logging;
import io.netfailover.config.MigrationSettings;
import io.netfailover.config.Settings;
import io.netfailover.journal.JournalReader;
import io.netfailover.types.HostName;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Routes {@code /v1/...}: reading answers from the status board, changing asks the inventory and answers when it has an outcome. */
final class ApiHandler extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(ApiHandler.class);

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
        Exchange exchange = new Exchange(request, response, callback);
        try {
            route(exchange, credentials.authorise(request));
        } catch (ApiProblem problem) {
            exchange.answer(problem.status(), problem.document());
        } catch (RuntimeException e) {
            LOG.error("{} {}", request.getMethod(), request.getHttpURI(), e);
            exchange.fail(e);
        }
        return true;
    }

    private void route(Exchange exchange, String caller) {
        boolean known = switch (exchange.noun()) {
            case "migrations" -> new MigrationRoutes(migrations()).route(exchange, caller);
            case "vfs" -> new VfRoutes(migrations(), daemon.system().scheduler()).route(exchange, caller);
            case "masters" -> new MasterRoutes(daemon).route(exchange, caller);
            case "alarms" -> new AlarmRoutes(daemon).route(exchange, caller);
            case "domains" -> new DomainRoutes(migrations(), daemon.host().board(), uplinks()).route(exchange);
            default -> routeOfHost(exchange);
        };
        if (!known) {
            throw ApiProblem.notFound(
                    "there is no " + exchange.method() + " "
                            + exchange.request().getHttpURI().getPath(),
                    "see docs/reference/json.md");
        }
    }

    private Migrations migrations() {
        return daemon.migrations()
                .orElseThrow(
                        () -> ApiProblem.refused(
                                "this host has no part in migrations: its configuration names no hypervisor",
                                "set netfailover.hypervisor.type, and netfailover.fleet.nodes for other hosts, then restart the daemon"));
    }

    private Set<String> uplinks() {
        return daemon.settings().migration().uplinks().stream()
                .map(MigrationSettings.Uplink::device)
                .collect(Collectors.toSet());
    }

    /** @return whether there is such a route */
    private boolean routeOfHost(Exchange exchange) {
        String name = exchange.part(0);
        StatusBoard board = daemon.host().board();
        switch (exchange.shape()) {
            case "GET status" -> exchange.answer(status());
            case "GET netdevs" -> exchange.answer(Map.of("netdevs", board.netdevs()));
            case "GET netdevs/" ->
                exchange.answer(board.netdev(name).orElseThrow(() -> ApiProblem.missing("link", name, "netdev")));
            case "GET monitor" -> monitors.serve(exchange.response(), exchange.callback());
            case "GET journal/" -> exchange.answer(events(Request.extractQueryParameters(exchange.request())));
            case "PUT loggers/" -> setLevel(exchange, name);
            default -> {
                return false;
            }
        }
        return true;
    }

    private StatusDocument.@Nullable Fleet fleet() {
        return daemon.migrations()
                .flatMap(migrations -> migrations.status().get())
                .map(status -> new StatusDocument.Fleet(
                        status.phase().name().toLowerCase(Locale.ROOT),
                        status.members().stream().map(HostName::value).toList(),
                        status.words()))
                .orElse(null);
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
                fleet(),
                daemon.host().board().alarms(),
                daemon.host().board().masters(),
                daemon.host().board().netdevs());
    }

    private JournalView.Events events(Fields query) {
        String entity = query.getValue("entity");
        String since = query.getValue("since");
        try {
            String wanted = entity == null ? "" : entity;
            Instant oldest = since == null ? Instant.EPOCH : Instant.parse(since);
            if (!JournalView.isOfTheFleet(wanted)) {
                return JournalView.read(daemon.journal(), wanted, oldest);
            }
            try (JournalReader fleet = migrations().clusterJournal().get()) {
                return JournalView.read(fleet, wanted, oldest);
            }
        } catch (DateTimeException e) {
            throw ApiProblem.usage("since=" + since + " is no instant", "write 2026-11-23T06:00:00Z");
        }
    }

    private void setLevel(Exchange exchange, String logger) {
        Settings.Level level = Exchange.word(
                "level",
                exchange.body().path("level").asText(),
                text -> Settings.Level.valueOf(text.toUpperCase(Locale.ROOT)));
        Logging.setLevel(logger, level);
        LOG.info("logger {} set to {}", logger, level);
        exchange.answer(Map.of("logger", logger, "level", level.name()));
    }
}
