package io.netfailover;

/** The program cannot start; the message says what, why and what to do. */
final class StartException extends Exception {
    private static final long serialVersionUID = 1;

    /** The documented exit codes that a start can end with. */
    enum Exit {
        FAILED(1),
        USAGE(2),
        REFUSED(3);

        private final int code;

        Exit(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    private final Exit exit;

    StartException(Exit exit, String message) {
        super(message);
        this.exit = exit;
    }

    Exit exit() {
        return exit;
    }
}
