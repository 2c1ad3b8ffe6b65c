package io.netfailover.bpf;

import io.netfailover.bpf.BpfCall.Command;
import io.netfailover.os.Libc;
import java.nio.file.Path;
import java.util.Optional;
import jnr.ffi.Pointer;

/**
 * A BPF map: an array that user space maps into its memory, or a per-CPU array of 64-bit counters. Once it is closed, only {@link #close()}
 * and what was mapped into memory may be used.
 */
public final class BpfMap implements AutoCloseable {
    /** BPF_MAP_TYPE_ARRAY and BPF_MAP_TYPE_PERCPU_ARRAY of enum bpf_map_type. */
    private static final int ARRAY = 2;

    private static final int PER_CPU_ARRAY = 6;

    /** BPF_F_MMAPABLE. */
    private static final int MMAPABLE = 1 << 10;

    private static final int KEY_BYTES = 4;
    private static final int INFO_BYTES = 80;

    private static final int CLOSED = -1;

    private int fd;
    private final int id;
    private final int type;
    private final int valueBytes;
    private final int entries;

    private BpfMap(int fd) {
        this.fd = fd;
        // struct bpf_map_info: type, id, key_size, value_size, max_entries
        Pointer info = BpfCall.info(fd, INFO_BYTES, "read what a BPF map is");
        this.type = info.getInt(0);
        this.id = info.getInt(4);
        this.valueBytes = info.getInt(12);
        this.entries = info.getInt(16);
    }

    /** One value of {@code valueBytes} that programs reach by address and user space by {@link #mapIntoMemory()}. */
    public static BpfMap sharedValue(String name, int valueBytes) {
        return create(name, ARRAY, valueBytes, 1, MMAPABLE);
    }

    /** Counters of 64 bits that each CPU increments for itself. */
    public static BpfMap perCpuCounters(String name, int entries) {
        return create(name, PER_CPU_ARRAY, Long.BYTES, entries, 0);
    }

    private static BpfMap create(String name, int type, int valueBytes, int entries, int flags) {
        return adopt(new BpfCall(Command.MAP_CREATE)
                .word(0, type)
                .word(4, KEY_BYTES)
                .word(8, valueBytes)
                .word(12, entries)
                .word(16, flags)
                .name(28, name)
                .runOrThrow("create BPF map " + name));
    }

    /** The map pinned at {@code path}, if one is. */
    public static Optional<BpfMap> openPinned(Path path) {
        return Pins.open(path).stream().mapToObj(BpfMap::adopt).findFirst();
    }

    private static BpfMap adopt(int fd) {
        try {
            return new BpfMap(fd);
        } catch (BpfException e) {
            Libc.C.close(fd);
            throw e;
        }
    }

    public void pin(Path path) {
        Pins.pin(fd(), path);
    }

    /** Takes a pin away; the map lives on while a program or a descriptor holds it. */
    public static void unpin(Path path) {
        Pins.unpin(path);
    }

    /** Whether this is what {@link #sharedValue} makes with that size. */
    public boolean isSharedValue(int bytes) {
        return type == ARRAY && valueBytes == bytes && entries == 1;
    }

    /** Whether this is what {@link #perCpuCounters} makes with that number of entries. */
    public boolean isPerCpuCounters(int count) {
        return type == PER_CPU_ARRAY && valueBytes == Long.BYTES && entries == count;
    }

    /** The kernel's number of this map. */
    public int id() {
        return id;
    }

    synchronized int fd() {
        if (fd == CLOSED) {
            throw new IllegalStateException("BPF map " + id + " is closed");
        }
        return fd;
    }

    /** The value of a {@link #sharedValue} map as memory; it stays mapped after the map is closed. */
    public SharedMemory mapIntoMemory() {
        return new SharedMemory(fd(), valueBytes);
    }

    /** Counter {@code index} of a {@link #perCpuCounters} map, added up over the CPUs. */
    public synchronized long sum(int index) {
        int cpus = PossibleCpus.COUNT;
        Pointer key = BpfCall.allocate(KEY_BYTES);
        key.putInt(0, index);
        Pointer values = BpfCall.allocate(cpus * Long.BYTES);
        new BpfCall(Command.MAP_LOOKUP_ELEM)
                .word(0, fd())
                .address(8, key)
                .address(16, values)
                .runOrThrow("read counter " + index + " of BPF map " + id);
        long sum = 0;
        for (int cpu = 0; cpu < cpus; cpu++) {
            sum += values.getLong((long) cpu * Long.BYTES);
        }
        return sum;
    }

    @Override
    public synchronized void close() {
        if (fd != CLOSED) {
            Libc.C.close(fd);
            fd = CLOSED;
        }
    }
}
