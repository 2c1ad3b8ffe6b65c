package io.netfailover.os;

/** How soon a thread gets a CPU when others want one too (setpriority(2) and
 * sched_setscheduler(2), which on Linux are for one thread). */
public final class ThreadPriority {
    private static final int PRIO_PROCESS = 0;
    private static final int CALLING_THREAD = 0;
    private static final int FIRST = -20;

    /** {@code SCHED_FIFO}, and {@code SCHED_RESET_ON_FORK}: threads that this one starts are ordinary ones. */
    private static final int FIFO_FOR_THIS_ONE_ALONE = 1 | 0x40000000;

    /** The highest priority of {@code SCHED_FIFO}. */
    public static final int HIGHEST_REAL_TIME = 99;

    private ThreadPriority() {}

    /**
     * Before all ordinary threads, for the calling one.
     *
     * @return false when CAP_SYS_NICE is missing; then nothing has changed
     */
    public static boolean raise() {
        return Libc.C.setpriority(PRIO_PROCESS, CALLING_THREAD, FIRST) == 0;
    }

    /**
     * SCHED_FIFO for the calling thread: it runs whenever it can, before all threads without real-time priority, until it waits.
     *
     * @param priority 1 to {@value #HIGHEST_REAL_TIME}, the highest first
     * @throws OsException EPERM without CAP_SYS_NICE where RLIMIT_RTPRIO does not allow it, or in a cgroup without real-time budget
     */
    public static void makeRealTime(int priority) {
        if (priority < 1 || priority > HIGHEST_REAL_TIME) {
            throw new IllegalArgumentException("a real-time priority is 1 to " + HIGHEST_REAL_TIME + ": " + priority);
        }
        if (Libc.C.sched_setscheduler(CALLING_THREAD, FIFO_FOR_THIS_ONE_ALONE, new int[] {priority}) < 0) {
            throw new OsException(
                    "give thread " + Thread.currentThread().getName() + " the real-time priority " + priority,
                    Libc.errno());
        }
    }
}
