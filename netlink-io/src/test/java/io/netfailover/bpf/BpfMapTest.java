package io.netfailover.bpf;

import static io.netfailover.bpf.Register.R0;
import static io.netfailover.bpf.Register.R1;
import static io.netfailover.bpf.Register.R10;
import static io.netfailover.bpf.Register.R2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.types.IfIndex;
import org.junit.jupiter.api.Test;

class BpfMapTest {
    private static final IfIndex LOOPBACK = new IfIndex(1);
    private static final byte[] FRAME = new byte[60];

    @Test
    void aStoreIntoSharedMemoryIsSeenByTheProgram() {
        try (BpfMap map = BpfMap.sharedValue("shared", 16);
                SharedMemory memory = map.mapIntoMemory();
                BpfProgram program = load(new Assembler()
                        .loadValueAddress(R1, map, 8)
                        .load(Width.WORD, R0, R1, 4)
                        .exit())) {
            memory.putInt(12, 42);
            assertThat(program.testRun(LOOPBACK, FRAME)).isEqualTo(42);
            memory.putLong(8, 7L << 32);
            assertThat(program.testRun(LOOPBACK, FRAME)).isEqualTo(7);
        }
    }

    @Test
    void aStoreByTheProgramIsSeenInSharedMemory() {
        try (BpfMap map = BpfMap.sharedValue("shared", 16);
                SharedMemory memory = map.mapIntoMemory();
                BpfProgram program = load(new Assembler()
                        .loadValueAddress(R1, map, 0)
                        .store(Width.DOUBLE, R1, 8, 4711)
                        .move(R0, 0)
                        .exit())) {
            program.testRun(LOOPBACK, FRAME);
            assertThat(memory.getLong(8)).isEqualTo(4711);
            assertThat(memory.getLong(0)).isZero();
        }
    }

    @Test
    void accessOutsideTheValueIsRefusedBeforeItHarms() {
        try (BpfMap map = BpfMap.sharedValue("shared", 16);
                SharedMemory memory = map.mapIntoMemory()) {
            assertThatThrownBy(() -> memory.putLong(16, 1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> memory.putInt(-4, 1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> memory.putLong(4, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void aStoreAfterClosingHarmsNobodyAndReachesNoProgram() {
        try (BpfMap map = BpfMap.sharedValue("shared", 8);
                SharedMemory other = map.mapIntoMemory()) {
            SharedMemory memory = map.mapIntoMemory();
            memory.putLong(0, 1);
            memory.close();
            memory.putLong(0, 2);
            memory.close();
            assertThat(other.getLong(0)).isEqualTo(1);
        }
    }

    @Test
    void aClosedMapIsNotConfusedWithWhateverHasItsDescriptorNow() {
        BpfMap counters = BpfMap.perCpuCounters("counters", 1);
        counters.close();
        counters.close();
        assertThatThrownBy(() -> counters.sum(0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void countersAreSummedOverTheCpus() {
        try (BpfMap counters = BpfMap.perCpuCounters("counters", 3);
                BpfProgram program = load(new Assembler()
                        .store(Width.WORD, R10, -4, 1)
                        .loadMap(R1, counters)
                        .move(R2, R10)
                        .add(R2, -4)
                        .call(KernelFunction.MAP_LOOKUP_ELEM)
                        .jumpIfEqual(R0, 0, "done")
                        .load(Width.DOUBLE, R1, R0, 0)
                        .add(R1, 1)
                        .store(Width.DOUBLE, R0, 0, R1)
                        .label("done")
                        .move(R0, 0)
                        .exit())) {
            for (int i = 0; i < 5; i++) {
                program.testRun(LOOPBACK, FRAME);
            }
            assertThat(counters.sum(1)).isEqualTo(5);
            assertThat(counters.sum(0)).isZero();
            assertThatThrownBy(() -> counters.sum(3))
                    .isInstanceOfSatisfying(
                            BpfException.class, e -> assertThat(e.errnoName()).isEqualTo("ENOENT"));
        }
    }

    @Test
    void aMapKnowsItsShape() {
        try (BpfMap shared = BpfMap.sharedValue("a", 24);
                BpfMap counters = BpfMap.perCpuCounters("b", 6)) {
            assertThat(shared.isSharedValue(24)).isTrue();
            assertThat(shared.isSharedValue(32)).isFalse();
            assertThat(shared.isPerCpuCounters(1)).isFalse();
            assertThat(counters.isPerCpuCounters(6)).isTrue();
            assertThat(counters.isPerCpuCounters(7)).isFalse();
            assertThat(shared.id()).isNotEqualTo(counters.id());
        }
    }

    @Test
    void anImpossibleMapIsAnErrorWithTheKernelsWord() {
        assertThatThrownBy(() -> BpfMap.sharedValue("none", 0))
                .isInstanceOf(BpfException.class)
                .hasMessageContaining("create BPF map none")
                .hasMessageContaining("EINVAL");
    }

    @Test
    void possibleCpusAreCountedFromRanges() {
        assertThat(PossibleCpus.count("0\n")).isEqualTo(1);
        assertThat(PossibleCpus.count("0-1\n")).isEqualTo(2);
        assertThat(PossibleCpus.count("0-3,8,10-11\n")).isEqualTo(7);
    }

    private static BpfProgram load(Assembler assembler) {
        return BpfProgram.load(ProgramType.SCHED_CLS, "test", assembler.assemble(), "Dual BSD/GPL");
    }
}
