package io.netfailover.bpf;

import io.netfailover.os.Errno;

/** bpf(2) refused something, or the kernel lacks what a program needs. */
public final class BpfException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String errnoName;
    private final String verifierLog;

    /**
     * @param operation what was tried, as a user would say it ({@code load program nf_tx})
     * @param errno the number that the call left behind
     * @param verifierLog what the verifier said, empty when it was not asked
     */
    BpfException(String operation, int errno, String verifierLog) {
        super(operation + ": " + Errno.text(errno) + " (" + Errno.name(errno) + ")"
                + (verifierLog.isEmpty() ? "" : "; the verifier says:\n" + verifierLog));
        this.errnoName = Errno.name(errno);
        this.verifierLog = verifierLog;
    }

    BpfException(String message) {
        super(message);
        this.errnoName = "";
        this.verifierLog = "";
    }

    /** {@code EPERM}, {@code ENOENT} and so on; empty when no system call failed. */
    public String errnoName() {
        return errnoName;
    }

    /** The verifier's log, empty when the operation was not the loading of a program. */
    public String verifierLog() {
        return verifierLog;
    }
}
