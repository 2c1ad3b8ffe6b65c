package io.netfailover.cli;

import java.util.function.Function;
import picocli.CommandLine.Option;

/** A command that asks and shows: for people as text, with {@code --json} the daemon's answer as it is. */
abstract class ReadingCommand extends CliCommand {
    @Option(
            names = {"-j", "--json"},
            description = "Print JSON (docs/reference/json.md).")
    private boolean json;

    boolean asJson() {
        return json;
    }

    /** @param what for the error, as {@code list links} */
    Integer show(String what, String target, Function<Json, String> text) {
        String body = daemon().get(what, target);
        return json ? printJson(body) : print(text.apply(DaemonClient.parse(body)));
    }
}
