package io.netfailover.cli;

import java.util.List;
import java.util.function.UnaryOperator;

/** What a migration would find now, and the commands that would do the same by hand. */
final class DryRunText {
    private DryRunText() {}

    static String of(Json run, UnaryOperator<String> paint) {
        Json order = run.at("order");
        List<Json> steps = run.list("steps");
        StringBuilder text = new StringBuilder("migrate " + order.text("domain") + " from " + order.text("source")
                + " to " + order.text("destination") + ", strategy " + order.text("strategy")
                + ": nothing is changed\n\n");
        Table table = new Table(paint, "NR", "STEP", "HOST", "CHECK", "FOUND NOW");
        for (int i = 0; i < steps.size(); i++) {
            Json step = steps.get(i);
            table.row(Integer.toString(i + 1), step.text("step"), step.text("host"), check(step), step.text("words"));
        }
        text.append(table).append("\n# The same by hand:\n");
        for (int i = 0; i < steps.size(); i++) {
            Json step = steps.get(i);
            if (!step.list("commands").isEmpty()) {
                text.append("# ")
                        .append(i + 1)
                        .append(' ')
                        .append(step.text("step"))
                        .append(", on ");
                text.append(step.text("host")).append('\n');
                step.list("commands")
                        .forEach(command -> text.append(lines(command)).append('\n'));
            }
        }
        return text.append('\n').append(verdict(run)).toString();
    }

    /** {@link Json#text()} would make a command of several lines one. */
    private static String lines(Json command) {
        return String.join(
                "\n",
                String.valueOf(command.value())
                        .lines()
                        .map(line -> new Json(line).text())
                        .toList());
    }

    private static String check(Json step) {
        return step.optional("outcome")
                .map(outcome -> outcome.equals("done") ? "ok" : outcome)
                .orElse("-");
    }

    private static String verdict(Json run) {
        if (run.is("possible")) {
            return "It could begin now.\n";
        }
        StringBuilder text = new StringBuilder("It would not succeed now:\n");
        for (Json step : run.list("steps")) {
            if (step.optional("outcome").isPresent() && !step.text("outcome").equals("done")) {
                text.append("! ").append(step.text("step")).append(" on ").append(step.text("host"));
                text.append(": ").append(step.text("words")).append('\n');
                if (!step.text("advice").isEmpty()) {
                    text.append("  ").append(step.text("advice")).append('\n');
                }
            }
        }
        return text.toString();
    }

    /** Refused when something stands in the way, timed out when a host does not answer. */
    static ExitCode exitCode(Json run) {
        if (run.is("possible")) {
            return ExitCode.DONE;
        }
        boolean silent =
                run.list("steps").stream().anyMatch(step -> step.text("outcome").equals("timed-out"));
        return silent ? ExitCode.TIMED_OUT : ExitCode.REFUSED;
    }
}
