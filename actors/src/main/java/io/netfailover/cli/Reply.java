package io.netfailover.cli;

/** What the daemon answered. */
record Reply(int status, String body) {
    boolean isSuccess() {
        return status >= 200 && status < 300;
    }
}
