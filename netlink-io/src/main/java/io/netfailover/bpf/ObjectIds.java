package io.netfailover.bpf;

import io.netfailover.os.Errno;
import io.netfailover.os.Libc;
import io.netfailover.os.OsException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SortedSet;
import java.util.TreeSet;
import jnr.ffi.Pointer;

/** The ids of every eBPF object that the kernel has, whoever made it ({@code BPF_*_GET_NEXT_ID}, uapi/linux/bpf.h). Needs CAP_SYS_ADMIN. */
public final class ObjectIds {
    private static final long NR_BPF = System.getProperty("os.arch").equals("aarch64") ? 280 : 321;
    private static final int BPF_PROG_GET_NEXT_ID = 11;
    private static final int BPF_MAP_GET_NEXT_ID = 12;
    private static final int BPF_LINK_GET_NEXT_ID = 31;
    private static final int NEXT_ID = 4;
    private static final int LENGTH = 12;

    private ObjectIds() {}

    public static SortedSet<Integer> programs() {
        return walk(BPF_PROG_GET_NEXT_ID, "list eBPF programs");
    }

    public static SortedSet<Integer> maps() {
        return walk(BPF_MAP_GET_NEXT_ID, "list eBPF maps");
    }

    public static SortedSet<Integer> links() {
        return walk(BPF_LINK_GET_NEXT_ID, "list eBPF links");
    }

    private static SortedSet<Integer> walk(int command, String operation) {
        SortedSet<Integer> ids = new TreeSet<>();
        // The kernel answers with ever greater ids, so the walk ends.
        ByteBuffer attributes = ByteBuffer.allocateDirect(LENGTH).order(ByteOrder.nativeOrder());
        Pointer pointer = Pointer.wrap(Libc.RUNTIME, attributes);
        while (Libc.C.syscall(NR_BPF, command, pointer, LENGTH) == 0) {
            int id = attributes.getInt(NEXT_ID);
            ids.add(id);
            attributes.putInt(0, id).putInt(NEXT_ID, 0);
        }
        int errno = Libc.errno();
        if (!Errno.name(errno).equals("ENOENT")) {
            throw new OsException(operation, errno);
        }
        return ids;
    }
}
