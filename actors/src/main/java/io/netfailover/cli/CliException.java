package io.netfailover.cli;

/** A command could not be done: what and why in the message, what to do in the advice. */
final class CliException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ExitCode exitCode;
    private final String advice;

    /** @param advice empty when there is nothing sensible to do */
    CliException(ExitCode exitCode, String message, String advice) {
        super(message, null, false, false);
        this.exitCode = exitCode;
        this.advice = advice;
    }

    ExitCode exitCode() {
        return exitCode;
    }

    String advice() {
        return advice;
    }
}
