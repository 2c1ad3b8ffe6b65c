package io.netfailover.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end, never longer than a limit. */
public final class Command {
    /** Longer than any command of a lab takes on a loaded machine. */
    public static final Duration LIMIT = Duration.ofSeconds(30);

    private Command() {}

    /** How a program ended. */
    public record Outcome(List<String> command, int exit, String out, String err) {
        /** @throws LabException with the program's own words, unless it ended with 0 */
        public Outcome orFail() {
            if (exit != 0) {
                throw new LabException(String.join(" ", command) + " ended with " + exit + ": " + said());
            }
            return this;
        }

        /** What it said, errors first. */
        public String said() {
            return (err + " " + out).strip();
        }
    }

    public static Outcome run(String... command) {
        return run(new ProcessBuilder(command), LIMIT);
    }

    /** @throws LabException when it cannot be started, or has not ended in time (it is killed then) */
    public static Outcome run(ProcessBuilder builder, Duration limit) {
        return await(start(builder), builder.command(), limit);
    }

    static Process start(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new LabException("cannot start " + builder.command().get(0) + ": " + e.getMessage(), e);
        }
    }

    static Outcome await(Process process, List<String> command, Duration limit) {
        CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
        CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                kill(process.toHandle());
                throw new LabException("%s had not ended after %d s; it said: %s"
                        .formatted(
                                String.join(" ", command),
                                limit.toSeconds(),
                                soon(err).concat(soon(out)).strip()));
            }
            return new Outcome(List.copyOf(command), process.exitValue(), out.join(), err.join());
        } catch (InterruptedException e) {
            kill(process.toHandle());
            Thread.currentThread().interrupt();
            throw new LabException(String.join(" ", command) + " was interrupted", e);
        }
    }

    /** What a program that was killed has written; a child that it left behind may keep its pipe open. */
    private static String soon(CompletableFuture<String> text) {
        return text.completeOnTimeout("(unknown)", 1, TimeUnit.SECONDS).join();
    }

    /** SIGKILL to a process and to what it started; a launch script may sit between us and the program. */
    static void kill(ProcessHandle process) {
        List<ProcessHandle> family = process.descendants().toList();
        process.destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
