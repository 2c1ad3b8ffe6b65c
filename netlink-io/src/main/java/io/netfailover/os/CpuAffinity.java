package io.netfailover.os;

/** Which CPUs a thread may run on, sched_setaffinity(2). */
public final class CpuAffinity {
    /** {@code CPU_SETSIZE} of the C library. */
    private static final int MAX_CPUS = 1024;

    private CpuAffinity() {}

    /**
     * Lets the calling thread run on {@code cpu} alone.
     *
     * @param cpu 0 to 1023
     * @throws OsException EINVAL when there is no such CPU or the cpuset forbids it
     */
    public static void pinCurrentThread(int cpu) {
        if (cpu < 0 || cpu >= MAX_CPUS) {
            throw new IllegalArgumentException("a CPU number is 0 to " + (MAX_CPUS - 1) + ": " + cpu);
        }
        byte[] mask = new byte[MAX_CPUS / Byte.SIZE];
        mask[cpu / Byte.SIZE] = (byte) (1 << cpu % Byte.SIZE);
        if (Libc.C.sched_setaffinity(0, mask.length, mask) < 0) {
            throw new OsException("pin thread " + Thread.currentThread().getName() + " to CPU " + cpu, Libc.errno());
        }
    }
}
