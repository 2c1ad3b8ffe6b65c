package io.netfailover.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "log",
        description = "The daemon's log.",
        subcommands = LogCommands.SetLevel.class,
        footer = {"", "Examples:", "  netfailover log level io.netfailover DEBUG"})
final class LogCommands extends Noun {
    /** As {@code netfailover.log.level} has them. */
    enum Level {
        TRACE,
        DEBUG,
        INFO,
        WARN,
        ERROR
    }

    @Command(
            name = "level",
            description = "Change how much one logger says, until the daemon ends.",
            footer = {
                "",
                "Examples:",
                "  netfailover log level io.netfailover DEBUG",
                "  netfailover log level ROOT INFO"
            })
    static final class SetLevel extends CliCommand {
        @Parameters(index = "0", paramLabel = "LOGGER", description = "A package or class of the program, or ROOT.")
        private String logger = "";

        @Parameters(index = "1", paramLabel = "LEVEL", description = "${COMPLETION-CANDIDATES}.")
        private Level level = Level.INFO;

        @Override
        public Integer call() {
            daemon().request(
                            "set the level of " + logger,
                            "PUT",
                            "/v1/loggers/" + DaemonClient.segment(logger),
                            Json.object(Map.of("level", level.name())));
            return print("logger " + logger + " is at " + level.name() + "\n");
        }
    }
}
