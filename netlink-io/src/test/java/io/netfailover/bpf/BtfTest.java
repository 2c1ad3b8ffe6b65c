package io.netfailover.bpf;

import static io.netfailover.bpf.Register.R0;
import static io.netfailover.bpf.Register.R1;
import static io.netfailover.bpf.Register.R10;
import static io.netfailover.bpf.Register.R2;
import static io.netfailover.bpf.Register.R3;
import static io.netfailover.bpf.Register.R6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.types.IfIndex;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BtfTest {
    private static final IfIndex LOOPBACK = new IfIndex(1);
    private static final int SKB_MARK = 8; // of struct __sk_buff

    @Test
    void theKernelsOwnOffsetsLeadFromAFrameToItsLink() {
        Btf btf = Btf.ofKernel();
        Assembler code = new Assembler().move(R6, R1);
        follow(code, R6, btf.offsetOf("sk_buff", "dev"), 8);
        code.load(Width.DOUBLE, R6, R10, -8);
        follow(code, R6, btf.offsetOf("net_device", "ifindex"), 4);
        code.load(Width.WORD, R0, R10, -8).exit();
        assertThat(run(code)).isEqualTo(LOOPBACK.value());
    }

    @Test
    void aMemberOfAnAnonymousUnionIsFoundWhereTheKernelWritesIt() {
        Assembler code = new Assembler().move(R6, R1).move(R2, 0x1234).store(Width.WORD, R1, SKB_MARK, R2);
        follow(code, R6, Btf.ofKernel().offsetOf("sk_buff", "mark"), 4);
        code.load(Width.WORD, R0, R10, -8).exit();
        assertThat(run(code)).isEqualTo(0x1234);
    }

    @Test
    void theDevicesMembersAreWhereAProbeCanReadThem() {
        Btf btf = Btf.ofKernel();
        int state = btf.offsetOf("net_device", "state");
        int net = btf.offsetOf("net_device", "nd_net.net");
        assertThat(state).isBetween(0, 8192).isEven();
        assertThat(net).isEqualTo(btf.offsetOf("net_device", "nd_net")).isBetween(0, 8192);
        assertThat(btf.offsetOf("net_device", "reg_state")).isBetween(0, 8192);
        assertThat(state % 8).isZero();
    }

    /** bpf_cast_to_kern_ctx, Linux 6.2. */
    @Test
    void aFunctionOfTheKernelIsCalledByItsNumber() {
        Btf btf = Btf.ofKernel();
        Assembler code = new Assembler()
                .callKernel(btf.idOf(Btf.Kind.FUNCTION, "bpf_cast_to_kern_ctx").orElseThrow())
                .load(Width.DOUBLE, R1, R0, btf.offsetOf("sk_buff", "dev"))
                .load(Width.WORD, R0, R1, btf.offsetOf("net_device", "ifindex"))
                .exit();
        assertThat(run(code)).isEqualTo(LOOPBACK.value());
        assertThat(btf.idOf(Btf.Kind.FUNCTION, "net_device")).isEmpty();
        assertThat(btf.idOf(Btf.Kind.STRUCT, "net_device")).isPresent();
    }

    @Test
    void whatThisKernelLacksIsNamed() {
        Btf btf = Btf.ofKernel();
        assertThatThrownBy(() -> btf.offsetOf("net_device", "no_such"))
                .isInstanceOf(BpfException.class)
                .hasMessage("this kernel has no member no_such in struct net_device");
        assertThatThrownBy(() -> btf.offsetOf("no_such", "a")).isInstanceOf(BpfException.class);
        assertThatThrownBy(() -> btf.offsetOf("net_device", "ifindex.x")).isInstanceOf(BpfException.class);
    }

    @Test
    void bitFieldsAreTakenWhereTheyBeginWithAByte() {
        Btf btf = Btf.parse(handMade());
        assertThat(btf.offsetOf("outer", "plain")).isEqualTo(4);
        assertThat(btf.offsetOf("outer", "whole")).isEqualTo(9);
        assertThatThrownBy(() -> btf.offsetOf("outer", "inside"))
                .isInstanceOf(BpfException.class)
                .hasMessageContaining("begins inside a byte");
    }

    @Test
    void whatIsNoTypeInformationIsRefused() {
        assertThatThrownBy(() -> Btf.parse(ByteBuffer.allocate(100))).isInstanceOf(BpfException.class);
    }

    /** {@code struct outer { int first; struct { int plain; }; ...; unsigned pad : 8, whole : 3, inside : 5; }}. */
    private static ByteBuffer handMade() {
        String strings = "\0outer\0plain\0whole\0inside\0";
        int kindFlag = 1 << 31;
        int struct = 4 << 24;
        ByteBuffer types = ByteBuffer.allocate(256).order(ByteOrder.nativeOrder());
        types.putInt(0).putInt(1 << 24).putInt(4).putInt(32); // 1: int
        types.putInt(0).putInt(struct | 1).putInt(4).putInt(7).putInt(1).putInt(0); // 2: struct { int plain; }
        types.putInt(1).putInt(kindFlag | struct | 3).putInt(12); // 3: struct outer
        types.putInt(0).putInt(2).putInt(32);
        types.putInt(13).putInt(1).putInt(3 << 24 | 72);
        types.putInt(19).putInt(1).putInt(5 << 24 | 75);
        int typeBytes = types.position();
        byte[] text = strings.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer btf = ByteBuffer.allocate(24 + typeBytes + text.length).order(ByteOrder.nativeOrder());
        btf.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(24);
        btf.putInt(0).putInt(typeBytes).putInt(typeBytes).putInt(text.length);
        return btf.put(types.flip()).put(text).flip();
    }

    /** Reads {@code bytes} at {@code base + offset} into the stack at -8. */
    private static void follow(Assembler code, Register base, int offset, int bytes) {
        code.store(Width.DOUBLE, R10, -8, 0)
                .move(R1, R10)
                .add(R1, -8)
                .move(R2, bytes)
                .move(R3, base)
                .add(R3, offset)
                .call(KernelFunction.PROBE_READ_KERNEL);
    }

    private static int run(Assembler code) {
        try (BpfProgram program = BpfProgram.load(ProgramType.SCHED_CLS, "follow", code.assemble(), "Dual BSD/GPL")) {
            return program.testRun(LOOPBACK, new byte[60]);
        }
    }
}
