package io.netfailover.os;

/** How soon a thread gets a CPU when others want one too (setpriority(2), which on Linux is for one thread). */
public final class ThreadPriority {
    private static final int PRIO_PROCESS = 0;
    private static final int CALLING_THREAD = 0;
    private static final int FIRST = -20;

    private ThreadPriority() {}

    /**
     * Before all ordinary threads, for the calling one.
     *
     * @return false when CAP_SYS_NICE is missing; then nothing has changed
     */
    public static boolean raise() {
        return Libc.C.setpriority(PRIO_PROCESS, CALLING_THREAD, FIRST) == 0;
    }
}
