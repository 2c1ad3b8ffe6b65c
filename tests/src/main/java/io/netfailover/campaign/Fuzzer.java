package io.netfailover.campaign;

import io.netfailover.lab.Command;
import io.netfailover.lab.LabException;
import io.netfailover.lab.Program;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Starts jazzer on the fuzz targets that netlink-io's tests have, each run in a JVM of its own. */
final class Fuzzer {
    private static final String PROGRAM = "io.netfailover.netlink.DecoderFuzzing";
    private static final Duration LIMIT = Duration.ofMinutes(20);
    private static final int SECONDS_FOR_ONE_INPUT = 10;

    /** Jazzer's exit code for a finding. */
    private static final int FOUND = 77;

    private static final Pattern EXECUTED = Pattern.compile("number_of_executed_units: +(\\d+)");
    private static final Pattern COVERAGE = Pattern.compile("DONE +cov: (\\d+)");
    private static final Pattern EXCEPTION = Pattern.compile("== Java Exception: (.*)");
    private static final Pattern FRAME = Pattern.compile("^\\s+at (io\\.netfailover\\.\\S+)", Pattern.MULTILINE);
    private static final Pattern ARTIFACT = Pattern.compile("Test unit written to (\\S+)");

    /**
     * A decoder.
     *
     * @param method of DecoderFuzzTest, by which what was found is replayed
     */
    record Target(String name, String method) {
        /** All of them; the first byte of the input chooses. */
        static final Target ANY = new Target("ANY", "any");
    }

    /** How a run ended. */
    record Result(long inputs, String words, List<String> objections) {}

    private final Path netlinkIo = Program.root().resolve("netlink-io");
    private final Path directory = Program.root().resolve("target/campaign/fuzz");
    private final Path seeds = directory.resolve("seeds");
    private final String plant;

    /** @param plant name of a fault that the targets know, empty for none */
    Fuzzer(String plant) {
        this.plant = plant;
        java(List.of(
                        PROGRAM,
                        "seed",
                        netlinkIo
                                .resolve("src/test/resources/io/netfailover/netlink")
                                .toString(),
                        seeds.toString()))
                .orFail();
    }

    List<Target> targets() {
        return java(List.of(PROGRAM, "list"))
                .orFail()
                .out()
                .lines()
                .map(line -> line.split(" ", -1))
                .map(words -> new Target(words[0], words[1]))
                .toList();
    }

    /** The one that a fault can be planted into. */
    Target planted() {
        return targets().stream()
                .filter(target -> target.name().equals("LINK"))
                .findFirst()
                .orElseThrow(() -> new LabException("there is no decoder LINK"));
    }

    /** @param inputs how many to try, unless one is found that a decoder cannot bear */
    Result run(Target target, long seed, int inputs) {
        Path corpus = directory
                .resolve(plant.isEmpty() ? "corpus" : "corpus-" + plant)
                .resolve(target.name());
        Path found = directory.resolve("found");
        try {
            Files.createDirectories(corpus);
            Files.createDirectories(found);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Command.Outcome outcome = java(List.of(
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + PROGRAM,
                "--target_args=" + target.name(),
                "--instrumentation_includes=io.netfailover.**",
                "--reproducer_path=" + found,
                "-runs=" + inputs,
                "-seed=" + (seed == 0 ? 1 : seed),
                "-timeout=" + SECONDS_FOR_ONE_INPUT,
                "-print_final_stats=1",
                "-artifact_prefix=" + found + "/",
                corpus.toString(),
                seeds.resolve(target.name()).toString()));
        String said = outcome.out() + outcome.err();
        long executed = first(EXECUTED, said).map(Long::parseLong).orElse(0L);
        if (outcome.exit() == 0) {
            return new Result(
                    executed, executed + " inputs, " + first(COVERAGE, said).orElse("?") + " edges covered", List.of());
        }
        String what = outcome.exit() == FOUND || first(ARTIFACT, said).isPresent()
                ? finding(target, said)
                : "jazzer ended with " + outcome.exit() + ": " + lastLines(said);
        return new Result(executed, what, List.of(target.name() + ": " + what));
    }

    private String finding(Target target, String said) {
        String what = first(EXCEPTION, said).orElse("not an exception (a hang, or out of memory)")
                + first(FRAME, said).map(frame -> " at " + frame).orElse("");
        return first(ARTIFACT, said)
                .map(artifact -> what + "; input kept in " + keep(target, Path.of(artifact)))
                .orElse(what);
    }

    /** Where the plain test run replays it; what a planted fault makes fail is no finding. */
    private Path keep(Target target, Path artifact) {
        if (!plant.isEmpty() || target.equals(Target.ANY)) {
            return artifact;
        }
        try {
            Path inputs = netlinkIo.resolve(
                    "src/test/resources/io/netfailover/netlink/DecoderFuzzTestInputs/" + target.method());
            Files.createDirectories(inputs);
            Path kept = inputs.resolve(artifact.getFileName());
            if (Files.notExists(kept)) {
                Files.copy(artifact, kept);
            }
            return Program.root().relativize(kept);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Command.Outcome java(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Dnetfailover.plant=" + plant,
                "-cp",
                classpath()));
        command.addAll(arguments);
        return Command.run(new ProcessBuilder(command), LIMIT);
    }

    private String classpath() {
        Path target = netlinkIo.resolve("target");
        try {
            return Stream.of(
                            target.resolve("classes").toString(),
                            target.resolve("test-classes").toString(),
                            Files.readString(target.resolve("test-classpath")).strip())
                    .reduce((left, right) -> left + File.pathSeparator + right)
                    .orElseThrow();
        } catch (IOException e) {
            throw new LabException("no build of netlink-io's tests (" + e.getMessage() + "): run ./check", e);
        }
    }

    private static Optional<String> first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static String lastLines(String said) {
        List<String> lines = said.lines().toList();
        return String.join(" / ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    }
}
