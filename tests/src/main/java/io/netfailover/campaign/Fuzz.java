package io.netfailover.campaign;

import java.util.List;
import java.util.Map;

/** The decoders of netlink-io under jazzer, in rounds that go from decoder to decoder and build upon the inputs kept by earlier ones. */
final class Fuzz implements Campaign {
    static final String OFF_BY_ONE = "off-by-one";

    private static final long INPUTS_REPORTED = 10_000_000;
    private static final int INPUTS_IN_A_ROUND = 100_000;

    private final int inputs;
    private final boolean together;

    Fuzz() {
        this(INPUTS_IN_A_ROUND, false);
    }

    /**
     * @param inputs of a round
     * @param together all decoders in one JVM, which saves time where a round is short
     */
    Fuzz(int inputs, boolean together) {
        this.inputs = inputs;
        this.together = together;
    }

    @Override
    public String name() {
        return "fuzz";
    }

    @Override
    public String description() {
        return "every decoder of netlink-io, guided by coverage: no foreign exception, no hang, no hunger for memory";
    }

    @Override
    public List<Fault> faults() {
        return List.of(new Fault(OFF_BY_ONE, "an attribute of a link is read one byte beyond its end"));
    }

    @Override
    public int rounds() {
        return Math.toIntExact(INPUTS_REPORTED / INPUTS_IN_A_ROUND);
    }

    @Override
    public Slice begin(Setting setting) {
        Fuzzer fuzzer = new Fuzzer(setting.plant());
        List<Fuzzer.Target> targets = together ? List.of(Fuzzer.Target.ANY) : fuzzer.targets();
        return new Slice() {
            @Override
            public Round round(long seed) {
                Fuzzer.Target target = setting.plants(OFF_BY_ONE) && !together
                        ? fuzzer.planted()
                        : targets.get(Math.floorMod(seed, targets.size()));
                Fuzzer.Result result = fuzzer.run(target, seed, inputs);
                setting.progress().accept(target.name() + ": " + result.words());
                return new Round(
                        Map.of("inputs", result.inputs(), "inputs of " + target.name(), result.inputs()),
                        Map.of(),
                        result.objections());
            }

            @Override
            public void close() {
                // each round's JVM has ended with it
            }
        };
    }
}
