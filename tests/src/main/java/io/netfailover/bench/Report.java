package io.netfailover.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netfailover.lab.Command;
import io.netfailover.lab.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** A benchmark's figures as text, JSON and picture. */
final class Report {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Report() {}

    static String table(List<Figure> figures) {
        StringBuilder text = new StringBuilder(line("METRIC", "VALUE", "SPREAD", "TARGET", "HOLDS"));
        for (Figure figure : figures) {
            text.append(line(
                    figure.metric(),
                    (Figure.number(figure.value()) + " " + figure.unit()).strip(),
                    Figure.number(figure.spread()),
                    figure.target().map(Object::toString).orElse(""),
                    figure.target().isEmpty() ? "" : figure.holds() ? "yes" : "NO"));
        }
        return text.toString();
    }

    private static String line(Object... cells) {
        return String.format(Locale.ROOT, "%-64s %18s %10s %10s  %s", cells).stripTrailing() + "\n";
    }

    /**
     * Writes {@code NAME.json} and {@code NAME.svg}.
     *
     * @param cpus of the machine; the answer to a pinned thread would be 1
     */
    static void write(Path directory, Benchmark benchmark, int cpus, List<Figure> figures) throws IOException {
        Files.createDirectories(directory);
        ObjectNode report = JSON.createObjectNode();
        report.put("benchmark", benchmark.name());
        report.put("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        report.put("commit", commit());
        report.put("kernel", System.getProperty("os.version"));
        report.put("java", Runtime.version().toString());
        report.put("cpus", cpus);
        for (Figure figure : figures) {
            ObjectNode node = report.withArray("figures").addObject();
            node.put("metric", figure.metric()).put("value", figure.value()).put("unit", figure.unit());
            node.put("spread", figure.spread());
            figure.target()
                    .ifPresent(target -> node.put("target", target.toString()).put("holds", figure.holds()));
            figure.samples().forEach(node.putArray("samples")::add);
        }
        JSON.writeValue(directory.resolve(benchmark.name() + ".json").toFile(), report);
        Files.writeString(directory.resolve(benchmark.name() + ".svg"), FigureSvg.draw(benchmark, figures));
    }

    private static String commit() {
        Command.Outcome described =
                Command.run("git", "-C", Program.root().toString(), "describe", "--always", "--dirty");
        return described.exit() == 0 ? described.out().strip() : "unknown";
    }
}
