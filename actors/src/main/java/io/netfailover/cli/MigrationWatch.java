package io.netfailover.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Follows one migration to its end: on a terminal in one line that is rewritten, else with a line for each step. The migration needs no
 * watcher: a daemon that goes meanwhile is waited for, and whoever interrupts is told how to go on.
 */
final class MigrationWatch {
    private static final Duration INTERVAL = Duration.ofMillis(250);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    /** A minute and more: a daemon that is restarted is back before. */
    private static final int MOST_FAILURES = 240;
    /** Half a minute: what is only late has come by then. */
    private static final int MOST_DEGRADED = 120;
    /** A day: the longest {@code --timeout}; what lasts longer goes on without us. */
    private static final int MOST_LOOKS = 24 * 3600 * 4;
    /** A longer line would be wrapped, and could not be rewritten. */
    private static final int COLUMNS = 79;

    private final Cli cli;
    private final String id;
    private final boolean json;
    private final PrintStream out;
    private final PrintStream err;
    private final boolean terminal;
    private final Set<String> told = new HashSet<>();
    private String body = "";
    private int failures;
    private int degraded;

    /** @param json says nothing until the end, and then all */
    MigrationWatch(Cli cli, String id, boolean json) {
        this.cli = cli;
        this.id = id;
        this.json = json;
        this.out = cli.surroundings().out();
        this.err = cli.surroundings().err();
        this.terminal = cli.surroundings().colour();
    }

    /** @throws CliException when it did not end as ordered */
    ExitCode follow() {
        Thread farewell = new Thread(this::leave, "farewell"); // run upon Ctrl-C
        Runtime.getRuntime().addShutdownHook(farewell);
        try {
            for (int look = 0; look < MOST_LOOKS; look++) {
                Json migration = look();
                if (!migration.isNull() && migration.optional("result").isPresent()) {
                    return ended(migration);
                } else if (migration.text("phase").equals("degraded") && ++degraded > MOST_DEGRADED) {
                    return degraded(migration);
                }
                Thread.sleep(INTERVAL.toMillis());
            }
            throw new CliException(
                    ExitCode.TIMED_OUT, "migration " + id + " is still under way", MigrationText.howToFollow(id));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            leave();
            return ExitCode.DONE;
        } finally {
            forget(farewell);
        }
    }

    private static void forget(Thread farewell) {
        try {
            Runtime.getRuntime().removeShutdownHook(farewell);
        } catch (IllegalStateException e) {
            // the JVM is ending, and it is running
        }
    }

    private void leave() {
        err.println((terminal ? "\n" : "") + "netfailover: migration " + id + " goes on without being watched");
        err.println("  " + MigrationText.howToFollow(id));
    }

    /** Null while the daemon does not answer, or does not know it yet. */
    private Json look() {
        try {
            body = cli.daemon(ANSWER).get("follow migration " + id, "/v1/migrations/" + DaemonClient.segment(id));
            failures = 0;
        } catch (CliException e) {
            if (++failures > MOST_FAILURES) {
                throw new CliException(
                        e.exitCode() == ExitCode.NOT_REACHABLE ? ExitCode.NOT_REACHABLE : ExitCode.TIMED_OUT,
                        String.valueOf(e.getMessage()),
                        "The migration goes on by itself. " + MigrationText.howToFollow(id));
            }
            tell("waiting for the daemon");
            return new Json(null);
        }
        Json migration = DaemonClient.parse(body);
        tellSteps(migration);
        tell(MigrationText.now(migration, cli.surroundings().clock().instant()));
        return migration;
    }

    private void tellSteps(Json migration) {
        if (terminal || json) {
            return;
        }
        for (Json step : migration.list("timeline")) {
            if (step.optional("ended").isPresent() && told.add(step.text("begun") + MigrationText.step(step))) {
                out.println(MigrationText.line(step));
            }
        }
        out.flush();
    }

    private void tell(String now) {
        if (terminal && !json) {
            rewrite(now.substring(0, Math.min(now.length(), COLUMNS)));
        }
    }

    /** ECMA-48: to the first column; erase to the end of the line. */
    private void rewrite(String line) {
        out.print("\r" + line + "\u001b[K");
        out.flush();
    }

    private ExitCode ended(Json migration) {
        finish();
        String result = migration.text("result");
        if (result.equals("completed")) {
            if (!json) {
                out.println(MigrationText.completed(migration));
            }
            return ExitCode.DONE;
        }
        throw new CliException(
                result.equals("refused") ? ExitCode.REFUSED : ExitCode.FAILED,
                "migration " + id + " " + MigrationText.fate(result) + ": " + migration.text("words"),
                migration.text("advice").isEmpty()
                        ? "'netfailover migration show " + id + "' shows each step."
                        : migration.text("advice"));
    }

    private ExitCode degraded(Json migration) {
        finish();
        String where = migration.text("order", "domain") + " runs on " + migration.text("order", "destination");
        err.println("netfailover: " + where + ", but degraded: " + MigrationText.lastFailure(migration));
        err.println("  It is retried until it succeeds: 'netfailover migration show " + id
                + "' follows it, 'netfailover migration resume " + id + "' tries at once.");
        return migration.text("order", "noVf").equals("degraded") ? ExitCode.DONE : ExitCode.FAILED;
    }

    private void finish() {
        if (json) {
            out.println(body.strip());
        } else if (terminal) {
            rewrite("");
        }
        out.flush();
    }
}
