package io.netfailover.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

/** One call of the client, as a shell would see it. */
record CliRun(int exitCode, String out, String err) {
    static final Instant NOW = Instant.parse("2026-11-23T06:00:00Z");

    static CliRun of(Path home, String... args) {
        return of(home, false, args);
    }

    /** For looking at commands without running them. */
    static Surroundings silent(Path home) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        return new Surroundings(
                nowhere, nowhere, Map.of("NETFAILOVER_HOME", home.toString()), Clock.fixed(NOW, ZoneOffset.UTC), false);
    }

    static CliRun of(Path home, boolean colour, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = Cli.run(
                new Surroundings(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Map.of("NETFAILOVER_HOME", home.toString()),
                        Clock.fixed(NOW, ZoneOffset.UTC),
                        colour),
                args);
        return new CliRun(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
