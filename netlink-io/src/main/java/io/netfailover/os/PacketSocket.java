package io.netfailover.os;

import io.netfailover.types.IfIndex;
import io.netfailover.types.MacAddress;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Optional;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;

/**
 * Whole Ethernet frames of one ethertype, or of all, on one link of the network namespace where it was opened (packet(7)). Not for two threads at
 * once.
 */
public final class PacketSocket implements AutoCloseable {
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_PACKET = 263;
    private static final int PACKET_QDISC_BYPASS = 20;
    private static final int PACKET_IGNORE_OUTGOING = 23;
    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_FILTER = 26;

    /** ETH_P_ALL of linux/if_ether.h, for {@link #open}: the only one that sees what a bridge takes from its port. */
    public static final int EVERY_ETHER_TYPE = 3;

    // linux/bpf_common.h: BPF_LD with BPF_ABS, BPF_JMP | BPF_JEQ | BPF_K, BPF_RET | BPF_K
    private static final int LOAD_WORD = 0x20;
    private static final int LOAD_HALF = 0x28;
    private static final int LOAD_BYTE = 0x30;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;

    private static final int MSG_DONTWAIT = 0x40;
    private static final short POLLIN = 1;
    private static final int SOCKADDR_LL_BYTES = 20;
    private static final int MAX_FRAME_BYTES = 65_600;

    private final int fd;
    private final String link;
    private final Pointer buffer = Memory.allocateDirect(Libc.RUNTIME, MAX_FRAME_BYTES, true);

    private PacketSocket(int fd, String link) {
        this.fd = fd;
        this.link = link;
    }

    /**
     * @param etherType of linux/if_ether.h, in the machine's order ({@code 0x0806}); frames of others are not received
     * @throws OsException also when there is no such link
     */
    public static PacketSocket open(IfIndex link, int etherType) {
        int fd = Libc.C.socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
        if (fd < 0) {
            throw new OsException("open a packet socket", Libc.errno());
        }
        // struct sockaddr_ll: family, protocol in network order, ifindex, and what bind does not read
        ByteBuffer address = ByteBuffer.allocate(SOCKADDR_LL_BYTES).order(ByteOrder.nativeOrder());
        address.putShort((short) AF_PACKET)
                .put((byte) (etherType >>> 8))
                .put((byte) etherType)
                .putInt(link.value());
        if (Libc.C.bind(fd, address.array(), SOCKADDR_LL_BYTES) < 0) {
            int errno = Libc.errno();
            Libc.C.close(fd);
            throw new OsException("bind a packet socket to link " + link, errno);
        }
        return new PacketSocket(fd, link.toString());
    }

    /** From now on frames go to the driver directly, past the link's qdisc and the programs on its egress. */
    public PacketSocket bypassingQdisc() {
        byte[] on = ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(1)
                .array();
        if (Libc.C.setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, on, on.length) < 0) {
            throw new OsException("let a packet socket bypass the qdisc", Libc.errno());
        }
        return this;
    }

    /** From now on frames that this machine sends by the link are not received (since Linux 4.20); those received before stay. */
    public PacketSocket ignoringOutgoing() {
        byte[] on = ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(1)
                .array();
        if (Libc.C.setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, on, on.length) < 0) {
            throw new OsException("let a packet socket ignore what is sent", Libc.errno());
        }
        return this;
    }

    /**
     * From now on the kernel passes on frames of one sender only, so that a busy link costs nothing; those received before are dropped.
     *
     * @param sender the source in the Ethernet header
     */
    public PacketSocket receivingFrom(MacAddress sender) {
        int upper = (int) (sender.value() >>> 16);
        int lower = (int) (sender.value() & 0xffff);
        return receiving(new int[][] {
            {LOAD_WORD, 0, 0, 6},
            {JUMP_IF_EQUAL, 0, 3, upper},
            {LOAD_HALF, 0, 0, 10},
            {JUMP_IF_EQUAL, 0, 1, lower},
            {RETURN, 0, 0, MAX_FRAME_BYTES},
            {RETURN, 0, 0, 0}
        });
    }

    /** From now on the kernel passes on ARP replies and neighbour advertisements only; those received before are dropped. */
    public PacketSocket receivingNeighbourAnswers() {
        return receiving(new int[][] {
            {LOAD_HALF, 0, 0, 12}, // ethertype
            {JUMP_IF_EQUAL, 0, 2, 0x0806},
            {LOAD_HALF, 0, 0, 20}, // ar_op: ARPOP_REPLY
            {JUMP_IF_EQUAL, 5, 6, 2},
            {JUMP_IF_EQUAL, 0, 5, 0x86dd},
            {LOAD_BYTE, 0, 0, 20}, // next header: ICMPv6
            {JUMP_IF_EQUAL, 0, 3, 58},
            {LOAD_BYTE, 0, 0, 54}, // type: ND_NEIGHBOR_ADVERT
            {JUMP_IF_EQUAL, 0, 1, 136},
            {RETURN, 0, 0, MAX_FRAME_BYTES},
            {RETURN, 0, 0, 0}
        });
    }

    /** @param instructions struct sock_filter of linux/filter.h: code, where to go on (true, false), operand */
    private PacketSocket receiving(int[][] instructions) {
        Pointer program = Memory.allocateDirect(Libc.RUNTIME, instructions.length * 8, true);
        for (int i = 0; i < instructions.length; i++) {
            program.putShort(i * 8L, (short) instructions[i][0]);
            program.putByte(i * 8L + 2, (byte) instructions[i][1]);
            program.putByte(i * 8L + 3, (byte) instructions[i][2]);
            program.putInt(i * 8L + 4, instructions[i][3]);
        }
        // struct sock_fprog: length, padding, address
        byte[] argument = ByteBuffer.allocate(16)
                .order(ByteOrder.nativeOrder())
                .putShort((short) instructions.length)
                .putLong(8, program.address())
                .array();
        try {
            if (Libc.C.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, argument, argument.length) < 0) {
                throw new OsException("filter what a packet socket receives", Libc.errno());
            }
        } finally {
            // the kernel copies it within the call; until then it must not be collected
            Reference.reachabilityFence(program);
        }
        // what came between bind and here passed no filter
        while (Libc.C.recv(fd, buffer, MAX_FRAME_BYTES, MSG_DONTWAIT) >= 0) {}
        return this;
    }

    /**
     * @param frame from the Ethernet header on
     * @throws OsException also when the link is down (ENETDOWN) or gone (ENXIO)
     */
    public void send(byte[] frame) {
        buffer.put(0, frame, 0, frame.length);
        if (Libc.C.send(fd, buffer, frame.length, 0) < 0) {
            throw new OsException("send a frame on link " + link, Libc.errno());
        }
    }

    /** The next frame, or empty when none came in time; an error the socket remembers (its link went down) is no frame. */
    public Optional<byte[]> receive(Duration atMost) {
        // struct pollfd: fd, events, revents
        Pointer poll = Memory.allocateDirect(Libc.RUNTIME, 8, true);
        poll.putInt(0, fd);
        poll.putShort(4, POLLIN);
        if (Libc.C.poll(poll, 1, (int) atMost.toMillis()) <= 0) {
            return Optional.empty();
        }
        int length = (int) Libc.C.recv(fd, buffer, MAX_FRAME_BYTES, MSG_DONTWAIT);
        if (length < 0) {
            return Optional.empty();
        }
        byte[] frame = new byte[length];
        buffer.get(0, frame, 0, length);
        return Optional.of(frame);
    }

    @Override
    public void close() {
        Libc.C.close(fd);
    }
}
