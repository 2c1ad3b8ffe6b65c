package io.netfailover.bench;

import io.netfailover.lab.Command;
import io.netfailover.lab.LabException;
import io.netfailover.lab.LabNamespace;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.os.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** All links with all details into records, beside {@code ip -d -j link}, turn by turn. */
final class DumpRace {
    private static final int PAIRS = 2_000;
    private static final int WARM_UP_ROUNDS = 15;
    private static final int ROUNDS = 21;
    private static final double OF_IP = 1.5;

    private final LabNamespace namespace;
    private final Consumer<String> progress;

    DumpRace(LabNamespace namespace, Consumer<String> progress) {
        this.namespace = namespace;
        this.progress = progress;
    }

    List<Figure> run() {
        makeLinks();
        List<Double> ours = new ArrayList<>();
        List<Double> ips = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        int links = 0;
        try (RouteSocket route = NetworkNamespace.named(namespace.name()).call(RouteSocket::open)) {
            for (int round = 1; round <= WARM_UP_ROUNDS + ROUNDS; round++) {
                boolean oursFirst = round % 2 == 0;
                double first = oursFirst ? Double.NaN : ip();
                long startNs = System.nanoTime();
                links = route.dumpDetails().size();
                double own = (System.nanoTime() - startNs) / 1e6;
                double theirs = oursFirst ? ip() : first;
                if (round > WARM_UP_ROUNDS) {
                    ours.add(own);
                    ips.add(theirs);
                    ratios.add(own / theirs);
                }
            }
        }
        progress.accept("dumped " + links + " links " + ROUNDS + " times");
        return List.of(
                Figure.told("dump of " + links + " links into records, by us", "ms", ours),
                Figure.told("ip -d -j link", "ms", ips),
                Figure.atMost(OF_IP, "dump by us / ip", "", ratios));
    }

    private void makeLinks() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < PAIRS; i++) {
            lines.add("link add v" + i + " type veth peer name w" + i);
        }
        try {
            Path file = Files.createTempFile(namespace.name(), ".batch");
            try {
                Files.write(file, lines);
                Command.run("ip", "-n", namespace.name(), "-batch", file.toString())
                        .orFail();
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new LabException("cannot write a batch for ip: " + e.getMessage(), e);
        }
    }

    /** Its wall time, its output thrown away, in milliseconds. */
    private double ip() {
        ProcessBuilder builder = new ProcessBuilder("ip", "-n", namespace.name(), "-d", "-j", "link")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        long startNs = System.nanoTime();
        Command.run(builder, Command.LIMIT).orFail();
        return (System.nanoTime() - startNs) / 1e6;
    }
}
