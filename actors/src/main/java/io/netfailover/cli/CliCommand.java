package io.netfailover.cli;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What all commands have. */
abstract class CliCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    Cli cli() {
        if (spec == null) {
            throw new IllegalStateException("not parsed by picocli");
        }
        return (Cli) spec.root().userObject();
    }

    DaemonClient daemon() {
        return cli().daemon();
    }

    PrintStream out() {
        return cli().surroundings().out();
    }

    UnaryOperator<String> paint() {
        return cli().surroundings().colour() ? Colours::paint : UnaryOperator.identity();
    }

    /** The daemon's answer as it is, for programs. */
    Integer printJson(String body) {
        out().println(body.strip());
        return ExitCode.DONE.number;
    }

    Integer print(String text) {
        out().print(text);
        return ExitCode.DONE.number;
    }
}
