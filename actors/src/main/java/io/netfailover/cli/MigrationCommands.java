package io.netfailover.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "migration",
        description = "Migrations that were ordered.",
        subcommands = {
            MigrationCommands.ListAll.class,
            MigrationCommands.Show.class,
            MigrationCommands.Cancel.class,
            MigrationCommands.Resume.class
        },
        footer = {"", "Examples:", "  netfailover migration list", "  netfailover migration show vm1-3"})
final class MigrationCommands extends Noun {
    @Command(
            name = "list",
            description =
                    "List the migrations that this host had a part in since its daemon started, the latest first.",
            footer = {
                "",
                "Examples:",
                "  netfailover migration list",
                "  netfailover migration list --json | jq '.migrations[] | select(.result == null) | .id'"
            })
    static final class ListAll extends ReadingCommand {
        @Override
        public Integer call() {
            return show(
                    "list migrations",
                    "/v1/migrations",
                    answer -> MigrationText.table(answer.list("migrations"), paint()));
        }
    }

    @Command(
            name = "show",
            description = {
                "Show one migration with all its steps.",
                "One that this host had no part in is read from the fleet's journal."
            },
            footer = {
                "",
                "Examples:",
                "  netfailover migration show vm1-3",
                "  netfailover migration show vm1-3 --json | jq '.timeline[] | select(.undo)'"
            })
    static final class Show extends ReadingCommand {
        @Parameters(paramLabel = "ID", description = "The migration: vm1-3 is the third of vm1.")
        private String id = "";

        @Override
        public Integer call() {
            return show(
                    "show migration " + id,
                    "/v1/migrations/" + DaemonClient.segment(id),
                    answer -> MigrationText.details(answer, paint()));
        }
    }

    @Command(
            name = "cancel",
            description = {
                "Undo a migration that is under way: the VM stays where it is, with its VF.",
                "Refused once the VM has moved: from there it only goes forward."
            },
            footer = {"", "Examples:", "  netfailover migration cancel vm1-3"})
    static final class Cancel extends CliCommand {
        @Parameters(paramLabel = "ID", description = "The migration.")
        private String id = "";

        @Override
        public Integer call() {
            daemon().request("cancel migration " + id, "POST", target(id, "cancel"), "");
            return print("migration " + id + " is being cancelled\n  'netfailover migration show " + id
                    + "' shows how it ends.\n");
        }
    }

    @Command(
            name = "resume",
            description = "Have a migration that waits for its next attempt, or for a host, try at once.",
            footer = {"", "Examples:", "  netfailover migration resume vm1-3"})
    static final class Resume extends CliCommand {
        @Parameters(paramLabel = "ID", description = "The migration.")
        private String id = "";

        @Override
        public Integer call() {
            daemon().request("resume migration " + id, "POST", target(id, "resume"), "");
            return print("migration " + id + " tries again\n  'netfailover migration show " + id
                    + "' shows how it goes on.\n");
        }
    }

    private static String target(String id, String verb) {
        return "/v1/migrations/" + DaemonClient.segment(id) + "/" + verb;
    }
}
