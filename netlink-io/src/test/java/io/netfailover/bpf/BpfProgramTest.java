package io.netfailover.bpf;

import static io.netfailover.bpf.Register.R0;
import static io.netfailover.bpf.Register.R1;
import static io.netfailover.bpf.Register.R2;
import static io.netfailover.bpf.Register.R3;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.types.IfIndex;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BpfProgramTest {
    private static final IfIndex LOOPBACK = new IfIndex(1);

    @Test
    void aProgramReturnsWhatItComputed() {
        Assembler code = new Assembler()
                .move(R1, 5)
                .move(R2, R1)
                .shiftLeft(R2, 4)
                .add(R2, R1)
                .xor(R2, 1)
                .and(R2, 0xff)
                .move(R0, R2)
                .exit();
        assertThat(run(code)).isEqualTo((5 << 4) + 5 ^ 1);
    }

    @Test
    void jumpsGoForwardToTheirLabels() {
        Assembler code = new Assembler()
                .move(R0, 1)
                .move(R1, 6)
                .jumpIfAnyBit(R1, 1, "wrong")
                .jumpIfNotEqual(R1, 6, "wrong")
                .move(R2, 6)
                .jumpIfNotEqual(R1, R2, "wrong")
                .jumpIfGreater(R1, 6, "wrong")
                .jumpIfEqual(R1, 6, "right")
                .label("wrong")
                .exit()
                .label("right")
                .move(R0, 99)
                .jump("end")
                .label("end")
                .exit();
        assertThat(run(code)).isEqualTo(99);
    }

    @Test
    void aJumpToNowhereAndALabelTwiceAreRefused() {
        assertThatThrownBy(() -> new Assembler().jump("nowhere").assemble())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("nowhere");
        assertThatThrownBy(() -> new Assembler().label("a").exit().label("a"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theErrorOfARefusedProgramCarriesTheVerifiersLog() {
        byte[] readsUninitialised = new Assembler().move(R0, R3).exit().assemble();
        assertThatThrownBy(() -> BpfProgram.load(ProgramType.SCHED_CLS, "bad", readsUninitialised, "GPL"))
                .isInstanceOfSatisfying(BpfException.class, e -> {
                    assertThat(e.errnoName()).isEqualTo("EACCES");
                    assertThat(e.verifierLog()).contains("R3 !read_ok");
                })
                .hasMessageContaining("load BPF program bad")
                .hasMessageContaining("R3 !read_ok");
    }

    @Test
    void aProbeReadNeedsACompatibleLicence() {
        byte[] probe = new Assembler()
                .move(R1, Register.R10)
                .add(R1, -8)
                .move(R2, 8)
                .move(R3, 0)
                .call(KernelFunction.PROBE_READ_KERNEL)
                .move(R0, 0)
                .exit()
                .assemble();
        assertThatThrownBy(() -> BpfProgram.load(ProgramType.SCHED_CLS, "probe", probe, "Proprietary"))
                .isInstanceOf(BpfException.class)
                .hasMessageContaining("GPL");
        BpfProgram.load(ProgramType.SCHED_CLS, "probe", probe, "Dual BSD/GPL").close();
    }

    @Test
    void equalProgramsHaveEqualTagsWhateverTheirMaps() {
        try (BpfMap one = BpfMap.sharedValue("one", 8);
                BpfMap two = BpfMap.sharedValue("two", 8);
                BpfProgram onOne = load(readsFirstWord(one));
                BpfProgram onTwo = load(readsFirstWord(two));
                BpfProgram other = load(new Assembler().move(R0, 0).exit())) {
            assertThat(onOne.tag()).isEqualTo(onTwo.tag()).isNotEqualTo(other.tag());
            assertThat(onOne.mapIds()).isEqualTo(Set.of(one.id()));
            assertThat(onTwo.mapIds()).isEqualTo(Set.of(two.id()));
            assertThat(other.mapIds()).isEmpty();
            assertThat(onOne.id()).isPositive().isNotEqualTo(onTwo.id());
        }
    }

    private static Assembler readsFirstWord(BpfMap map) {
        return new Assembler()
                .loadValueAddress(R1, map, 0)
                .load(Width.WORD, R0, R1, 0)
                .exit();
    }

    private static int run(Assembler code) {
        try (BpfProgram program = load(code)) {
            return program.testRun(LOOPBACK, new byte[60]);
        }
    }

    private static BpfProgram load(Assembler code) {
        return BpfProgram.load(ProgramType.SCHED_CLS, "test", code.assemble(), "Dual BSD/GPL");
    }
}
