package io.netfailover.cli;

import java.util.Map;
import java.util.stream.Collectors;

/** The journal's events as a table, for the client and for the offline reader. */
public final class JournalText {
    private JournalText() {}

    /** @param json the answer to {@code GET /v1/journal/events} */
    public static String table(String json) {
        Json answer = DaemonClient.parse(json);
        Table table = new Table("AT", "ENTITY", "NR", "EVENT", "DATA");
        for (Json event : answer.list("events")) {
            table.row(
                    event.time("at"),
                    event.text("entity"),
                    event.text("sequence"),
                    event.text("event"),
                    event.at("data").members().entrySet().stream()
                            .filter(member -> !member.getKey().equals("at")) // it has a column of its own
                            .filter(member -> !member.getKey().equals("plan")) // a screenful: --json has it
                            .map(member -> member.getKey() + "=" + compact(member.getValue()))
                            .collect(Collectors.joining(" ")));
        }
        return table.toString();
    }

    /** What is inside braces, without what is absent or empty. */
    private static String compact(Json value) {
        Map<String, Json> members = value.members();
        return members.isEmpty()
                ? value.text()
                : members.entrySet().stream()
                        .filter(member -> !member.getValue().isNull()
                                && !member.getValue().text().isEmpty())
                        .map(member -> member.getKey() + "=" + compact(member.getValue()))
                        .collect(Collectors.joining(" ", "{", "}"));
    }
}
