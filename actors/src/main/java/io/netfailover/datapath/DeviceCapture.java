package io.netfailover.datapath;

import static io.netfailover.bpf.Register.R0;
import static io.netfailover.bpf.Register.R1;
import static io.netfailover.bpf.Register.R10;
import static io.netfailover.bpf.Register.R2;
import static io.netfailover.bpf.Register.R3;
import static io.netfailover.bpf.Register.R6;
import static io.netfailover.bpf.Register.R7;

import io.netfailover.bpf.Assembler;
import io.netfailover.bpf.BpfException;
import io.netfailover.bpf.BpfMap;
import io.netfailover.bpf.BpfProgram;
import io.netfailover.bpf.Btf;
import io.netfailover.bpf.KernelFunction;
import io.netfailover.bpf.ProgramType;
import io.netfailover.bpf.Register;
import io.netfailover.bpf.SharedMemory;
import io.netfailover.bpf.Width;
import io.netfailover.datapath.DeviceOffsets.Member;
import io.netfailover.types.IfIndex;
import java.util.Optional;

/**
 * Learns the kernel's address of a link's {@code struct net_device}. A classifier's context pointer is its {@code struct sk_buff}, so a
 * probe read finds {@code skb->dev} behind it; and BPF_PROG_TEST_RUN makes an skb on any link of this network namespace. No frame is sent,
 * no tracepoint is needed, and the link may be down.
 */
final class DeviceCapture implements AutoCloseable {
    private static final int ETHERNET_HEADER_BYTES = 14;

    // the map: u64 device, u64 net, u32 ifindex
    private static final int DEVICE = 0;
    private static final int NET = 8;
    private static final int IFINDEX = 16;
    private static final int MAP_BYTES = 24;

    private final DeviceOffsets offsets;
    private final BpfMap map;
    private final SharedMemory memory;
    private final BpfProgram program;

    private DeviceCapture(DeviceOffsets offsets) {
        this.offsets = offsets;
        this.map = BpfMap.sharedValue("nf_capture", MAP_BYTES);
        try {
            this.memory = map.mapIntoMemory();
            this.program = BpfProgram.load(
                    ProgramType.SCHED_CLS, "nf_capture", instructions().assemble(), MasterPrograms.LICENSE);
        } catch (RuntimeException e) {
            map.close();
            throw e;
        }
    }

    /** @throws io.netfailover.bpf.BpfException when this kernel has no type information or allows no probe reads */
    static DeviceCapture open() {
        DeviceOffsets offsets = DeviceOffsets.of(Btf.ofKernel());
        return of(allowsCast(offsets) ? offsets : offsets.withoutCast());
    }

    static DeviceCapture of(DeviceOffsets offsets) {
        return new DeviceCapture(offsets);
    }

    private static boolean allowsCast(DeviceOffsets offsets) {
        Optional<Assembler> trial = offsets.cast()
                .map(cast -> new Assembler()
                        .callKernel(cast.context())
                        .move(R1, 0)
                        .move(R2, cast.device())
                        .callKernel(cast.address())
                        .move(R0, 0)
                        .exit());
        try {
            trial.ifPresent(
                    code -> BpfProgram.load(ProgramType.SCHED_CLS, "nf_cast", code.assemble(), MasterPrograms.LICENSE)
                            .close());
            return true;
        } catch (BpfException e) {
            return false;
        }
    }

    DeviceOffsets offsets() {
        return offsets;
    }

    private Assembler instructions() {
        Assembler code = new Assembler().move(R6, R1).loadValueAddress(R7, map, 0);
        read(code, offsets.skbDevice(), 8);
        code.load(Width.DOUBLE, R6, R10, -8).store(Width.DOUBLE, R7, DEVICE, R6);
        read(code, offsets.of(Member.NET), 8);
        code.load(Width.DOUBLE, R1, R10, -8).store(Width.DOUBLE, R7, NET, R1);
        read(code, offsets.of(Member.IFINDEX), 4);
        return code.load(Width.WORD, R1, R10, -8)
                .store(Width.WORD, R7, IFINDEX, R1)
                .move(R0, 0)
                .exit();
    }

    /** Reads what is at R6 plus {@code offset} into the stack at -8. */
    private static void read(Assembler code, int offset, int bytes) {
        Register base = R6;
        code.move(R1, R10)
                .add(R1, -8)
                .move(R2, bytes)
                .move(R3, base)
                .add(R3, offset)
                .call(KernelFunction.PROBE_READ_KERNEL);
    }

    /**
     * The device of a link of the calling thread's network namespace.
     *
     * @throws io.netfailover.bpf.BpfException when there is no such link, or this kernel runs no program on demand
     * @throws DataPathException when what was read is not that link: the type information lies
     */
    synchronized CapturedDevice capture(IfIndex link) {
        memory.putLong(DEVICE, 0);
        memory.putInt(IFINDEX, 0);
        program.testRun(link, new byte[ETHERNET_HEADER_BYTES]);
        CapturedDevice device = new CapturedDevice(memory.getLong(DEVICE), memory.getLong(NET));
        int found = memory.getInt(IFINDEX);
        if (device.address() == 0 || device.net() == 0 || found != link.value()) {
            throw new DataPathException("reading the kernel's memory of link " + link + " gave link " + found
                    + ": its type information is not to be trusted");
        }
        return device;
    }

    @Override
    public void close() {
        program.close();
        memory.close();
        map.close();
    }
}
