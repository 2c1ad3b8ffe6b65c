package io.netfailover.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A daemon in a namespace with a home of its own, as a user meets it: the launch script, the command line, its JSON. */
public final class HostDaemon implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration READY_LIMIT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int LOG_LINES = 60;

    private final LabNamespace namespace;
    private final Path home;
    private @Nullable Process process;

    public HostDaemon(LabNamespace namespace, Path home) {
        this.namespace = namespace;
        this.home = home;
    }

    public Path home() {
        return home;
    }

    Path log() {
        return home.resolve("daemon.log");
    }

    /** Starts it and waits until it says that it is ready. */
    public Duration start() {
        long startNs = System.nanoTime();
        launch();
        while (System.nanoTime() - startNs < READY_LIMIT.toNanos()) {
            if (!isAlive()) {
                throw new LabException("the daemon of " + namespace.name() + " ended; its log ends:\n" + logTail());
            }
            Wait.pass(POLL);
            Optional<JsonNode> status = get("/v1/status");
            if (status.isPresent() && status.get().at("/daemon/ready").asBoolean()) {
                return Duration.ofNanos(System.nanoTime() - startNs);
            }
        }
        throw new LabException("the daemon of " + namespace.name() + " is not ready; its log ends:\n" + logTail());
    }

    /** Starts it; whether it becomes ready is another matter. */
    public void launch() {
        ProcessBuilder builder = new ProcessBuilder(
                        namespace.inside(List.of(Program.netfailover().toString(), "daemon")))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .redirectInput(new File("/dev/null"));
        builder.environment().put("NETFAILOVER_HOME", home.toString());
        process = Command.start(builder);
    }

    /** The answer to {@code GET target}; empty while nobody answers. */
    public Optional<JsonNode> get(String target) {
        return ApiSocket.get(home.resolve("run/api.sock"), target).map(HostDaemon::tree);
    }

    /** The answer to {@code POST target}, whether it was taken or refused; empty while nobody answers. */
    public Optional<JsonNode> post(String target, Map<String, ?> body) {
        try {
            return ApiSocket.post(home.resolve("run/api.sock"), target, JSON.writeValueAsString(body))
                    .map(HostDaemon::tree);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new LabException("no JSON: " + text, e);
        }
    }

    /** {@code netfailover} with these arguments, as a person at that host. */
    public Command.Outcome run(Duration limit, String... arguments) {
        List<String> command = new ArrayList<>(List.of(Program.netfailover().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(namespace.inside(command));
        builder.environment().putAll(Map.of("NETFAILOVER_HOME", home.toString()));
        return Command.run(builder, limit);
    }

    /** The same, that goes on beside the caller. */
    public Process begin(Path output, String... arguments) {
        List<String> command = new ArrayList<>(List.of(Program.netfailover().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(namespace.inside(command))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(new File("/dev/null"));
        builder.environment().put("NETFAILOVER_HOME", home.toString());
        return Command.start(builder);
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    public long pid() {
        if (process == null) {
            throw new LabException("the daemon of " + namespace.name() + " was never started");
        }
        return process.pid();
    }

    /** @param name as {@code STOP} or {@code CONT} */
    public void signal(String name) {
        Command.run("kill", "-" + name, Long.toString(pid())).orFail();
    }

    /** SIGKILL to it alone: VMs that it has started live on. Returns when it is dead. */
    public void kill() {
        if (process != null && process.isAlive()) {
            process.destroyForcibly();
            Leftovers.awaitEnd(List.of(process.toHandle()));
        }
    }

    /** SIGTERM, and SIGKILL when that does not help. */
    @Override
    public void close() {
        if (process == null || !process.isAlive()) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(40, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
        }
    }

    public String logTail() {
        try {
            List<String> lines = Files.readAllLines(log());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            return "(there is no log)";
        }
    }
}
