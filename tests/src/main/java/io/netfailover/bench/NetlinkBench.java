package io.netfailover.bench;

import io.netfailover.lab.Command;
import io.netfailover.lab.LabNamespace;
import io.netfailover.lab.Removal;
import io.netfailover.lab.RunId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The netlink module against a C program, a Python program and ip: decoding what is queued, dumping, and seeing a carrier go. */
final class NetlinkBench implements Benchmark {
    @Override
    public String name() {
        return "netlink";
    }

    @Override
    public String description() {
        return "queued link messages drained by us, C and Python; dumps beside ip; carrier loss beside ip monitor";
    }

    @Override
    public List<Figure> run(Consumer<String> progress) throws Exception {
        List<Figure> figures = new ArrayList<>();
        inNamespace("drain", namespace -> figures.addAll(new DrainRace(namespace, progress).run()));
        inNamespace("dump", namespace -> figures.addAll(new DumpRace(namespace, progress).run()));
        inNamespace("carrier", namespace -> figures.addAll(new CarrierRace(namespace, progress).run()));
        return figures;
    }

    private interface Part {
        void run(LabNamespace namespace) throws Exception;
    }

    private static void inNamespace(String what, Part part) throws Exception {
        LabNamespace namespace = new LabNamespace(RunId.random() + "-" + what);
        try (Removal removal = new Removal("bench", () -> Command.run("ip", "netns", "delete", namespace.name()))) {
            removal.arm();
            Command.run("ip", "netns", "add", namespace.name()).orFail();
            part.run(namespace);
        }
    }
}
