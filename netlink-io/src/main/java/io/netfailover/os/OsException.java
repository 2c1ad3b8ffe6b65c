package io.netfailover.os;

/** A system call failed. */
public final class OsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String errnoName;

    /**
     * @param operation what was tried, as a user would say it ({@code mount bpffs on /run/netfailover/bpf})
     * @param errno the number that the call left behind
     */
    public OsException(String operation, int errno) {
        super(operation + ": " + Errno.text(errno) + " (" + Errno.name(errno) + ")");
        this.errnoName = Errno.name(errno);
    }

    /** {@code EPERM}, {@code ENOENT} and so on. */
    public String errnoName() {
        return errnoName;
    }
}
