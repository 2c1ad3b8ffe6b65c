package io.netfailover.campaign.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.lab.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/reference/net-failover.md tells what the campaign lets pass, and the campaign lets nothing else pass. */
class AllowanceTest {
    private static final Pattern ALLOWED = Pattern.compile("\\| `([a-z-]+)` \\| (NF-\\d\\d) \\|.*");
    private static final Pattern ROW = Pattern.compile("\\| (NF-\\d\\d) \\|[^|]+\\| ([a-z ]+) \\|.*");

    private static List<String> found(Pattern pattern) throws IOException {
        List<String> found = new ArrayList<>();
        for (String line : Files.readAllLines(Program.root().resolve("docs/reference/net-failover.md"))) {
            Matcher matcher = pattern.matcher(line);
            if (matcher.matches()) {
                found.add(matcher.group(1) + " " + matcher.group(2));
            }
        }
        return found;
    }

    @Test
    void theDocumentListsEachAllowedDifferenceWithItsRow() throws IOException {
        assertThat(found(ALLOWED))
                .containsExactlyInAnyOrderElementsOf(Stream.of(Allowance.values())
                        .map(allowance -> allowance.word() + " " + allowance.row())
                        .toList());
    }

    @Test
    void onlyARowThatDiffersAllowsADifference() throws IOException {
        List<String> rows = found(ROW);

        for (Allowance allowance : Allowance.values()) {
            assertThat(rows).as(allowance.word()).contains(allowance.row() + " differs");
        }
    }
}
