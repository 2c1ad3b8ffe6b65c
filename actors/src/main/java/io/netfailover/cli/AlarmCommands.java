package io.netfailover.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "alarm",
        description = "What is wrong with this host, for as long as it lasts.",
        subcommands = {AlarmCommands.ListAll.class, AlarmCommands.Acknowledge.class},
        footer = {"", "Examples:", "  netfailover alarm list", "  netfailover alarm ack one-way master ens10"})
final class AlarmCommands extends Noun {
    @Command(
            name = "list",
            description = "List the alarms that stand, the oldest first.",
            footer = {
                "",
                "Examples:",
                "  netfailover alarm list",
                "  netfailover alarm list --json | jq '.alarms[] | select(.acknowledgedBy == null)'"
            })
    static final class ListAll extends ReadingCommand {
        @Override
        public Integer call() {
            return show("list alarms", "/v1/alarms", this::table);
        }

        private String table(Json answer) {
            if (answer.list("alarms").isEmpty()) {
                return "no alarms\n";
            }
            Table table = new Table(paint(), "KIND", "SUBJECT", "SINCE", "ACKNOWLEDGED BY", "TEXT");
            for (Json alarm : answer.list("alarms")) {
                table.row(
                        alarm.text("kind"),
                        alarm.text("subject"),
                        alarm.time("raisedAt"),
                        alarm.text("acknowledgedBy"),
                        alarm.text("text"));
            }
            return table.toString();
        }
    }

    @Command(
            name = "ack",
            description = {
                "Say that you have seen an alarm.",
                "It stands until what is wrong has been mended; raised again it is to be seen again."
            },
            footer = {
                "",
                "Examples:",
                "  netfailover alarm ack one-way master ens10",
                "  netfailover alarm ack picture-stale host"
            })
    static final class Acknowledge extends CliCommand {
        @Parameters(index = "0", paramLabel = "KIND", description = "As 'alarm list' shows it.")
        private String kind = "";

        @Parameters(
                index = "1..*",
                arity = "1..*",
                paramLabel = "SUBJECT",
                description = "As 'alarm list' shows it: master ens10, link ens11, host.")
        private List<String> subject = List.of();

        @Override
        public Integer call() {
            String words = String.join(" ", subject);
            String alarm = "alarm " + kind + " of " + words;
            daemon().request(
                            "acknowledge " + alarm,
                            "POST",
                            "/v1/alarms/acknowledge",
                            Json.object(Map.of("kind", kind, "subject", words)));
            return print(alarm + " is acknowledged\n");
        }
    }

    /** One line for each, none when all is well. */
    static String lines(List<Json> alarms) {
        StringBuilder text = new StringBuilder();
        for (Json alarm : alarms) {
            text.append("! ")
                    .append(alarm.text("kind"))
                    .append(", ")
                    .append(alarm.text("subject"))
                    .append(": ")
                    .append(alarm.text("text"))
                    .append(alarm.optional("acknowledgedBy")
                            .map(by -> " (acknowledged by " + by + ")")
                            .orElse(""))
                    .append('\n');
        }
        return text.toString();
    }
}
