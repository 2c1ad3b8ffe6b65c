package io.netfailover.campaign.scenario;

import java.util.ArrayList;
import java.util.List;

/**
 * Steps that begin at the base state: master up, both slaves registered, with carrier and an MTU of 1500.
 *
 * @param name that says what it is about
 */
public record Scenario(String name, List<Step> steps) {
    public Scenario {
        steps = List.copyOf(steps);
    }

    /**
     * Reads scenarios: a line {@code scenario NAME}, then a line for each step; {@code #} begins a comment.
     *
     * @throws IllegalArgumentException with the line that cannot be read
     */
    static List<Scenario> parse(List<String> lines) {
        List<Scenario> scenarios = new ArrayList<>();
        String name = "";
        List<Step> steps = new ArrayList<>();
        for (String line : lines) {
            String text = line.replaceFirst("#.*", "").strip();
            if (text.startsWith("scenario ")) {
                if (!name.isEmpty()) {
                    scenarios.add(new Scenario(name, steps));
                }
                name = text.substring("scenario ".length()).strip();
                steps.clear();
            } else if (!text.isEmpty()) {
                steps.add(Step.parse(text));
            }
        }
        if (!name.isEmpty()) {
            scenarios.add(new Scenario(name, steps));
        }
        return scenarios;
    }
}
