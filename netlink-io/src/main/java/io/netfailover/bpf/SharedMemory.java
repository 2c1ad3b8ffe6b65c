package io.netfailover.bpf;

import io.netfailover.os.Errno;
import io.netfailover.os.Libc;
import jnr.ffi.Pointer;

/**
 * The value of a map as memory: programs see a store at once, and no system call is made. Aligned 32- and 64-bit stores are whole; their
 * order is the caller's affair ({@link java.lang.invoke.VarHandle#releaseFence()}).
 */
public final class SharedMemory implements AutoCloseable {
    /** PROT_READ | PROT_WRITE and MAP_SHARED of asm-generic/mman-common.h. */
    private static final int READ_WRITE = 3;

    private static final int SHARED = 1;
    private static final int PAGE_BYTES = 4096;

    private final Pointer memory;
    private final int mappedBytes;
    private final int bytes;
    private volatile boolean closed;

    SharedMemory(int fd, int bytes) {
        this.bytes = bytes;
        this.mappedBytes = (bytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
        this.memory = Libc.C.mmap(Pointer.wrap(Libc.RUNTIME, 0L), mappedBytes, READ_WRITE, SHARED, fd, 0);
        if (memory.address() == -1) {
            throw new BpfException("map a BPF array into memory", Libc.errno(), "");
        }
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
        if (closed) {
            throw new IllegalStateException("the BPF array is no longer mapped");
        }
        if (offset < 0 || offset + width > bytes || offset % width != 0) {
            throw new IndexOutOfBoundsException("offset " + offset + " of a BPF array of " + bytes + " bytes");
        }
    }

    /** No other thread may be in, or enter, one of the other methods meanwhile. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            int outcome = Libc.C.munmap(memory, mappedBytes);
            if (outcome < 0) {
                throw new IllegalStateException("unmap a BPF array: " + Errno.text(Libc.errno()));
            }
        }
    }
}
