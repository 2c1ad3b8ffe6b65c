package io.netfailover.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Migrations for people. */
final class MigrationText {
    private MigrationText() {}

    static String howToFollow(String id) {
        return "Follow it with 'netfailover migration show " + id + "', end it with 'netfailover migration cancel " + id
                + "'.";
    }

    static String table(List<Json> migrations, UnaryOperator<String> paint) {
        if (migrations.isEmpty()) {
            return "no migrations\n";
        }
        Table table =
                new Table(paint, "MIGRATION", "DOMAIN", "FROM", "TO", "STATE", "REQUESTED", "TOOK", "DOWNTIME", "WHAT");
        for (Json migration : migrations) {
            table.row(
                    migration.text("id"),
                    migration.text("order", "domain"),
                    migration.text("order", "source"),
                    migration.text("order", "destination"),
                    migration.text("phase"),
                    migration.time("requestedAt"),
                    took(migration, "requestedAt", "endedAt"),
                    downtime(migration),
                    migration.text("words"));
        }
        return table.toString();
    }

    /** Everything about one migration. */
    static String details(Json migration, UnaryOperator<String> paint) {
        Json order = migration.at("order");
        Facts facts = new Facts();
        facts.add("migration", migration.text("id"));
        facts.add(
                "domain", order.text("domain") + ", from " + order.text("source") + " to " + order.text("destination"));
        facts.add("state", paint.apply(migration.text("phase")) + prefixed(": ", migration.text("words")));
        if (!migration.text("advice").isEmpty()) {
            facts.add("advice", migration.text("advice"));
        }
        facts.add("order", order(order));
        facts.add("requested", migration.time("requestedAt") + " by " + migration.text("requestedBy"));
        facts.add("ended", migration.time("endedAt") + after(migration));
        facts.add("memory", progress(migration.at("progress")));
        facts.add("downtime", downtime(migration));
        Table table = new Table(paint, "STEP", "HOST", "BEGUN", "TOOK", "OUTCOME", "WORDS");
        for (Json step : migration.list("timeline")) {
            table.row(
                    step(step),
                    step.text("host"),
                    step.time("begun"),
                    took(step, "begun", "ended"),
                    step.optional("outcome").orElse("running"),
                    step.text("words"));
        }
        return facts + "\n" + table;
    }

    private static String after(Json migration) {
        return migration.at("endedAt").isNull() ? "" : " (took " + took(migration, "requestedAt", "endedAt") + ")";
    }

    private static String order(Json order) {
        List<String> words = new ArrayList<>();
        words.add("strategy " + order.text("strategy"));
        words.add("feed " + order.text("feed"));
        words.add("no VF: " + order.text("noVf"));
        words.add("guest master " + order.text("guestMaster"));
        words.add("timeout "
                + TimeText.spoken(Duration.parse(order.text("timeout")).toMillis() / 1e3));
        limit(words, order.count("bandwidthMiBps"), "at most ", " MiB/s");
        limit(words, order.count("maxDowntimeMs"), "downtime at most ", " ms");
        limit(words, order.count("parallelConnections"), "", " connections");
        for (String flag : List.of("autoConverge", "tls", "copyStorage")) {
            if (order.is(flag)) {
                words.add(flag.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT));
            }
        }
        return String.join(", ", words);
    }

    private static void limit(List<String> words, long value, String before, String after) {
        if (value > 0) {
            words.add(before + value + after);
        }
    }

    /** {@code undo detach-vf, try 2}. */
    static String step(Json step) {
        return (step.is("undo") ? "undo " : "")
                + step.text("step")
                + (step.count("attempt") > 1 ? ", try " + step.count("attempt") : "");
    }

    /** A step that has ended, in a line. */
    static String line(Json step) {
        return step(step) + " on " + step.text("host") + ": " + step.text("outcome") + " in "
                + took(step, "begun", "ended") + prefixed(", ", step.text("words"));
    }

    /** What it is doing, for the line that is rewritten. */
    static String now(Json migration, Instant now) {
        List<Json> timeline = migration.list("timeline");
        String what = migration.text("phase");
        if (!timeline.isEmpty()) {
            Json step = timeline.get(timeline.size() - 1);
            what = step(step) + " on " + step.text("host");
            if (step.at("ended").isNull()) {
                what += " " + spoken(Duration.between(Instant.parse(step.text("begun")), now));
            }
        }
        String progress = progress(migration.at("progress"));
        return migration.text("id") + " " + what + (progress.equals("-") ? "" : ": " + progress);
    }

    private static String progress(Json progress) {
        if (progress.isNull()) {
            return "-";
        }
        String downtime = progress.optional("downtimeMs")
                .map(milliseconds -> ", downtime " + milliseconds + " ms")
                .orElse("");
        return StatusText.bytes(progress.count("transferredBytes")) + " sent, "
                + StatusText.bytes(progress.count("remainingBytes")) + " left, "
                + StatusText.plural(progress.count("iterations"), "iteration") + downtime;
    }

    static String completed(Json migration) {
        String downtime = downtime(migration);
        return migration.text("words") + ": " + took(migration, "requestedAt", "endedAt") + " in all"
                + (downtime.equals("-") ? "" : ", stopped for " + downtime);
    }

    /** A result in words. */
    static String fate(String result) {
        return switch (result) {
            case "refused" -> "was refused, nothing was changed";
            case "rolled-back" -> "was rolled back";
            case "lost" -> "lost the VM";
            default -> "ended as " + result;
        };
    }

    /** Why the last step that did not succeed did not. */
    static String lastFailure(Json migration) {
        return migration.list("timeline").stream()
                .filter(step -> step.optional("outcome")
                        .filter(outcome -> !outcome.equals("done"))
                        .isPresent())
                .reduce((first, second) -> second)
                .map(step -> step(step) + ": " + step.text("words"))
                .orElse(migration.text("words"));
    }

    /** As the hypervisor measured it. */
    private static String downtime(Json migration) {
        return migration
                .optional("progress", "downtimeMs")
                .map(ms -> ms + " ms")
                .orElse("-");
    }

    private static String took(Json json, String from, String to) {
        return json.at(to).isNull()
                ? "-"
                : spoken(Duration.between(Instant.parse(json.text(from)), Instant.parse(json.text(to))));
    }

    private static String spoken(Duration time) {
        return time.toMillis() < 1000 ? Math.max(0, time.toMillis()) + "ms" : TimeText.spoken(time.toMillis() / 1e3);
    }

    private static String prefixed(String prefix, String text) {
        return text.isEmpty() ? "" : prefix + text;
    }
}
