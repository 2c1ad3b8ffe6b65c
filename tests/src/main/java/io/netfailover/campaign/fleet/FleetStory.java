package io.netfailover.campaign.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfailover.journal.MigrationStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code migration show} tells, and whether that is a whole story. */
final class FleetStory {
    private FleetStory() {}

    /** As the API calls a step. */
    static String word(MigrationStep step) {
        return step.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether a migration has come to that step, or to its end. */
    static boolean has(JsonNode migration, MigrationStep step, boolean ended) {
        for (JsonNode line : migration.path("timeline")) {
            if (name(line).equals(word(step)) && (!ended || line.hasNonNull("ended"))) {
                return true;
            }
        }
        return false;
    }

    /** What was begun last. */
    static String lastStep(JsonNode migration) {
        JsonNode timeline = migration.path("timeline");
        return name(timeline.path(timeline.size() - 1));
    }

    /** Each step that was begun has ended, and the last try of each was the good one. */
    static List<String> objections(JsonNode migration) {
        List<String> objections = new ArrayList<>();
        String result = migration.path("result").asText();
        Map<String, JsonNode> lastTries = new LinkedHashMap<>();
        for (JsonNode line : migration.path("timeline")) {
            if (!line.hasNonNull("ended")) {
                objections.add(name(line) + " has no end");
            }
            lastTries.put(name(line), line);
        }
        lastTries.forEach((name, line) -> {
            boolean done = line.path("outcome").asText().equals("done");
            boolean undo = line.path("undo").asBoolean();
            if (!done && (undo || result.equals("completed"))) {
                objections.add(name + " was " + line.path("outcome").asText() + " at last: "
                        + line.path("words").asText());
            }
        });
        if (!List.of("completed", "rolled-back", "refused").contains(result)) {
            objections.add(
                    "it ended as " + result + ": " + migration.path("words").asText());
        }
        return objections;
    }

    private static String name(JsonNode line) {
        return (line.path("undo").asBoolean() ? "undo of " : "")
                + line.path("step").asText();
    }

    /** In one line. */
    static String of(JsonNode migration) {
        StringBuilder story = new StringBuilder(migration.path("result").asText() + " "
                + migration.path("words").asText());
        for (JsonNode line : migration.path("timeline")) {
            story.append("\n       ")
                    .append(line.path("begun").asText())
                    .append(' ')
                    .append(name(line))
                    .append(": ")
                    .append(line.path("outcome").asText())
                    .append(' ')
                    .append(line.path("words").asText());
        }
        return story.toString();
    }
}
