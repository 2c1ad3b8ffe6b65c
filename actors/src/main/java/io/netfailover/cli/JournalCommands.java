package io.netfailover.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "journal",
        description = "What was decided and what happened.",
        subcommands = JournalCommands.Events.class,
        footer = {"", "Examples:", "  netfailover journal events", "  netfailover journal events ens10 --since 1h"})
final class JournalCommands extends Noun {
    @Command(
            name = "events",
            description = {
                "List the journal's events, oldest first.",
                "Asks the daemon; when none runs, the journal is read from the disk (that takes a second longer and needs its owner's"
                        + " rights)."
            },
            footer = {
                "",
                "Examples:",
                "  netfailover journal events",
                "  netfailover journal events ens10 --since 10m",
                "  netfailover journal events agent/host",
                "  netfailover journal events migration/vm1",
                "  netfailover journal events --since 2026-11-23T06:00:00Z --json | jq '.events[].event'"
            })
    static final class Events extends CliCommand {
        @Parameters(
                paramLabel = "ENTITY",
                arity = "0..1",
                description =
                        "Only of this master, link or entity: ens10, or as the list shows it. agent/host is what this host did"
                                + " for migrations, migration/DOMAIN what the fleet's journal has of a VM.")
        private @Nullable String entity;

        @Option(
                names = "--since",
                paramLabel = "T",
                description = "Only from then on: an instant (2026-11-23T06:00:00Z) or so long ago (10m, 2h, 7d).")
        private @Nullable String since;

        @Option(
                names = {"-j", "--json"},
                description = "Print JSON (docs/reference/json.md).")
        private boolean json;

        @Override
        public Integer call() {
            String body;
            try {
                body = daemon().get("read the journal", target());
            } catch (CliException e) {
                if (e.exitCode() == ExitCode.NOT_REACHABLE && !isOfTheFleet()) {
                    return ProgramClass.run(ProgramClass.JOURNAL, offlineArguments());
                }
                throw e;
            }
            return json ? printJson(body) : print(JournalText.table(body));
        }

        /** In the cluster's journal, which is not on this host's disk. */
        private boolean isOfTheFleet() {
            return entity != null && entity.matches("migration[|/].*");
        }

        private String target() {
            List<String> query = new ArrayList<>();
            if (entity != null) {
                query.add("entity=" + DaemonClient.segment(entity));
            }
            if (since != null) {
                query.add("since=" + DaemonClient.segment(instant(since).toString()));
            }
            return "/v1/journal/events" + (query.isEmpty() ? "" : "?" + String.join("&", query));
        }

        private String[] offlineArguments() {
            List<String> arguments = new ArrayList<>(List.of("events"));
            if (entity != null) {
                arguments.add(entity);
            }
            if (since != null) {
                arguments.addAll(List.of("--since", instant(since).toString()));
            }
            if (json) {
                arguments.add("--json");
            }
            return arguments.toArray(String[]::new);
        }

        private Instant instant(String text) {
            try {
                return text.contains("T") || text.contains("t")
                        ? Instant.parse(text)
                        : cli().surroundings().clock().instant().minus(new TimeText().convert(text));
            } catch (DateTimeException | TypeConversionException e) {
                throw new CliException(
                        ExitCode.USAGE,
                        "--since '" + text + "' is neither an instant nor a time",
                        "Write 2026-11-23T06:00:00Z, or 10m for ten minutes ago.");
            }
        }
    }
}
