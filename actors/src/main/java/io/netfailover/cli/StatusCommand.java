package io.netfailover.cli;

import java.io.PrintStream;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        description = "Show the daemon, its masters, and what it knows.",
        footer = {
            "",
            "Examples:",
            "  netfailover status",
            "  netfailover status --watch",
            "  netfailover status --json | jq '.masters[].path'"
        })
final class StatusCommand extends CliCommand {
    private static final Duration WATCH_INTERVAL = Duration.ofSeconds(1);
    private static final String CLEAR_SCREEN = "\u001b[H\u001b[2J";

    @Option(
            names = {"-j", "--json"},
            description = "Print JSON (docs/reference/json.md).")
    private boolean json;

    @Option(
            names = {"-w", "--watch"},
            description = "Show it anew each second until interrupted, also across restarts of the daemon.")
    private boolean watch;

    @Override
    public Integer call() {
        String first = picture();
        return watch ? watch(first) : print(first);
    }

    private String picture() {
        String body = daemon().get("show the status", "/v1/status");
        return json ? body.strip() + "\n" : StatusText.of(DaemonClient.parse(body), paint());
    }

    private Integer watch(String first) {
        PrintStream out = out();
        String picture = first;
        try {
            // checkError flushes, and tells that nobody reads any more (a pipe that was closed).
            while (true) {
                out.print(cli().surroundings().colour() && !json ? CLEAR_SCREEN + picture : picture);
                if (out.checkError()) {
                    return ExitCode.DONE.number;
                }
                Thread.sleep(WATCH_INTERVAL.toMillis());
                picture = pictureOrComplaint();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.DONE.number;
        }
    }

    /** A watching operator wants to see the daemon go and come back. */
    private String pictureOrComplaint() {
        try {
            return picture();
        } catch (CliException e) {
            if (json) {
                throw e;
            }
            return e.getMessage() + "\n";
        }
    }
}
