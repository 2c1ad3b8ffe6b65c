package io.netfailover.bpf;

import io.netfailover.bpf.BpfCall.Command;
import io.netfailover.os.Libc;
import io.netfailover.types.IfIndex;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import jnr.ffi.Pointer;

/** A loaded BPF program. Once it is closed, nothing but its id, tag and maps may be asked for. */
public final class BpfProgram implements AutoCloseable {
    private static final int LOG_BYTES = 256 * 1024;
    private static final int INSTRUCTION_BYTES = 8;
    private static final int INFO_BYTES = 80;
    private static final int MAX_MAPS = 16;

    /** ctx_in of BPF_PROG_TEST_RUN: {@code struct __sk_buff} up to ifindex, at offset 40. */
    private static final int CONTEXT_BYTES = 44;

    private static final int CONTEXT_IFINDEX = 40;

    private final int fd;
    private final int id;
    private final long tag;
    private final Set<Integer> mapIds = new HashSet<>();

    private BpfProgram(int fd) {
        this.fd = fd;
        // struct bpf_prog_info: type 0, id 4, tag 8, nr_map_ids 52, map_ids 56
        Pointer ids = BpfCall.allocate(MAX_MAPS * Integer.BYTES);
        Pointer info = BpfCall.allocate(INFO_BYTES);
        info.putInt(52, MAX_MAPS);
        info.putLong(56, ids.address());
        new BpfCall(Command.OBJ_GET_INFO_BY_FD)
                .word(0, fd)
                .word(4, INFO_BYTES)
                .address(8, info)
                .keeping(ids)
                .runOrThrow("read what a BPF program is");
        this.id = info.getInt(4);
        this.tag = info.getLong(8);
        for (int i = 0; i < Math.min(info.getInt(52), MAX_MAPS); i++) {
            mapIds.add(ids.getInt((long) i * Integer.BYTES));
        }
    }

    /**
     * Loads a program. The verifier is asked for its words only after a refusal, since writing them is slow.
     *
     * @param instructions of {@link Assembler#assemble()}
     * @param license what the kernel compares with its list of GPL-compatible licences
     * @throws BpfException with the verifier's log
     */
    public static BpfProgram load(ProgramType type, String name, byte[] instructions, String license) {
        int fd = loadCall(type, name, instructions, license).run();
        if (fd < 0) {
            Pointer log = BpfCall.allocate(LOG_BYTES);
            int again = loadCall(type, name, instructions, license)
                    .word(24, 1)
                    .word(28, LOG_BYTES)
                    .address(32, log)
                    .run();
            if (again < 0) {
                String words = log.getString(0, LOG_BYTES, StandardCharsets.US_ASCII);
                throw new BpfException("load BPF program " + name, -fd, words.strip());
            }
            fd = again;
        }
        return adopt(fd);
    }

    private static BpfCall loadCall(ProgramType type, String name, byte[] instructions, String license) {
        Pointer code = BpfCall.allocate(instructions.length);
        code.put(0, instructions, 0, instructions.length);
        return new BpfCall(Command.PROG_LOAD)
                .word(0, type.number())
                .word(4, instructions.length / INSTRUCTION_BYTES)
                .address(8, code)
                .text(16, license)
                .name(48, name);
    }

    /** The program pinned at {@code path}, if one is. */
    public static Optional<BpfProgram> openPinned(Path path) {
        return Pins.open(path).stream().mapToObj(BpfProgram::adopt).findFirst();
    }

    private static BpfProgram adopt(int fd) {
        try {
            return new BpfProgram(fd);
        } catch (BpfException e) {
            Libc.C.close(fd);
            throw e;
        }
    }

    public void pin(Path path) {
        Pins.pin(fd, path);
    }

    /** The kernel's number of this program, as {@code tc filter show} and TCA_BPF_ID tell it. */
    public int id() {
        return id;
    }

    /** A hash of the instructions without the maps they name: equal tags are equal programs. */
    public long tag() {
        return tag;
    }

    /** The maps it uses, by {@link BpfMap#id()}. */
    public Set<Integer> mapIds() {
        return Set.copyOf(mapIds);
    }

    /** For attaching; it stays owned by this object. */
    public int fd() {
        return fd;
    }

    /**
     * Runs the program once over a frame as if it had arrived on that link of the calling thread's network namespace
     * (BPF_PROG_TEST_RUN); nothing is sent, whatever the program returns. A link that is down serves too. Linux 5.10 and later.
     *
     * @param frame from the Ethernet header on, at least 14 bytes
     * @return what the program returned, TC_ACT_* for a classifier
     */
    public int testRun(IfIndex link, byte[] frame) {
        Pointer data = BpfCall.allocate(frame.length);
        data.put(0, frame, 0, frame.length);
        Pointer context = BpfCall.allocate(CONTEXT_BYTES);
        context.putInt(CONTEXT_IFINDEX, link.value());
        BpfCall call = new BpfCall(Command.PROG_TEST_RUN)
                .word(0, fd)
                .word(8, frame.length)
                .address(16, data)
                .word(32, 1)
                .word(40, CONTEXT_BYTES)
                .address(48, context);
        call.runOrThrow("run BPF program " + id + " on link " + link);
        return call.readWord(4);
    }

    @Override
    public void close() {
        Libc.C.close(fd);
    }
}
