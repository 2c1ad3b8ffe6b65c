package io.netfailover.cli;

/** What the program tells its caller; scripts rely on the numbers. */
enum ExitCode {
    DONE(0),
    FAILED(1),
    USAGE(2),
    /** A precondition did not hold; nothing was changed. */
    REFUSED(3),
    NOT_REACHABLE(4),
    TIMED_OUT(5);

    final int number;

    ExitCode(int number) {
        this.number = number;
    }
}
