package io.netfailover.datapath;

import static io.netfailover.bpf.Register.R0;
import static io.netfailover.bpf.Register.R1;
import static io.netfailover.bpf.Register.R10;
import static io.netfailover.bpf.Register.R2;
import static io.netfailover.bpf.Register.R3;
import static io.netfailover.bpf.Register.R6;
import static io.netfailover.bpf.Register.R8;
import static io.netfailover.bpf.Register.R9;

import io.netfailover.bpf.Assembler;
import io.netfailover.bpf.KernelFunction;
import io.netfailover.bpf.Width;
import io.netfailover.datapath.DeviceOffsets.Member;
import io.netfailover.datapath.DeviceOffsets.Window;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The instructions that look at a slave as the driver does ({@code netif_running && netif_carrier_ok}), and make sure that it is still the
 * device that was captured, since nobody clears the slot while the daemon is dead: it may be in another namespace by now, or its memory be
 * another's. A device that is running is registered, too: unregister_netdevice closes it before anything else. A failing read zeroes its
 * destination (bpf_probe_read_kernel), and no check passes on zeroes.
 *
 * <p>Expects the steering map in R6 and the map plus the slot's displacement in R8; spoils R0 to R5 and R9.
 */
final class SlaveCheck {
    /** __LINK_STATE_START and __LINK_STATE_NOCARRIER, bits 0 and 2 of enum netdev_state_t, linux/netdevice.h. */
    static final int STATE_MASK = 0b101;

    static final int RUNNING_WITH_CARRIER = 0b001;

    /** NETREG_REGISTERED of linux/netdevice.h. */
    private static final int REGISTERED = 1;

    private final DeviceOffsets offsets;

    SlaveCheck(DeviceOffsets offsets) {
        this.offsets = offsets;
    }

    /** Goes on when the slave is running with carrier, else jumps to {@code otherwise}. */
    void runningOrElse(Assembler code, String otherwise) {
        check(code, otherwise, () -> code.and(R1, STATE_MASK).jumpIfNotEqual(R1, RUNNING_WITH_CARRIER, otherwise));
    }

    /** Goes on when the slave's state is what the map says it vetoes with, else jumps to {@code otherwise}. */
    void vetoingOrElse(Assembler code, String otherwise) {
        check(
                code,
                otherwise,
                () -> code.load(Width.DOUBLE, R2, R6, SteeringMap.VETO_MASK)
                        .and(R1, R2)
                        .load(Width.DOUBLE, R2, R6, SteeringMap.VETO_VALUE)
                        .jumpIfNotEqual(R1, R2, otherwise));
        // a veto whatever the state is one of registered devices
        code.load(Width.DOUBLE, R2, R6, SteeringMap.VETO_MASK).jumpIfNotEqual(R2, 0, "vetoing");
        read(code, Set.of(Member.REGISTRATION), member -> code.jumpIfNotEqual(R1, REGISTERED, otherwise));
        code.label("vetoing");
    }

    /** @param stateCheck with {@code dev->state} in R1 */
    private void check(Assembler code, String otherwise, Runnable stateCheck) {
        code.load(Width.DOUBLE, R9, R8, SteeringMap.DEVICE).jumpIfEqual(R9, 0, otherwise);
        offsets.cast()
                .ifPresent(cast -> code.move(R1, R9)
                        .move(R2, cast.device())
                        .callKernel(cast.address())
                        .move(R9, R0));
        read(code, Set.of(Member.STATE, Member.IFINDEX, Member.NET), member -> {
            switch (member) {
                case STATE -> stateCheck.run();
                case IFINDEX -> same(code, Width.WORD, SteeringMap.IFINDEX, otherwise);
                default -> same(code, Width.DOUBLE, SteeringMap.NET, otherwise);
            }
        });
    }

    /** Reads members of the device in R9, each into R1, and has {@code use} say what is done with it. */
    private void read(Assembler code, Set<Member> members, Consumer<Member> use) {
        boolean direct = offsets.cast().isPresent();
        for (Window window : offsets.windows(members)) {
            int stack = direct ? 0 : copy(code, window);
            for (Member member : window.members()) {
                if (direct) {
                    code.load(width(member), R1, R9, offsets.of(member));
                } else {
                    code.load(width(member), R1, R10, stack + offsets.of(member) - window.offset());
                }
                use.accept(member);
            }
        }
    }

    /** Copies it to the stack; returns where. */
    private static int copy(Assembler code, Window window) {
        int stack = -(window.bytes() + 7) / 8 * 8;
        code.move(R1, R10)
                .add(R1, stack)
                .move(R2, window.bytes())
                .move(R3, R9)
                .add(R3, window.offset())
                .call(KernelFunction.PROBE_READ_KERNEL);
        return stack;
    }

    private static void same(Assembler code, Width width, int slotWord, String otherwise) {
        code.load(width, R2, R8, slotWord).jumpIfNotEqual(R1, R2, otherwise);
    }

    private static Width width(Member member) {
        return switch (member.bytes) {
            case 8 -> Width.DOUBLE;
            case 4 -> Width.WORD;
            default -> Width.BYTE;
        };
    }
}
