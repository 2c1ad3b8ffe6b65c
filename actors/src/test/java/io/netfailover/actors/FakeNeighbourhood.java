package io.netfailover.actors;

import io.netfailover.datapath.Neighbourhood;
import io.netfailover.types.IfIndex;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A network that answers as it is told, and records what was said to it. */
public final class FakeNeighbourhood implements Neighbourhood {
    public final Calls calls = new Calls();
    private final Map<IfIndex, Integer> speeds = new ConcurrentHashMap<>();
    private final Map<IfIndex, Consumer<Boolean>> probes = new ConcurrentHashMap<>();

    void speed(int slave, int mbits) {
        speeds.put(new IfIndex(slave), mbits);
    }

    /** Targets answer on that slave from now on, or none does. */
    void answers(int slave, boolean answers) {
        Consumer<Boolean> hear = probes.get(new IfIndex(slave));
        if (hear == null) {
            throw new AssertionError("nobody probes link " + slave);
        }
        hear.accept(answers);
    }

    @Override
    public void announce(IfIndex slave) {
        calls.add("announce " + slave);
    }

    @Override
    public OptionalInt speedMbits(IfIndex slave) {
        Integer mbits = speeds.get(slave);
        return mbits == null ? OptionalInt.empty() : OptionalInt.of(mbits);
    }

    @Override
    public PathProbe probe(IfIndex slave, Question question, Consumer<Boolean> hear) {
        probes.put(slave, hear);
        calls.add("probe " + slave + " for " + question.targets());
        return () -> {
            probes.remove(slave, hear);
            calls.add("end probe " + slave);
        };
    }
}
