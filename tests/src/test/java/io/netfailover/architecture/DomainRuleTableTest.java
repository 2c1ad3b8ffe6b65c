package io.netfailover.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.hypervisor.domainxml.Rule;
import io.netfailover.lab.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DomainRuleTableTest {
    private static final Pattern ROW = Pattern.compile("\\| `([a-z0-9-]+)` \\| (error|warning|note) \\| .+ \\|");

    @Test
    void theTableHasAllRulesWithTheirSeveritiesInOrder() throws IOException {
        List<String> rows = Files.readAllLines(Program.root().resolve("docs/reference/domain-rules.md")).stream()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .map(row -> row.group(1) + " " + row.group(2))
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(Arrays.stream(Rule.values())
                        .map(rule -> rule.id() + " " + rule.severity().word())
                        .toList());
    }
}
