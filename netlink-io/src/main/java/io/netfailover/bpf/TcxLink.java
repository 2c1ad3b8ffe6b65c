package io.netfailover.bpf;

import io.netfailover.bpf.BpfCall.Command;
import io.netfailover.os.Libc;
import io.netfailover.types.IfIndex;
import java.nio.file.Path;
import java.util.Optional;
import jnr.ffi.Pointer;

/**
 * A program attached to a network link by a BPF link (tcx, Linux 6.6): asked before all filters of clsact, and as long as a pin or a
 * descriptor holds the BPF link, or until the network link is gone.
 */
public final class TcxLink implements AutoCloseable {
    /** enum bpf_attach_type. */
    public enum Hook {
        /** BPF_TCX_INGRESS: frames that the link received. */
        INGRESS(46),
        /** BPF_TCX_EGRESS: frames that the link is about to send. */
        EGRESS(47);

        private final int number;

        Hook(int number) {
            this.number = number;
        }
    }

    /** {@code struct bpf_link_info} up to what a tcx link tells: prog_id 8, tcx.ifindex 16. */
    private static final int INFO_BYTES = 24;

    private static final int ENOLINK = 67;

    private final int fd;
    private final int programId;
    private final int link;

    private TcxLink(int fd) {
        this.fd = fd;
        Pointer info = BpfCall.info(fd, INFO_BYTES, "read what a BPF link is");
        this.programId = info.getInt(8);
        this.link = info.getInt(16);
    }

    /**
     * Attaches behind the tcx programs that the link has.
     *
     * @param link of the calling thread's network namespace
     * @throws BpfException before Linux 6.6 with EINVAL
     */
    public static TcxLink attach(BpfProgram program, IfIndex link, Hook hook) {
        return adopt(new BpfCall(Command.LINK_CREATE)
                .word(0, program.fd())
                .word(4, link.value())
                .word(8, hook.number)
                .runOrThrow("attach a program to link " + link + " by tcx"));
    }

    /** The BPF link pinned at {@code path}, if one is. */
    public static Optional<TcxLink> openPinned(Path path) {
        return Pins.open(path).stream().mapToObj(TcxLink::adopt).findFirst();
    }

    private static TcxLink adopt(int fd) {
        try {
            return new TcxLink(fd);
        } catch (BpfException e) {
            Libc.C.close(fd);
            throw e;
        }
    }

    public void pin(Path path) {
        Pins.pin(fd, path);
    }

    /** Detaches at once, whatever holds it; one whose network link has gone is detached already. */
    public void detach() {
        int outcome = new BpfCall(Command.LINK_DETACH).word(0, fd).run();
        if (outcome < 0 && outcome != -ENOLINK) {
            throw new BpfException("detach a program from link " + link, -outcome, "");
        }
    }

    /** Takes the pin away. */
    public static void unpin(Path path) {
        Pins.unpin(path);
    }

    /** Whether this program is asked there; false when the network link is gone, and has left this behind. */
    public boolean isOf(BpfProgram program, IfIndex wanted) {
        return programId == program.id() && link == wanted.value();
    }

    /** Detaches, unless it is pinned. */
    @Override
    public void close() {
        Libc.C.close(fd);
    }
}
