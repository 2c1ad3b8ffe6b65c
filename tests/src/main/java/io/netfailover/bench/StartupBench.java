package io.netfailover.bench;

import io.netfailover.lab.Daemon;
import io.netfailover.lab.Footprint;
import io.netfailover.lab.Lab;
import io.netfailover.lab.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** How long until a node is ready, how much memory it has then, and how fast the command line answers. */
final class StartupBench implements Benchmark {
    private static final int STARTS = 5;
    private static final int CALLS = 15;
    private static final double READY_SECONDS = 3;
    private static final double RESIDENT_MEGABYTES = 250;
    private static final double STATUS_SECONDS = 0.4;

    @Override
    public String name() {
        return "startup";
    }

    @Override
    public String description() {
        return "time until a node is ready, its memory then, and how fast the command line answers";
    }

    @Override
    public List<Figure> run(Consumer<String> progress) {
        List<Double> fresh = new ArrayList<>();
        List<Double> recovering = new ArrayList<>();
        List<Double> memory = new ArrayList<>();
        List<Double> status = new ArrayList<>();
        for (int start = 1; start <= STARTS; start++) {
            try (Lab lab = Lab.build()) {
                Daemon daemon = new Daemon(lab, Program.netfailover());
                fresh.add(daemon.start().toNanos() / 1e9);
                memory.add(Footprint.residentMegabytes(daemon.pid()));
                daemon.run("master", "create", Lab.STANDBY, "--standby", Lab.STANDBY)
                        .orFail();
                daemon.kill();
                recovering.add(daemon.start().toNanos() / 1e9);
                memory.add(Footprint.residentMegabytes(daemon.pid()));
                for (int call = 0; call < CALLS; call++) {
                    long startNs = System.nanoTime();
                    daemon.run("status").orFail();
                    status.add((System.nanoTime() - startNs) / 1e9);
                }
                daemon.run("master", "destroy", Lab.STANDBY).orFail();
                progress.accept("start " + start + " of " + STARTS);
            }
        }
        return List.of(
                Figure.atMost(READY_SECONDS, "ready, nothing known yet", "s", fresh),
                Figure.atMost(READY_SECONDS, "ready after a kill, with a master", "s", recovering),
                Figure.atMost(RESIDENT_MEGABYTES, "resident memory when ready", "MB", memory),
                Figure.atMost(STATUS_SECONDS, "netfailover status", "s", status));
    }
}
