package io.netfailover.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that only holds verbs. */
abstract class Noun implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec == null) {
            throw new IllegalStateException("not parsed by picocli");
        }
        throw new ParameterException(spec.commandLine(), "a command is missing after '" + spec.qualifiedName() + "'");
    }
}
