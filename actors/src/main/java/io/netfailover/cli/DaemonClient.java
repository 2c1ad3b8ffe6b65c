package io.netfailover.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** The daemon's HTTP interface; every failure becomes a {@link CliException} that says what was tried, why it failed and what to do. */
final class DaemonClient {
    private final Path socket;
    private final Duration timeout;
    private final UnixHttp http;

    DaemonClient(Path socket, Duration timeout) {
        this.socket = socket;
        this.timeout = timeout;
        this.http = new UnixHttp(socket, timeout);
    }

    /** @param what the command in words, for the error: {@code show master ens10} */
    String get(String what, String target) {
        return request(what, "GET", target, "");
    }

    /** @param body empty for a request without one */
    String request(String what, String method, String target, String body) {
        Reply reply;
        try {
            reply = http.exchange(method, target, body);
        } catch (IOException e) {
            throw explained(what, e);
        }
        if (!reply.isSuccess()) {
            throw refused(what, reply);
        }
        return reply.body();
    }

    /** Every {@code data:} line of a stream of server-sent events, until the daemon ends it or {@code events} throws. */
    void stream(String what, String target, Consumer<String> events) {
        Reply reply;
        try {
            reply = http.stream(target, line -> {
                if (line.startsWith("data:")) {
                    events.accept(line.substring(5).strip());
                }
            });
        } catch (IOException e) {
            throw explained(what, e);
        }
        if (!reply.isSuccess()) {
            throw refused(what, reply);
        }
    }

    /** @throws CliException when the daemon's answer is not what this version expects */
    static Json parse(String body) {
        try {
            return Json.parse(body);
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.FAILED,
                    "the daemon's answer cannot be read: " + e.getMessage(),
                    "Are the daemon and this client of the same version? See 'netfailover --version'.");
        }
    }

    /** A name as part of a path. */
    static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private CliException explained(String what, IOException e) {
        String cannot = "cannot " + what + ": ";
        if (e instanceof UnixHttp.TimedOutException) {
            return new CliException(
                    ExitCode.TIMED_OUT,
                    cannot + "no answer from the daemon within " + timeout.toMillis() / 1000.0 + " s",
                    "What was asked for may still happen. Look at 'netfailover status' and the daemon's log; --timeout waits longer.");
        }
        if (Files.notExists(socket)) {
            return notReachable(
                    cannot + "the daemon is not reachable: there is no socket at " + socket,
                    "Start it with 'netfailover daemon'; if it has another home, set NETFAILOVER_HOME or use --socket.");
        }
        if (!Files.isWritable(socket)) {
            return notReachable(
                    cannot + "the daemon is not reachable: this user may not use " + socket,
                    "Try as root, or have this user's id added to netfailover.api.allowed-uids.");
        }
        if (e instanceof ConnectException) {
            return notReachable(
                    cannot + "the daemon is not reachable: nobody listens on " + socket + " (" + e.getMessage() + ")",
                    "It stopped or was killed; start it with 'netfailover daemon'.");
        }
        return new CliException(
                ExitCode.FAILED,
                cannot + "the connection to the daemon broke: "
                        + Optional.ofNullable(e.getMessage()).orElseGet(e::toString),
                "Look at the daemon's log, then try again.");
    }

    private static CliException notReachable(String message, String advice) {
        return new CliException(ExitCode.NOT_REACHABLE, message, advice);
    }

    private static CliException refused(String what, Reply reply) {
        Json error;
        try {
            error = Json.parse(reply.body());
        } catch (IOException e) {
            error = new Json(null);
        }
        String why = error.optional("message").orElse("the daemon answered with HTTP status " + reply.status());
        return new CliException(
                exitCode(reply.status(), error.text("error")),
                "cannot " + what + ": " + why,
                error.optional("advice").orElse(""));
    }

    private static ExitCode exitCode(int status, String error) {
        return switch (error) {
            case "usage" -> ExitCode.USAGE;
            case "refused" -> ExitCode.REFUSED;
            case "timed-out" -> ExitCode.TIMED_OUT;
            case "not-reachable" -> ExitCode.NOT_REACHABLE;
            case "failed" -> ExitCode.FAILED;
            default ->
                switch (status) {
                    case 400 -> ExitCode.USAGE;
                    case 403, 404, 409 -> ExitCode.REFUSED;
                    case 503 -> ExitCode.NOT_REACHABLE;
                    case 504 -> ExitCode.TIMED_OUT;
                    default -> ExitCode.FAILED;
                };
        };
    }
}
