package io.netfailover.datapath;

import static io.netfailover.bpf.Register.R0;
import static io.netfailover.bpf.Register.R1;
import static io.netfailover.bpf.Register.R10;
import static io.netfailover.bpf.Register.R2;

import io.netfailover.bpf.Assembler;
import io.netfailover.bpf.BpfMap;
import io.netfailover.bpf.KernelFunction;
import io.netfailover.bpf.Register;
import io.netfailover.bpf.Width;
import java.util.Optional;

/** A master's counters, one set for each CPU, so that counting needs no atomic instruction. */
final class MasterCounters implements AutoCloseable {
    // the first two are the numbers of the slots
    static final int TRANSMITTED_ON_PRIMARY = 0;
    static final int TRANSMITTED_ON_STANDBY = 1;
    static final int TRANSMIT_DROPPED = 2;
    static final int RECEIVED_ON_PRIMARY = 3;
    static final int RECEIVED_ON_STANDBY = 4;
    static final int RECEIVE_DROPPED = 5;
    private static final int COUNT = 6;

    private final BpfMap map;
    private Optional<PathCounters> last = Optional.empty();

    private MasterCounters(BpfMap map) {
        this.map = map;
    }

    static MasterCounters create() {
        return new MasterCounters(BpfMap.perCpuCounters("nf_counters", COUNT));
    }

    /** Empty when {@code map}, which is closed then, is not one that this version made. */
    static Optional<MasterCounters> adopt(BpfMap map) {
        if (map.isPerCpuCounters(COUNT)) {
            return Optional.of(new MasterCounters(map));
        }
        map.close();
        return Optional.empty();
    }

    BpfMap map() {
        return map;
    }

    /** Instructions that count one; spoils R0 to R5. */
    void emitCount(Assembler code, int counter) {
        code.store(Width.WORD, R10, -4, counter);
        emitIncrement(code);
    }

    /** @param counter a register with the number, R6 to R9 */
    void emitCount(Assembler code, Register counter) {
        code.store(Width.WORD, R10, -4, counter);
        emitIncrement(code);
    }

    private void emitIncrement(Assembler code) {
        String counted = "counted" + code.length();
        code.loadMap(R1, map)
                .move(R2, R10)
                .add(R2, -4)
                .call(KernelFunction.MAP_LOOKUP_ELEM)
                .jumpIfEqual(R0, 0, counted)
                .load(Width.DOUBLE, R1, R0, 0)
                .add(R1, 1)
                .store(Width.DOUBLE, R0, 0, R1)
                .label(counted);
    }

    /** What they are, or, once closed, what they were. */
    synchronized PathCounters read() {
        return last.orElseGet(() -> new PathCounters(
                map.sum(TRANSMITTED_ON_PRIMARY),
                map.sum(TRANSMITTED_ON_STANDBY),
                map.sum(TRANSMIT_DROPPED),
                map.sum(RECEIVED_ON_PRIMARY),
                map.sum(RECEIVED_ON_STANDBY),
                map.sum(RECEIVE_DROPPED)));
    }

    @Override
    public synchronized void close() {
        last = Optional.of(read());
        map.close();
    }
}
