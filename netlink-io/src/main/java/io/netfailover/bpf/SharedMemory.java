package io.netfailover.bpf;

import io.netfailover.os.Libc;
import jnr.ffi.Pointer;

/**
 * The value of a map as memory: programs see a store at once, and no system call is made. Aligned 32- and 64-bit stores are whole; their
 * order is the caller's affair ({@link java.lang.invoke.VarHandle#releaseFence()}). Every method may be called at any time from any
 * thread, also after {@link #close()}: then it reaches memory that nobody else sees.
 */
public final class SharedMemory implements AutoCloseable {
    // asm-generic/mman-common.h
    private static final int PROT_READ = 1;
    private static final int PROT_WRITE = 2;
    private static final int MAP_SHARED = 0x01;
    private static final int MAP_PRIVATE = 0x02;
    private static final int MAP_FIXED = 0x10;
    private static final int MAP_ANONYMOUS = 0x20;

    private static final int PAGE_BYTES = 4096;

    private final Pointer memory;
    private final int mappedBytes;
    private final int bytes;

    SharedMemory(int fd, int bytes) {
        this.bytes = bytes;
        this.mappedBytes = (bytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
        this.memory = map(Pointer.wrap(Libc.RUNTIME, 0L), MAP_SHARED, fd);
    }

    private Pointer map(Pointer address, int flags, int fd) {
        Pointer mapped = Libc.C.mmap(address, mappedBytes, PROT_READ | PROT_WRITE, flags, fd, 0);
        if (mapped.address() == -1) {
            throw new BpfException("map a BPF array into memory", Libc.errno(), "");
        }
        return mapped;
    }

    public void putInt(int offset, int value) {
        check(offset, Integer.BYTES);
        memory.putInt(offset, value);
    }

    public void putLong(int offset, long value) {
        check(offset, Long.BYTES);
        memory.putLong(offset, value);
    }

    public int getInt(int offset) {
        check(offset, Integer.BYTES);
        return memory.getInt(offset);
    }

    public long getLong(int offset) {
        check(offset, Long.BYTES);
        return memory.getLong(offset);
    }

    /** A store outside the mapping would end the process, so it is refused here. */
    private void check(int offset, int width) {
        if (offset < 0 || offset + width > bytes || offset % width != 0) {
            throw new IndexOutOfBoundsException("offset " + offset + " of a BPF array of " + bytes + " bytes");
        }
    }

    /**
     * Lets go of the map. Another thread may be storing at this moment and must neither wait nor fault: so the address is not given back
     * but covered, in one step, with an empty page, which stays.
     */
    @Override
    public void close() {
        map(memory, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1);
    }
}
