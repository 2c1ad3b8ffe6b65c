package io.netfailover.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code netfailover}, the client of the daemon on this host. */
@Command(
        name = "netfailover",
        description = "Network failover between a paravirtual NIC and a VF.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed",
            "2:wrong usage",
            "3:refused (a precondition does not hold; nothing was changed)",
            "4:the daemon, or what it needs, is not reachable",
            "5:timed out"
        },
        footer = {
            "",
            "Examples:",
            "  netfailover status",
            "  netfailover master create ens10 --standby ens10",
            "  netfailover master show ens10 --json",
            "  netfailover migrate vm1 --to hv2",
            "  netfailover monitor",
            "",
            "NETFAILOVER_HOME moves state, configuration, socket, lock and pins."
        })
public final class Cli extends Noun {
    /** In the order of the help text. */
    private static final Map<String, Supplier<Object>> COMMANDS = commands();

    private final Surroundings surroundings;

    private Duration timeout = Duration.ofSeconds(30);

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            scope = ScopeType.INHERIT,
            description = "The daemon's socket, if it is not at its usual place.")
    private @Nullable Path socket;

    Cli(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    public static void main(String[] args) {
        PrintStream out = new PrintStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)), false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        int exitCode = run(
                new Surroundings(
                        out, err, System.getenv(), Clock.systemUTC(), Boolean.getBoolean("netfailover.colour")),
                args);
        out.flush();
        System.exit(exitCode);
    }

    /** @return the exit code */
    static int run(Surroundings surroundings, String... args) {
        CommandLine commandLine = commandLine(surroundings, args);
        int exitCode = commandLine.execute(args);
        surroundings.out().flush();
        return exitCode;
    }

    private static Map<String, Supplier<Object>> commands() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("daemon", DaemonCommand::new);
        commands.put("status", StatusCommand::new);
        commands.put("monitor", MonitorCommand::new);
        commands.put("netdev", NetdevCommands::new);
        commands.put("master", MasterCommands::new);
        commands.put("alarm", AlarmCommands::new);
        commands.put("migrate", MigrateCommand::new);
        commands.put("migration", MigrationCommands::new);
        commands.put("domain", DomainCommands::new);
        commands.put("vf", VfCommands::new);
        commands.put("guest", GuestCommands::new);
        commands.put("journal", JournalCommands::new);
        commands.put("cluster", ClusterCommands::new);
        commands.put("log", LogCommands::new);
        return commands;
    }

    /** Of all commands but those that have a {@code --timeout} with a meaning of their own, which picocli's inheritance cannot leave out. */
    private void addTimeout(CommandSpec command) {
        if (!command.optionsMap().containsKey("--timeout")) {
            command.addOption(OptionSpec.builder("--timeout")
                    .paramLabel("TIME")
                    .type(Duration.class)
                    .converters(new TimeText())
                    .setter(new ISetter() {
                        @Override
                        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
                        public <T> T set(@Nullable T value) {
                            Duration before = timeout;
                            if (value != null) { // picocli resets each option before it parses
                                timeout = (Duration) value;
                            }
                            return (T) before;
                        }
                    })
                    .description("How long to wait for the daemon's answer: 500ms, 10s, 2m (default: 30s).")
                    .build());
        }
        command.subcommands().values().forEach(sub -> addTimeout(sub.getCommandSpec()));
    }

    private static void addHelp(CommandSpec root) {
        root.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .scopeType(ScopeType.INHERIT)
                .description("Show this help and exit.")
                .build());
        root.addOption(OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Show the version and exit.")
                .build());
    }

    /** @param args to build no more of the commands than they need */
    static CommandLine commandLine(Surroundings surroundings, String... args) {
        Cli cli = new Cli(surroundings);
        CommandLine commandLine = new CommandLine(cli);
        addHelp(commandLine.getCommandSpec());
        // picocli reads a command's annotations by reflection, which takes longer than the rest of the program: a call
        // that names its
        // command builds that one only. Help and mistakes get to see all.
        String named = args.length > 0 && COMMANDS.containsKey(args[0]) ? args[0] : "";
        COMMANDS.forEach((name, command) -> {
            if (named.isEmpty() || named.equals(name)) {
                commandLine.addSubcommand(name, command.get());
            }
        });
        cli.addTimeout(commandLine.getCommandSpec());
        commandLine.setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8));
        commandLine.setErr(new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8));
        commandLine.setColorScheme(Help.defaultColorScheme(surroundings.colour() ? Help.Ansi.ON : Help.Ansi.OFF));
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setUsageHelpWidth(100);
        commandLine.setParameterExceptionHandler((e, arguments) -> {
            complain(surroundings, e.getMessage(), usageAdvice(e));
            return ExitCode.USAGE.number;
        });
        commandLine.setExecutionExceptionHandler((e, command, parsed) -> {
            if (e instanceof CliException failure) {
                complain(surroundings, failure.getMessage(), failure.advice());
                return failure.exitCode().number;
            }
            complain(surroundings, "this is a defect of netfailover: " + e, "Please report it with the lines below.");
            e.printStackTrace(surroundings.err());
            return ExitCode.FAILED.number;
        });
        return commandLine;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    DaemonClient daemon() {
        return daemon(timeout);
    }

    /** For what takes longer than the usual answer. */
    DaemonClient daemon(Duration patience) {
        Path path = Optional.ofNullable(socket)
                .map(HomeSocket::checked)
                .orElseGet(() -> HomeSocket.of(surroundings.environment()));
        return new DaemonClient(path, patience);
    }

    private static String usageAdvice(ParameterException e) {
        String see = "See '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.";
        return e instanceof UnmatchedArgumentException unmatched
                        && !unmatched.getSuggestions().isEmpty()
                ? "Did you mean " + String.join(" or ", unmatched.getSuggestions()) + "? " + see
                : see;
    }

    private static void complain(Surroundings surroundings, @Nullable String what, String advice) {
        surroundings.out().flush();
        surroundings.err().println("netfailover: " + what);
        if (!advice.isEmpty()) {
            surroundings.err().println("  " + advice);
        }
    }
}
