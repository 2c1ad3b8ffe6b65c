package io.netfailover.actors;

import io.netfailover.datapath.DataPath;
import io.netfailover.datapath.DataPathException;
import io.netfailover.datapath.DataPaths;
import io.netfailover.datapath.Handover;
import io.netfailover.datapath.MasterLinks;
import io.netfailover.datapath.MirrorReading;
import io.netfailover.journal.MasterDefinition;
import io.netfailover.types.IfIndex;
import io.netfailover.types.MasterName;
import io.netfailover.types.Steering;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A kernel that does as it is told: records each step, fails or holds open those that a test names. */
public final class FakeDataPaths implements DataPaths {
    private static final long PATIENCE_SECONDS = 20;

    public final Calls calls = new Calls();
    public final FakeNeighbourhood neighbourhood = new FakeNeighbourhood();
    final FakeConfigurations configurations = new FakeConfigurations(this);
    private final Map<String, String> failures = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> holds = new ConcurrentHashMap<>();
    private final Map<String, Runnable> hooks = new ConcurrentHashMap<>();
    volatile MasterLinks links = new MasterLinks(new IfIndex(12), new IfIndex(13), new IfIndex(10));
    volatile MirrorReading reading = new MirrorReading(Map.of(), Map.of(), List.of(), List.of());
    volatile Steering steering = Steering.BPF_PROBE;

    /** That step fails until it is mended. */
    public void fail(String step, String reason) {
        failures.put(step, reason);
    }

    public void mend(String step) {
        failures.remove(step);
    }

    /** That step does not end before it is released. */
    public void hold(String step) {
        holds.put(step, new CountDownLatch(1));
    }

    public void release(String step) {
        CountDownLatch latch = holds.remove(step);
        if (latch == null) {
            throw new AssertionError("nothing holds '" + step + "'");
        }
        latch.countDown();
    }

    public void releaseAll() {
        List.copyOf(holds.keySet()).forEach(this::release);
    }

    /** Runs when that step begins. */
    void when(String step, Runnable hook) {
        hooks.put(step, hook);
    }

    void step(String what) {
        hooks.getOrDefault(what, () -> {}).run();
        calls.add(what);
        CountDownLatch hold = holds.get(what);
        try {
            if (hold != null && !hold.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody released '" + what + "'");
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
        String failure = failures.get(what);
        if (failure != null) {
            throw new DataPathException(failure);
        }
    }

    @Override
    public DataPath establish(MasterDefinition definition, Handover handover) {
        handover.run(links.master(), links.standby());
        step("establish " + definition.name());
        return new FakeDataPath(this, links, steering);
    }

    @Override
    public List<MasterName> found() {
        return List.of();
    }

    @Override
    public void remove(MasterName name, Handover handover) {
        step("remove " + name);
        handover.run(links.master(), links.standby());
    }

    @Override
    public FakeConfigurations configurations() {
        return configurations;
    }

    @Override
    public void close() {
        calls.add("close all");
    }
}
