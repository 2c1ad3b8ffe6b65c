package io.netfailover.hypervisor.domainxml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects findings while the rules look at a definition. */
final class Findings {
    private final List<Finding> all = new ArrayList<>();

    /** @param where whose line is shown */
    void add(Rule rule, XmlElement where, String reason, String fix) {
        all.add(new Finding(rule, where.line(), reason, fix));
    }

    /** By line, then by rule. */
    List<Finding> sorted() {
        return all.stream()
                .distinct()
                .sorted(Comparator.comparingInt(Finding::line).thenComparing(Finding::rule))
                .toList();
    }
}
