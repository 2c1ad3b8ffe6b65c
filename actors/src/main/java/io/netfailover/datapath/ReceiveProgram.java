package io.netfailover.datapath;

import static io.netfailover.bpf.Register.R0;
import static io.netfailover.bpf.Register.R1;
import static io.netfailover.bpf.Register.R2;
import static io.netfailover.bpf.Register.R3;
import static io.netfailover.bpf.Register.R4;
import static io.netfailover.bpf.Register.R6;
import static io.netfailover.bpf.Register.R7;
import static io.netfailover.bpf.Register.R8;

import io.netfailover.bpf.Assembler;
import io.netfailover.bpf.KernelFunction;
import io.netfailover.bpf.Width;
import io.netfailover.types.IfIndex;
import io.netfailover.types.Layout;
import io.netfailover.types.Role;
import java.nio.ByteOrder;
import java.util.List;

/**
 * NF-21 in the kernel, for the ingress of a slave: what arrives there appears on the master, or is dropped while the other slave is the
 * one to listen to. Link-local protocols that concern the cable and not the master stay on the slave, as does everything once the slave
 * has been forgotten.
 */
final class ReceiveProgram {
    /** TC_ACT_UNSPEC: as if this filter were not there, so that others on the link are asked. */
    private static final int LEAVE = -1;

    /** TC_ACT_SHOT. */
    private static final int DROP = 2;

    /** BPF_F_INGRESS. */
    private static final int INGRESS = 1;

    /** LLDP, EAPOL (802.1X) and the slow protocols (LACP), linux/if_ether.h. */
    static final List<Integer> EXEMPT = List.of(0x88cc, 0x888e, 0x8809);

    // linux/if_packet.h: to whom a frame is addressed; the others are broadcast and multicast
    private static final int PACKET_HOST = 0;
    private static final int PACKET_OTHERHOST = 3;

    // struct __sk_buff
    private static final int SKB_PACKET_TYPE = 4;
    private static final int SKB_PROTOCOL = 16;
    private static final int SKB_IFINDEX = 40;

    private final SteeringMap steering;
    private final MasterCounters counters;
    private final MasterLinks links;
    private final Layout layout;

    ReceiveProgram(SteeringMap steering, MasterCounters counters, MasterLinks links, Layout layout) {
        this.steering = steering;
        this.counters = counters;
        this.links = links;
        this.layout = layout;
    }

    /** Frames on the primary always reach the master, except that a preferred standby which is in use hears groups alone. */
    Assembler onPrimaryByFlip() {
        Assembler code = hearingGroups(start(Role.PRIMARY))
                .load(Width.WORD, R1, R6, SteeringMap.TRANSMIT)
                .jumpIfNotEqual(R1, 1 + SteeringMap.slot(Role.STANDBY), "accept");
        return acceptLeaveOrDrop(code.jump("drop").label("accept"), MasterCounters.RECEIVED_ON_PRIMARY);
    }

    /** Likewise; the standby is in use unless it vetoes. */
    Assembler onPrimaryByProbe(DeviceOffsets offsets) {
        Assembler code = hearingGroups(start(Role.PRIMARY, offsets))
                .move(R8, R6)
                .add(R8, SteeringMap.slot(Role.STANDBY) << SteeringMap.SLOT_SHIFT);
        new SlaveCheck(offsets).runningOrElse(code, "accept");
        return acceptLeaveOrDrop(code.jump("drop").label("accept"), MasterCounters.RECEIVED_ON_PRIMARY);
    }

    /** Goes on with a frame to a group while the standby is the one to be tried first: a switch sends it to both slaves. */
    private static Assembler hearingGroups(Assembler code) {
        return code.load(Width.WORD, R1, R6, SteeringMap.FIRST)
                .jumpIfNotEqual(R1, SteeringMap.slot(Role.STANDBY), "accept")
                .jumpIfEqual(R4, PACKET_HOST, "accept")
                .jumpIfEqual(R4, PACKET_OTHERHOST, "accept");
    }

    /** Frames on the standby reach the master when the map says so. */
    Assembler onStandbyByFlip() {
        Assembler code = start(Role.STANDBY)
                .load(Width.WORD, R1, R6, SteeringMap.ACCEPT_ON_STANDBY)
                .jumpIfEqual(R1, 0, "drop");
        return acceptLeaveOrDrop(code, MasterCounters.RECEIVED_ON_STANDBY);
    }

    /** Frames on the standby reach the master unless the primary vetoes, or when the standby is the one to be tried first. */
    Assembler onStandbyByProbe(DeviceOffsets offsets) {
        Assembler code = start(Role.STANDBY, offsets)
                .load(Width.WORD, R1, R6, SteeringMap.FIRST)
                .jumpIfEqual(R1, SteeringMap.slot(Role.STANDBY), "accept")
                .move(R8, R6);
        new SlaveCheck(offsets).vetoingOrElse(code, "accept");
        return acceptLeaveOrDrop(code.jump("drop").label("accept"), MasterCounters.RECEIVED_ON_STANDBY);
    }

    private Assembler start(Role role) {
        return start(role, new Assembler().move(R7, R1).loadValueAddress(R6, steering.map(), 0));
    }

    private Assembler start(Role role, DeviceOffsets offsets) {
        Assembler code = new Assembler().move(R7, R1);
        OwnNamespace.orElse(code, offsets, steering, "leave");
        return start(role, code);
    }

    /** @param code with the context in R7 and the steering map in R6 */
    private static Assembler start(Role role, Assembler code) {
        code.load(Width.WORD, R2, R7, SKB_PROTOCOL)
                .load(Width.WORD, R3, R7, SKB_IFINDEX)
                .load(Width.WORD, R4, R7, SKB_PACKET_TYPE);
        EXEMPT.forEach(etherType -> code.jumpIfEqual(R2, networkOrder(etherType), "leave"));
        int slot = SteeringMap.slot(role) << SteeringMap.SLOT_SHIFT;
        return code.load(Width.WORD, R1, R6, slot + SteeringMap.IFINDEX).jumpIfNotEqual(R1, R3, "leave");
    }

    private Assembler acceptLeaveOrDrop(Assembler code, int counter) {
        acceptOrLeave(code, counter).label("drop");
        counters.emitCount(code, MasterCounters.RECEIVE_DROPPED);
        return code.move(R0, DROP).exit();
    }

    private Assembler acceptOrLeave(Assembler code, int counter) {
        counters.emitCount(code, counter);
        switch (layout) {
            case DIRECT -> redirect(code, links.master(), INGRESS, KernelFunction.REDIRECT);
            case VISIBLE ->
                redirect(code, links.idle(), 0, KernelFunction.REDIRECT); // what that sends arrives on the master
            case HIDDEN -> redirect(code, links.idle(), 0, KernelFunction.REDIRECT_PEER);
        }
        return code.exit().label("leave").move(R0, LEAVE).exit();
    }

    private static void redirect(Assembler code, IfIndex to, int flags, KernelFunction how) {
        code.move(R1, to.value()).move(R2, flags).call(how);
    }

    /** A 16-bit number as it appears in a register that was loaded from memory in network byte order. */
    private static int networkOrder(int etherType) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
                ? etherType
                : Short.reverseBytes((short) etherType) & 0xffff;
    }
}
