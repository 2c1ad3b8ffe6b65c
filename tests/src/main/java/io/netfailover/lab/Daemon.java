package io.netfailover.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The daemon in a lab's guest, as a user meets it: the launch script, the command line, its JSON. */
public final class Daemon {
    private static final Duration READY_LIMIT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final int LOG_LINES = 40;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Lab lab;
    private final Path program;
    private final Path log;
    private @Nullable Process process;

    public Daemon(Lab lab, Path program) {
        this.lab = lab;
        this.program = program;
        this.log = lab.directory().resolve("daemon.log");
    }

    /**
     * Starts it and waits until it says that it is ready.
     *
     * @return how long that took
     * @throws LabException with the end of its log when it ends instead, or is not ready in 30 s
     */
    public Duration start() {
        long startNs = System.nanoTime();
        Process started = lab.start(lab.guest(), environment(), log, List.of(program.toString(), "daemon"));
        process = started;
        while (System.nanoTime() - startNs < READY_LIMIT.toNanos()) {
            if (!started.isAlive()) {
                throw new LabException(
                        "the daemon ended with " + started.exitValue() + "; its log ends:\n" + logTail());
            }
            if (isReady()) {
                lab.evidence().census().look();
                return Duration.ofNanos(System.nanoTime() - startNs);
            }
        }
        throw new LabException(
                "the daemon is not ready after " + READY_LIMIT.toSeconds() + " s; its log ends:\n" + logTail());
    }

    private boolean isReady() {
        Wait.pass(POLL);
        return ApiSocket.get(lab.home().resolve("run/api.sock"), "/v1/status")
                .map(status -> tree(status).at("/daemon/ready").asBoolean())
                .orElse(false);
    }

    /** SIGKILL; returns when it is dead. */
    public void kill() {
        Process victim = process;
        if (victim == null) {
            return;
        }
        lab.evidence().census().look();
        Command.kill(victim.toHandle());
        Leftovers.awaitEnd(List.of(victim.toHandle()));
    }

    /** SIGTERM; returns the exit code. */
    public int stop() throws InterruptedException {
        Process victim = process;
        if (victim == null) {
            return 0;
        }
        victim.destroy();
        if (!victim.waitFor(Command.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new LabException("the daemon does not end on SIGTERM; its log ends:\n" + logTail());
        }
        return victim.exitValue();
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** The process that was started last. */
    public long pid() {
        if (process == null) {
            throw new LabException("the daemon was never started");
        }
        return process.pid();
    }

    /** {@code netfailover} with these arguments, in the guest. */
    public Command.Outcome run(String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(lab.guest().inside(command));
        builder.environment().putAll(environment());
        return Command.run(builder, Command.LIMIT);
    }

    public JsonNode status() {
        return json(ask("status", "--json"));
    }

    /** @throws LabException with the end of the daemon's log when it has ended */
    private Command.Outcome ask(String... arguments) {
        Command.Outcome outcome = run(arguments);
        if (outcome.exit() != 0 && process != null && !process.isAlive()) {
            throw new LabException(
                    "the daemon has ended with " + process.exitValue() + "; its log ends:\n" + logTail());
        }
        return outcome.orFail();
    }

    /** The master in the status, or missing. */
    public JsonNode master(String name) {
        for (JsonNode master : status().path("masters")) {
            if (master.path("name").asText().equals(name)) {
                return master;
            }
        }
        return JSON.missingNode();
    }

    /** The events of one entity, oldest first; of all without one. */
    public List<JsonNode> events(String... entity) {
        List<String> arguments = new ArrayList<>(List.of("journal", "events"));
        arguments.addAll(List.of(entity));
        arguments.add("--json");
        List<JsonNode> events = new ArrayList<>();
        json(ask(arguments.toArray(String[]::new))).path("events").forEach(events::add);
        return events;
    }

    public Map<String, String> environment() {
        return Map.of("NETFAILOVER_HOME", lab.home().toString());
    }

    public String logTail() {
        try {
            List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            return "(" + e.getMessage() + ")";
        }
    }

    static JsonNode json(Command.Outcome outcome) {
        return tree(outcome.out());
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new LabException("no JSON: " + text, e);
        }
    }
}
