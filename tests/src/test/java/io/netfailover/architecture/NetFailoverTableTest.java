package io.netfailover.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.lab.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of docs/reference/net-failover.md says of each row what tests bear out. */
class NetFailoverTableTest {
    private static final Pattern ROW = Pattern.compile("\\| (NF-\\d\\d) \\|[^|]+\\| ([a-z ]+) \\|([^|]+)\\|");
    private static final Pattern TEST = Pattern.compile("void nf(\\d\\d)(?:And(\\d\\d))?[A-Z]\\w*\\(");

    @Test
    void thereAreAll34RowsEachWithAVerdictAndDifferencesWithAReason() throws IOException {
        assertThat(rows().keySet())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 34)
                        .mapToObj("NF-%02d"::formatted)
                        .toList());
        rows().forEach((id, row) -> {
            assertThat(row.verdict()).as(id).isIn("same", "differs", "not applicable");
            if (!row.verdict().equals("same")) {
                assertThat(row.reason()).as(id).isNotBlank();
            }
        });
    }

    @Test
    void eachRowThatIsTheSameOrDiffersHasATest() throws IOException {
        List<String> claimed = rows().entrySet().stream()
                .filter(row -> !row.getValue().verdict().equals("not applicable"))
                .map(Map.Entry::getKey)
                .toList();

        assertThat(testedRows()).containsAll(claimed);
    }

    private record Row(String verdict, String reason) {}

    private static Map<String, Row> rows() throws IOException {
        Map<String, Row> rows = new TreeMap<>();
        for (String line : Files.readAllLines(Program.root().resolve("docs/reference/net-failover.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                rows.put(row.group(1), new Row(row.group(2), row.group(3)));
            }
        }
        return rows;
    }

    private static Set<String> testedRows() throws IOException {
        Set<String> tested = new TreeSet<>();
        for (Path file : tests()) {
            Matcher test = TEST.matcher(Files.readString(file));
            while (test.find()) {
                tested.add("NF-" + test.group(1));
                if (test.group(2) != null) {
                    tested.add("NF-" + test.group(2));
                }
            }
        }
        return tested;
    }

    private static List<Path> tests() throws IOException {
        try (Stream<Path> files = Files.walk(Program.root())) {
            return files.filter(file -> file.toString().endsWith("Test.java"))
                    .filter(file -> file.toString().contains("/src/test/java/"))
                    .toList();
        }
    }
}
