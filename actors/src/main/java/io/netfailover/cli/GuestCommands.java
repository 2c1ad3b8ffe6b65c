package io.netfailover.cli;

import io.netfailover.guest.FileChange;
import io.netfailover.guest.Finding;
import io.netfailover.guest.GuestCheck;
import io.netfailover.guest.GuestException;
import io.netfailover.guest.GuestFile;
import io.netfailover.guest.GuestInstallation;
import io.netfailover.guest.GuestRoot;
import io.netfailover.guest.NetworkDaemon;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "guest",
        description = "Keep a guest's network daemons off the slaves of failover masters.",
        subcommands = {
            GuestCommands.Render.class,
            GuestCommands.Install.class,
            GuestCommands.Check.class,
            GuestCommands.Uninstall.class
        },
        footer = {
            "",
            "Examples:",
            "  netfailover guest check",
            "  netfailover guest install --for networkd",
            "  netfailover guest install --root /mnt/image"
        })
final class GuestCommands extends Noun {
    /** What all verbs are told. */
    abstract static class GuestCommand extends CliCommand {
        @Option(
                names = "--for",
                paramLabel = "DAEMON",
                split = ",",
                description =
                        "networkd, ifupdown, cloud-ifupdown, networkmanager, netplan, cloud-init or dracut; several with commas"
                                + " (default: those that the guest has).")
        private List<String> words = List.of();

        @Option(
                names = "--root",
                paramLabel = "DIR",
                description =
                        "Where the guest's file system is: / on the guest itself, or an unpacked image (default: /).")
        private Path directory = Path.of("/");

        @Override
        public final Integer call() {
            if (!Files.isDirectory(directory)) {
                throw new CliException(
                        ExitCode.USAGE,
                        directory + " is no directory",
                        "Give the directory that holds the guest's /etc.");
            }
            try {
                return call(new GuestRoot(directory.toAbsolutePath().normalize()));
            } catch (GuestException e) {
                throw new CliException(ExitCode.REFUSED, String.valueOf(e.getMessage()), e.advice());
            } catch (UncheckedIOException e) {
                throw new CliException(
                        ExitCode.FAILED,
                        String.valueOf(e.getMessage()),
                        "Run it as root, on a file system that can be written.");
            }
        }

        abstract Integer call(GuestRoot root) throws GuestException;

        Set<NetworkDaemon> daemons(Set<NetworkDaemon> otherwise) {
            if (words.isEmpty()) {
                return otherwise;
            }
            Set<NetworkDaemon> chosen = EnumSet.noneOf(NetworkDaemon.class);
            for (String word : words) {
                chosen.add(NetworkDaemon.parse(word)
                        .orElseThrow(() -> new CliException(
                                ExitCode.USAGE,
                                "there is no network daemon '" + word + "'",
                                "Known are "
                                        + Arrays.stream(NetworkDaemon.values())
                                                .map(NetworkDaemon::word)
                                                .collect(Collectors.joining(", "))
                                        + ".")));
            }
            return chosen;
        }

        Set<NetworkDaemon> presentDaemons(GuestRoot root) {
            Set<NetworkDaemon> daemons = daemons(NetworkDaemon.installedIn(root));
            if (daemons.isEmpty()) {
                throw new CliException(
                        ExitCode.REFUSED,
                        "no known network daemon is installed in " + root.directory(),
                        "Name one with --for.");
            }
            return daemons;
        }

        void printChanges(List<FileChange> changes) {
            Table table = new Table(paint(), "FILE", "OUTCOME");
            changes.forEach(change -> table.row(
                    change.path(), change.outcome().word() + (change.note().isEmpty() ? "" : ": " + change.note())));
            out().print(changes.isEmpty() ? "nothing to do\n" : table.toString());
        }
    }

    @Command(
            name = "render",
            description = "Print the files that install would write.",
            footer = {
                "",
                "Examples:",
                "  netfailover guest render --for networkd",
                "  netfailover guest render --for netplan --json"
            })
    static final class Render extends GuestCommand {
        @Option(
                names = {"-j", "--json"},
                description = "Print JSON (docs/reference/json.md).")
        private boolean json;

        @Override
        Integer call(GuestRoot root) {
            List<GuestFile> files = presentDaemons(root).stream()
                    .flatMap(daemon -> daemon.files().stream())
                    .distinct()
                    .toList();
            if (json) {
                return printJson(Json.object(
                        Map.of("files", files.stream().map(Render::document).toList())));
            }
            for (GuestFile file : files) {
                out().println("### " + file.path()
                        + (file.guard() ? ": put in behind the first line" : ", mode " + mode(file)));
                out().println(file.text());
            }
            return ExitCode.DONE.number;
        }

