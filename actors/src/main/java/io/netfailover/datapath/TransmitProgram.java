package io.netfailover.datapath;

import static io.netfailover.bpf.Register.R0;
import static io.netfailover.bpf.Register.R1;
import static io.netfailover.bpf.Register.R2;
import static io.netfailover.bpf.Register.R6;
import static io.netfailover.bpf.Register.R7;
import static io.netfailover.bpf.Register.R8;

import io.netfailover.bpf.Assembler;
import io.netfailover.bpf.KernelFunction;
import io.netfailover.bpf.Width;

/**
 * NF-20 in the kernel: what the master sends goes out over the slave that net_failover would choose, else is dropped and counted. For the
 * egress of the master, and for the ingress of the idle end, where frames appear whose senders bypass the qdisc.
 */
final class TransmitProgram {
    /** TC_ACT_STOLEN of linux/pkt_cls.h: the driver tells senders nothing of a drop either, where TC_ACT_SHOT would give them ENOBUFS. */
    private static final int DROP_SILENTLY = 4;

    /** TC_ACT_UNSPEC, TCX_NEXT: as if this program were not there. */
    private static final int LEAVE = -1;

    private TransmitProgram() {}

    /** Obeys the map. */
    static Assembler flip(SteeringMap steering, MasterCounters counters) {
        Assembler code = new Assembler()
                .loadValueAddress(R6, steering.map(), 0)
                .load(Width.WORD, R7, R6, SteeringMap.TRANSMIT)
                .jumpIfEqual(R7, 0, "drop")
                .add(R7, -1)
                .and(R7, 1);
        slotOf(code);
        code.load(Width.WORD, R1, R8, SteeringMap.IFINDEX).jumpIfEqual(R1, 0, "drop");
        return sendOrDrop(code, counters);
    }

    /** Tries the slaves in the map's order. */
    static Assembler probe(SteeringMap steering, MasterCounters counters, DeviceOffsets offsets) {
        SlaveCheck check = new SlaveCheck(offsets);
        Assembler code = new Assembler();
        OwnNamespace.orElse(code, offsets, steering, "leave");
        code.load(Width.WORD, R7, R6, SteeringMap.FIRST).and(R7, 1);
        slotOf(code);
        check.runningOrElse(code, "second");
        code.jump("send").label("second").xor(R7, 1);
        slotOf(code);
        check.runningOrElse(code, "drop");
        sendOrDrop(code.label("send"), counters);
        if (offsets.cast().isPresent()) { // by the pair: the idle end's program is in the right place
            code.label("leave").move(R0, LEAVE).exit();
        }
        return code;
    }

    /** R8 becomes the displaced address of slot R7. */
    private static void slotOf(Assembler code) {
        code.move(R8, R7).shiftLeft(R8, SteeringMap.SLOT_SHIFT).add(R8, R6);
    }

    private static Assembler sendOrDrop(Assembler code, MasterCounters counters) {
        counters.emitCount(code, R7);
        code.load(Width.WORD, R1, R8, SteeringMap.IFINDEX)
                .move(R2, 0)
                .call(KernelFunction.REDIRECT)
                .exit()
                .label("drop");
        counters.emitCount(code, MasterCounters.TRANSMIT_DROPPED);
        return code.move(R0, DROP_SILENTLY).exit();
    }
}
