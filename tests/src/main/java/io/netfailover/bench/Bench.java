package io.netfailover.bench;

import io.netfailover.config.Logging;
import io.netfailover.config.Settings;
import io.netfailover.lab.LabException;
import io.netfailover.lab.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./bench [NAME...]}: runs benchmarks, or lists them. */
@CommandLine.Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Runs benchmarks against their targets; without a name, lists them.",
            "Writes target/bench/NAME.json and NAME.svg. Ends with 0 only when every target was met."
        },
        footer = {"", "Examples:", "  ./bench", "  ./bench datapath startup", "  ./bench migration --rounds 20"})
public final class Bench implements Callable<Integer> {
    private static final List<Benchmark> ALL = List.of(
            new DatapathBench(),
            new MigrationBench(),
            new NetlinkBench(),
            new OutageBench(OutageBench.Part.ALL),
            new OutageBench(OutageBench.Part.HOST),
            new OutageBench(OutageBench.Part.GUEST),
            new PercpuBench(),
            new RedirectBench(),
            new StartupBench());

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Which to run.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description =
                    "How often each arm is measured; 'datapath', 'redirect' and 'migration' take it, 'outage' for its guest, others have rounds of their own.")
    private int rounds;

    public static void main(String... arguments) {
        Logging.start(new Settings.Log(Settings.Level.WARN, false));
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (names.isEmpty()) {
            ALL.forEach(benchmark ->
                    System.out.printf(Locale.ROOT, "%-12s %s%n", benchmark.name(), benchmark.description()));
            return 0;
        }
        List<Benchmark> chosen = new ArrayList<>();
        for (String name : names) {
            Benchmark benchmark = find(name).orElseThrow(() -> misused("there is no benchmark '" + name + "'"));
            chosen.add(rounds == 0 ? benchmark : withRounds(benchmark));
        }
        boolean holds = true;
        for (Benchmark benchmark : chosen) {
            holds &= run(benchmark);
        }
        return holds ? 0 : 1;
    }

    private Benchmark withRounds(Benchmark benchmark) {
        if (rounds < 1) {
            throw misused("--rounds needs a number of 1 or more, not " + rounds);
        }
        return benchmark
                .withRounds(rounds)
                .orElseThrow(() -> misused("'" + benchmark.name() + "' has rounds of its own, without --rounds"));
    }

    private CommandLine.ParameterException misused(String why) {
        return new CommandLine.ParameterException(new CommandLine(this), why);
    }

    private static boolean run(Benchmark benchmark) throws Exception {
        System.out.println("== " + benchmark.name() + ": " + benchmark.description());
        int cpus = Runtime.getRuntime().availableProcessors();
        try {
            List<Figure> figures = benchmark.run(line -> System.err.println("   " + line));
            Report.write(Program.root().resolve("target/bench"), benchmark, cpus, figures);
            System.out.println(Report.table(figures));
            return figures.stream().allMatch(Figure::holds);
        } catch (LabException e) {
            System.err.println("bench " + benchmark.name() + ": " + e.getMessage());
            return false;
        }
    }

    private static Optional<Benchmark> find(String name) {
        return ALL.stream().filter(benchmark -> benchmark.name().equals(name)).findFirst();
    }
}