        private static Map<String, ?> document(GuestFile file) {
            return file.guard()
                    ? Map.of("path", file.path(), "insert", file.text())
                    : Map.of("path", file.path(), "mode", mode(file), "content", file.text());
        }

        private static String mode(GuestFile file) {
            return file.executable() ? "0755" : "0644";
        }
    }

    @Command(
            name = "install",
            description = {
                "Write the files that keep network daemons off the slaves.",
                "A file that somebody else wrote or changed is not overwritten without --force, which keeps a copy."
            },
            footer = {
                "",
                "Examples:",
                "  netfailover guest install",
                "  netfailover guest install --for cloud-init,dracut --root /mnt/image"
            })
    static final class Install extends GuestCommand {
        @Option(names = "--force", description = "Write over what somebody else wrote; a copy is kept for uninstall.")
        private boolean force;

        @Override
        Integer call(GuestRoot root) throws GuestException {
            Set<NetworkDaemon> daemons = presentDaemons(root);
            List<FileChange> changes = new GuestInstallation(root).install(daemons, force);
            printChanges(changes);
            boolean changed = changes.stream().anyMatch(change -> change.outcome() != FileChange.Outcome.UNCHANGED);
            if (changed && root.isRunning()) {
                out().println("To apply it without a reboot: udevadm control --reload;"
                        + " udevadm trigger --subsystem-match=net --action=change; then "
                        + daemons.stream().map(NetworkDaemon::applied).collect(Collectors.joining("; "))
                        + ".");
            }
            return ExitCode.DONE.number;
        }
    }

    @Command(
            name = "check",
            description = {
                "Say what in the guest would give a slave a lease, an address or the master's name.",
                "Ends with 3 when it finds an error; warnings alone end with 0."
            },
            footer = {
                "",
                "Examples:",
                "  netfailover guest check",
                "  netfailover guest check --root /mnt/image --json | jq '.findings[].reason'"
            })
    static final class Check extends GuestCommand {
        @Option(
                names = {"-j", "--json"},
                description = "Print JSON (docs/reference/json.md).")
        private boolean json;

        @Override
        Integer call(GuestRoot root) {
            Set<NetworkDaemon> daemons = presentDaemons(root);
            List<Finding> findings = new GuestCheck(root).run(daemons);
            if (json) {
                printJson(Json.object(Map.of(
                        "daemons", daemons.stream().map(NetworkDaemon::word).toList(),
                        "findings", findings.stream().map(Check::document).toList())));
            } else {
                print(text(daemons, findings));
            }
            boolean holds = findings.stream().noneMatch(finding -> finding.severity() == Finding.Severity.ERROR);
            return (holds ? ExitCode.DONE : ExitCode.REFUSED).number;
        }

        private static Map<String, ?> document(Finding finding) {
            return Map.of(
                    "severity", finding.severity().word(),
                    "place", finding.place(),
                    "line", finding.line(),
                    "reason", finding.reason(),
                    "fix", finding.fix());
        }

        private static String text(Set<NetworkDaemon> daemons, List<Finding> findings) {
            List<String> lines = new ArrayList<>();
            for (Finding finding : findings) {
                String line = finding.line() == 0 ? "" : ":" + finding.line();
                lines.add(finding.severity().word() + ": " + finding.place() + line + ": " + finding.reason());
                lines.add("  " + finding.fix());
            }
            if (findings.isEmpty()) {
                lines.add("nothing found for "
                        + daemons.stream().map(NetworkDaemon::word).collect(Collectors.joining(", ")));
            }
            return String.join("\n", lines) + "\n";
        }
    }

    @Command(
            name = "uninstall",
            description = {
                "Take the files out again and put back what was there before.",
                "What somebody has changed since is left and said, unless --force is given."
            },
            footer = {"", "Examples:", "  netfailover guest uninstall", "  netfailover guest uninstall --for dracut"})
    static final class Uninstall extends GuestCommand {
        @Option(names = "--force", description = "Also remove what somebody has changed since.")
        private boolean force;

        @Override
        Integer call(GuestRoot root) {
            GuestInstallation installation = new GuestInstallation(root);
            List<FileChange> changes = installation.uninstall(daemons(installation.daemons()), force);
            printChanges(changes);
            if (changes.stream().anyMatch(change -> change.outcome() == FileChange.Outcome.LEFT)) {
                throw new CliException(
                        ExitCode.FAILED,
                        "some files were changed since they were installed, and are still there",
                        "Save what you need of them, then use --force.");
            }
            return ExitCode.DONE.number;
        }
    }
}
