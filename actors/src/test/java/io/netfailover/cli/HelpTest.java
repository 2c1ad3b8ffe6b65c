package io.netfailover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class HelpTest {
    private static final Path HOME = Path.of("/nonexistent");

    /** Every command with its verbs, as words. */
    static Stream<List<String>> commands() {
        List<List<String>> all = new ArrayList<>();
        collect(Cli.commandLine(CliRun.silent(HOME)), List.of(), all);
        return all.stream();
    }

    private static void collect(CommandLine command, List<String> words, List<List<String>> all) {
        all.add(words);
        command.getSubcommands().forEach((name, sub) -> {
            List<String> longer = new ArrayList<>(words);
            longer.add(name);
            collect(sub, longer, all);
        });
    }

    @Test
    void allCommandsAreThere() {
        assertThat(commands().map(words -> String.join(" ", words)))
                .containsExactlyInAnyOrder(
                        "",
                        "daemon",
                        "status",
                        "monitor",
                        "netdev",
                        "netdev list",
                        "netdev show",
                        "master",
                        "master create",
                        "master confirm",
                        "master destroy",
                        "master list",
                        "master show",
                        "master set",
                        "master prefer",
                        "master release",
                        "alarm",
                        "alarm list",
                        "alarm ack",
                        "migrate",
                        "migration",
                        "migration list",
                        "migration show",
                        "migration cancel",
                        "migration resume",
                        "domain",
                        "domain list",
                        "domain show",
                        "domain check",
                        "domain teaming",
                        "vf",
                        "vf list",
                        "vf reserve",
                        "vf release",
                        "guest",
                        "guest render",
                        "guest install",
                        "guest check",
                        "guest uninstall",
                        "journal",
                        "journal events",
                        "cluster",
                        "cluster init",
                        "log",
                        "log level");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelpWithAnExampleOfItself(List<String> words) {
        List<String> args = new ArrayList<>(words);
        args.add("--help");

        CliRun run = CliRun.of(HOME, args.toArray(String[]::new));

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        String example = "  netfailover " + String.join(" ", words);
        assertThat(run.out()).startsWith("Usage: netfailover").contains("Examples:\n");
        assertThat(run.out().substring(run.out().indexOf("Examples:\n")).lines().skip(1))
                .anyMatch(line -> line.startsWith(example.stripTrailing()));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyExampleParses(List<String> words) {
        List<String> args = new ArrayList<>(words);
        args.add("--help");
        List<String> examples = CliRun.of(HOME, args.toArray(String[]::new))
                .out()
                .lines()
                .filter(line -> line.matches("  (NETFAILOVER_HOME=\\S+ )?netfailover .*"))
                .map(line -> line.replaceFirst("^.*?netfailover ", "").replaceFirst(" \\|.*", ""))
                .toList();

        assertThat(examples).isNotEmpty();
        for (String example : examples) {
            Cli.commandLine(CliRun.silent(HOME)).parseArgs(example.split(" "));
        }
    }

    @Test
    void theVersionIsShown() {
        assertThat(CliRun.of(HOME, "--version").out())
                .startsWith("netfailover ")
                .contains("Java");
    }

    @Test
    void exitCodesAreInTheHelp() {
        assertThat(CliRun.of(HOME, "--help").out()).contains("3   refused", "5   timed out");
    }
}
