package io.netfailover.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfailover.journal.MigrationStep;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * A line of a migration's timeline on the probe's clock.
 *
 * @param begunNs {@link System#nanoTime}, as {@code endedNs}, which is empty for a step whose end nobody saw
 */
public record StepTime(
        MigrationStep step,
        String host,
        boolean undo,
        int attempt,
        long begunNs,
        OptionalLong endedNs,
        String outcome,
        String words) {

    /** As {@code GET /v1/migrations/ID} has it. */
    static StepTime of(JsonNode line, HostClock clock) {
        return new StepTime(
                MigrationStep.valueOf(
                        line.path("step").asText().toUpperCase(Locale.ROOT).replace('-', '_')),
                line.path("host").asText(),
                line.path("undo").asBoolean(),
                line.path("attempt").asInt(),
                clock.nanos(Instant.parse(line.path("begun").asText())),
                line.path("ended").isTextual()
                        ? OptionalLong.of(
                                clock.nanos(Instant.parse(line.path("ended").asText())))
                        : OptionalLong.empty(),
                line.path("outcome").asText("").replace("null", "not seen to end"),
                line.path("words").asText());
    }

    String title() {
        return (undo ? "undo " : "")
                + step.name().toLowerCase(Locale.ROOT).replace('_', '-')
                + (attempt > 1 ? " (" + attempt + ")" : "");
    }
}
