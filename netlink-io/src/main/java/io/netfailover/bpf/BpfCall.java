package io.netfailover.bpf;

import io.netfailover.os.Libc;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;

/**
 * One bpf(2) call: {@code union bpf_attr} of linux/bpf.h filled by offset. Memory that the attributes point to stays reachable until the
 * call has returned.
 */
final class BpfCall {
    /** enum bpf_cmd. */
    enum Command {
        MAP_CREATE(0),
        MAP_LOOKUP_ELEM(1),
        MAP_UPDATE_ELEM(2),
        PROG_LOAD(5),
        OBJ_PIN(6),
        OBJ_GET(7),
        PROG_TEST_RUN(10),
        OBJ_GET_INFO_BY_FD(15),
        LINK_CREATE(28),
        LINK_DETACH(34);

        private final int number;

        Command(int number) {
            this.number = number;
        }
    }

    /** Up to {@code bpf_attr.test.batch_size}; the kernel takes a longer attribute than it knows as long as the rest is zero. */
    private static final int ATTR_BYTES = 80;

    /** BPF_OBJ_NAME_LEN with its terminating zero. */
    private static final int NAME_BYTES = 16;

    /** The same number in asm/unistd.h of every architecture that took the generic table; x86-64 has its own. */
    private static final long SYS_BPF = System.getProperty("os.arch").equals("amd64") ? 321 : 280;

    private final Command command;
    private final Pointer attr = allocate(ATTR_BYTES);
    private final List<Pointer> referenced = new ArrayList<>();

    BpfCall(Command command) {
        this.command = command;
    }

    BpfCall word(int offset, int value) {
        attr.putInt(offset, value);
        return this;
    }

    BpfCall address(int offset, Pointer memory) {
        referenced.add(memory);
        attr.putLong(offset, memory.address());
        return this;
    }

    /** Keeps memory reachable that is pointed to from other memory. */
    BpfCall keeping(Pointer memory) {
        referenced.add(memory);
        return this;
    }

    BpfCall text(int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Pointer memory = allocate(bytes.length + 1);
        memory.put(0, bytes, 0, bytes.length);
        return address(offset, memory);
    }

    BpfCall path(int offset, Path path) {
        return text(offset, path.toAbsolutePath().toString());
    }

    /** The name of an object; what the kernel would refuse in one (anything but letters, digits, '_' and '.') becomes '_'. */
    BpfCall name(int offset, String name) {
        byte[] bytes = name.replaceAll("[^A-Za-z0-9_.]", "_").getBytes(StandardCharsets.US_ASCII);
        attr.put(offset, bytes, 0, Math.min(bytes.length, NAME_BYTES - 1));
        return this;
    }

    int readWord(int offset) {
        return attr.getInt(offset);
    }

    /** The result, a descriptor or zero; when negative, the errno with its sign turned. */
    int run() {
        try {
            long result = Libc.C.syscall(SYS_BPF, command.number, attr, ATTR_BYTES);
            return result < 0 ? -Libc.errno() : (int) result;
        } finally {
            Reference.reachabilityFence(referenced);
        }
    }

    /** @throws BpfException naming {@code operation} when the kernel refuses */
    int runOrThrow(String operation) {
        int outcome = run();
        if (outcome < 0) {
            throw new BpfException(operation, -outcome, "");
        }
        return outcome;
    }

    /**
     * What the kernel tells of the object behind a descriptor.
     *
     * @param bytes as many as the caller knows of the object's {@code struct bpf_*_info}
     */
    static Pointer info(int fd, int bytes, String operation) {
        Pointer info = allocate(bytes);
        new BpfCall(Command.OBJ_GET_INFO_BY_FD)
                .word(0, fd)
                .word(4, bytes)
                .address(8, info)
                .runOrThrow(operation);
        return info;
    }

    /** Zeroed memory outside the heap. */
    static Pointer allocate(int bytes) {
        return Memory.allocateDirect(Libc.RUNTIME, bytes, true);
    }
}
