package io.netfailover.bench;

import io.netfailover.lab.Command;
import io.netfailover.lab.LabException;
import io.netfailover.lab.LabNamespace;
import io.netfailover.lab.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Three readers whose sockets hold the same queued messages, released one after the other. The order rotates, so that no reader always
 * finds the others' traces in the caches.
 */
final class DrainRace {
    private static final int MESSAGES = 100_000;

    /** The kernel doubles it, and accounts some 4.5 kB for a message of 1.5 kB. */
    private static final int RECEIVE_BUFFER_BYTES = 500 << 20;

    /** For the JVM to compile what it will run. */
    private static final int WARM_UP_ROUNDS = 3;

    private static final int ROUNDS = 7;
    private static final double OF_PYTHON = 10;
    private static final double OF_C = 0.5;

    /** A C program that does less was disturbed, and says nothing about us. */
    private static final double LEAST_OF_C = 300_000;

    private static final String C = "C";
    private static final String PYTHON = "Python";

    private final LabNamespace namespace;
    private final Consumer<String> progress;
    private final Map<String, List<Drain.Drained>> results = new HashMap<>();

    DrainRace(LabNamespace namespace, Consumer<String> progress) {
        this.namespace = namespace;
        this.progress = progress;
    }

    List<Figure> run() {
        QueuedMessages messages = new QueuedMessages(namespace);
        String size = Integer.toString(RECEIVE_BUFFER_BYTES);
        String script = peers().resolve("drain.py").toString();
        try (Drain ours = new JavaDrain(namespace, RECEIVE_BUFFER_BYTES);
                Drain c = new PeerDrain(C, namespace, List.of(compiled().toString(), size));
                Drain python = new PeerDrain(PYTHON, namespace, List.of("python3", script, size))) {
            List<Drain> drains = new ArrayList<>(List.of(ours, c, python));
            for (int round = 1; round <= WARM_UP_ROUNDS + ROUNDS; round++) {
                round(messages, drains, round > WARM_UP_ROUNDS);
                Collections.rotate(drains, 1);
                progress.accept("drained " + round + " of " + (WARM_UP_ROUNDS + ROUNDS) + " times: " + last(drains));
            }
        }
        return figures();
    }

    private void round(QueuedMessages messages, List<Drain> drains, boolean counts) {
        drains.forEach(Drain::subscribe);
        messages.make(MESSAGES);
        Drain.Drained first = drains.get(0).release();
        keep(drains.get(0), first);
        for (Drain drain : drains.subList(1, drains.size())) {
            Drain.Drained drained = drain.release();
            keep(drain, drained);
            if (drained.messages() != first.messages() || drained.checksum() != first.checksum()) {
                throw new LabException(
                        drain.name() + " read " + drained + ", " + drains.get(0).name() + " " + first);
            }
        }
        if (first.overruns() > 0) {
            throw new LabException("the queue did not hold all messages: " + first);
        }
        if (!counts) {
            results.clear();
        }
    }

    private void keep(Drain drain, Drain.Drained drained) {
        results.computeIfAbsent(drain.name(), name -> new ArrayList<>()).add(drained);
    }

    private String last(List<Drain> drains) {
        List<String> words = new ArrayList<>();
        for (Drain drain : drains) {
            List<Drain.Drained> all = results.getOrDefault(drain.name(), List.of());
            if (!all.isEmpty()) {
                words.add(String.format(
                        Locale.ROOT,
                        "%s %,.0f/s",
                        drain.name(),
                        all.get(all.size() - 1).messagesPerSecond()));
            }
        }
        return words.isEmpty() ? "warming up" : String.join(", ", words);
    }

    private List<Figure> figures() {
        List<Drain.Drained> ours = results.getOrDefault("ours", List.of());
        List<Double> rates = rates("ours");
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.told(
                "messages in a release",
                "",
                ours.stream().map(drained -> (double) drained.messages()).toList()));
        figures.add(Figure.told(
                "bytes of a message",
                "B",
                ours.stream()
                        .map(drained -> (double) drained.bytes() / drained.messages())
                        .toList()));
        figures.add(Figure.told("decoded by us", "messages/s", rates));
        figures.add(Figure.told("decoded by C", "messages/s", rates(C)));
        figures.add(Figure.told("decoded by Python", "messages/s", rates(PYTHON)));
        figures.add(Figure.atLeast(LEAST_OF_C, "C, or the comparison with it is void", "messages/s", rates(C)));
        figures.add(Figure.atLeast(OF_C, "ours / C", "", ratios(rates, rates(C))));
        figures.add(Figure.atLeast(OF_PYTHON, "ours / Python", "", ratios(rates, rates(PYTHON))));
        figures.add(Figure.told(
                "allocated by us for a message, the result included",
                "B",
                ours.stream()
                        .map(drained -> (double) drained.allocatedBytes() / drained.messages())
                        .toList()));
        return figures;
    }

    private List<Double> rates(String name) {
        return results.getOrDefault(name, List.of()).stream()
                .map(Drain.Drained::messagesPerSecond)
                .toList();
    }

    /** Round by round. */
    private static List<Double> ratios(List<Double> ours, List<Double> others) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(ours.size(), others.size()); i++) {
            ratios.add(ours.get(i) / others.get(i));
        }
        return ratios;
    }

    private static Path peers() {
        return Program.root().resolve("tests/peers");
    }

    private static Path compiled() {
        Path program = Program.root().resolve("target/peers/drain");
        try {
            Files.createDirectories(program.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Command.run(
                        "cc",
                        "-O2",
                        "-o",
                        program.toString(),
                        peers().resolve("drain.c").toString())
                .orFail();
        return program;
    }
}
