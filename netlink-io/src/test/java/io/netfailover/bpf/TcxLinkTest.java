package io.netfailover.bpf;

import static io.netfailover.bpf.Register.R0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.types.IfIndex;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On loopback, with a program that leaves every frame alone. */
class TcxLinkTest {
    private static final IfIndex LOOPBACK = new IfIndex(1);

    @TempDir
    Path temporary;

    private BpfFs bpffs;
    private BpfProgram program;

    @BeforeEach
    void load() {
        bpffs = BpfFs.mountedOn(temporary.resolve("bpf"));
        byte[] code = new Assembler().move(R0, -1).exit().assemble();
        program = BpfProgram.load(ProgramType.SCHED_CLS, "nf_test", code, "Dual BSD/GPL");
    }

    @AfterEach
    void unmount() {
        program.close();
        bpffs.unmount();
    }

    @Test
    void aPinHoldsItUntilItIsDetached() {
        Path pin = bpffs.directory().resolve("link");
        try (TcxLink attached = TcxLink.attach(program, LOOPBACK, TcxLink.Hook.INGRESS)) {
            attached.pin(pin);
        }
        try (TcxLink found = TcxLink.openPinned(pin).orElseThrow()) {
            assertThat(found.isOf(program, LOOPBACK)).isTrue();
            assertThat(found.isOf(program, new IfIndex(2))).isFalse();
            found.detach();
            found.detach();
        }
        try (TcxLink left = TcxLink.openPinned(pin).orElseThrow()) {
            assertThat(left.isOf(program, LOOPBACK)).isFalse();
        }
        TcxLink.unpin(pin);
        assertThat(TcxLink.openPinned(pin)).isEmpty();
    }

    @Test
    void aLinkThatDoesNotExistIsAnError() {
        assertThatThrownBy(() -> TcxLink.attach(program, new IfIndex(4711), TcxLink.Hook.EGRESS))
                .isInstanceOfSatisfying(
                        BpfException.class, e -> assertThat(e.errnoName()).isEqualTo("ENODEV"));
    }
}
