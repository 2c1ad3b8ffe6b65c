package io.netfailover.cli;

import java.io.PrintStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "monitor",
        description = "Show what happens, as it happens, until interrupted.",
        footer = {
            "",
            "Examples:",
            "  netfailover monitor",
            "  netfailover monitor --json | jq 'select(.subject == \"ens10\")'"
        })
final class MonitorCommand extends CliCommand {
    @Option(
            names = {"-j", "--json"},
            description = "Print one JSON object a line (docs/reference/json.md).")
    private boolean json;

    /** Ends the stream when nobody reads what we print, as after {@code monitor | head -1}. */
    private static final class ReaderGoneException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @Override
    public Integer call() {
        PrintStream out = out();
        try {
            daemon().stream("monitor", "/v1/monitor", event -> {
                out.println(json ? event : text(DaemonClient.parse(event)));
                if (out.checkError()) {
                    throw new ReaderGoneException();
                }
            });
        } catch (ReaderGoneException e) {
            return ExitCode.DONE.number;
        }
        throw new CliException(
                ExitCode.NOT_REACHABLE,
                "the daemon ended the stream: it stops",
                "Start it again with 'netfailover daemon'.");
    }

    private static String text(Json event) {
        return event.time("at") + "  " + String.format("%-16s", event.text("kind")) + "  "
                + String.format("%-15s", event.text("subject")) + "  " + event.text("text");
    }
}
