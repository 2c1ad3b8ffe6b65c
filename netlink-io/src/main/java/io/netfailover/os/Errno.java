package io.netfailover.os;

/** Names and texts of errno numbers; nothing above the three walls ({@code netlink}, {@code bpf}, {@code os}) sees a number. */
public final class Errno {
    /** Linux has one number for two names; this is the one that its tools print. */
    private static final int EOPNOTSUPP = 95;

    private Errno() {}

    /** {@code ENODEV} for 19; {@code errno 4711} for a number without a name. */
    public static String name(int errno) {
        if (errno == EOPNOTSUPP) {
            return "EOPNOTSUPP";
        }
        jnr.constants.platform.Errno known = jnr.constants.platform.Errno.valueOf(errno);
        return known == jnr.constants.platform.Errno.__UNKNOWN_CONSTANT__ ? "errno " + errno : known.name();
    }

    /** The C library's words: {@code No such device}. */
    public static String text(int errno) {
        return jnr.constants.platform.Errno.valueOf(errno).description();
    }
}
