package io.netfailover.bpf;

import static io.netfailover.bpf.Register.R0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BpfFsTest {
    @TempDir
    Path temporary;

    private BpfFs fs;

    @BeforeEach
    void mount() {
        fs = BpfFs.mountedOn(temporary.resolve("a b/bpf"));
    }

    @AfterEach
    void unmount() {
        if (fs.isMounted()) {
            fs.unmount();
        }
    }

    @Test
    void aMountThatIsThereIsUsed() {
        assertThat(fs.isMounted()).isTrue();
        BpfFs again = BpfFs.mountedOn(fs.directory());
        again.unmount();
        assertThat(fs.isMounted()).isFalse();
    }

    @Test
    void aPinnedMapKeepsItsContentsWithoutAProcess() {
        Path pin = fs.directory().resolve("map");
        assertThat(fs.isEmpty()).isTrue();
        assertThat(BpfMap.openPinned(pin)).isEmpty();
        int id;
        try (BpfMap map = BpfMap.sharedValue("kept", 8);
                SharedMemory memory = map.mapIntoMemory()) {
            memory.putLong(0, 815);
            map.pin(pin);
            id = map.id();
        }
        assertThat(fs.isEmpty()).isFalse();
        try (BpfMap map = BpfMap.openPinned(pin).orElseThrow();
                SharedMemory memory = map.mapIntoMemory()) {
            assertThat(map.id()).isEqualTo(id);
            assertThat(memory.getLong(0)).isEqualTo(815);
        }
        BpfMap.unpin(pin);
        BpfMap.unpin(pin);
        assertThat(BpfMap.openPinned(pin)).isEmpty();
    }

    @Test
    void aPinnedProgramIsFoundAgain() throws IOException {
        Path folder = Files.createDirectory(fs.directory().resolve("4711-5"));
        byte[] code = new Assembler().move(R0, 3).exit().assemble();
        long tag;
        try (BpfProgram program = BpfProgram.load(ProgramType.SCHED_CLS, "kept", code, "GPL")) {
            program.pin(folder.resolve("tx"));
            tag = program.tag();
        }
        try (BpfProgram program = BpfProgram.openPinned(folder.resolve("tx")).orElseThrow()) {
            assertThat(program.tag()).isEqualTo(tag);
        }
    }

    @Test
    void aPinOutsideABpffsIsAnError() {
        try (BpfMap map = BpfMap.sharedValue("lost", 8)) {
            assertThatThrownBy(() -> map.pin(temporary.resolve("map")))
                    .isInstanceOf(BpfException.class)
                    .hasMessageContaining("pin ");
        }
    }

    @Test
    void onlyTheLastMountOnADirectoryCounts() {
        String tmpfs = "36 25 0:32 / /run/x\\040y rw,nosuid shared:5 - tmpfs tmpfs rw";
        String bpf = "37 36 0:33 / /run/x\\040y rw,relatime - bpf bpf rw,mode=700";
        Path directory = Path.of("/run/x y");
        assertThat(BpfFs.isMounted(directory, List.of(tmpfs, bpf))).isTrue();
        assertThat(BpfFs.isMounted(directory, List.of(bpf, tmpfs))).isFalse();
        assertThat(BpfFs.isMounted(directory, List.of())).isFalse();
        assertThat(BpfFs.isMounted(Path.of("/run"), List.of(tmpfs, bpf))).isFalse();
    }
}
