package io.netfailover.hypervisor.domainxml;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.types.MacAddress;
import io.netfailover.types.PciAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each file of the corpus says in comments ({@code expect: RULE...}), on the very line, what is to be found; and nothing else may be. */
class DomainCorpusTest {
    private static final Pattern EXPECTED = Pattern.compile("<!-- expect: ([a-z0-9 -]+) -->");
    /** They need a host, or other definitions ({@link HostRulesTest}). */
    private static final Set<Rule> ELSEWHERE = EnumSet.of(
            Rule.BRIDGE_MISSING,
            Rule.OTHER_SEGMENT,
            Rule.MTU,
            Rule.VF_OUTSIDE_POOL,
            Rule.VF_ELSEWHERE,
            Rule.POOL_MISSING,
            Rule.POOL_PF,
            Rule.POOL_UPLINK);

    static List<Path> corpus() {
        try (Stream<Path> files =
                Files.list(Path.of(Objects.requireNonNull(DomainCorpusTest.class.getResource("corpus"))
                        .toURI()))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Path file) throws IOException {
        Charset charset = file.toString().contains("utf-16") ? StandardCharsets.UTF_16 : StandardCharsets.ISO_8859_1;
        return Files.readString(file, charset);
    }

    private static List<String> expected(Path file) throws IOException {
        List<String> expected = new ArrayList<>();
        String[] lines = text(file).split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            Matcher matcher = EXPECTED.matcher(lines[i]);
            if (matcher.find()) {
                for (String rule : matcher.group(1).split(" ", -1)) {
                    expected.add(i + 1 + " " + rule);
                }
            }
        }
        return expected;
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void whatIsExpectedIsFoundAndNothingElse(Path file) throws IOException {
        List<Finding> findings = DomainCheck.all(
                        Map.of("it", Files.readAllBytes(file)), CorpusNetworks.all(), Optional.empty())
                .get("it");

        assertThat(Objects.requireNonNull(findings).stream()
                        .map(finding -> finding.line() + " " + finding.rule().id()))
                .as(file.getFileName() + ": " + findings)
                .containsExactlyInAnyOrderElementsOf(expected(file));
        assertThat(findings).allSatisfy(finding -> {
            assertThat(finding.reason()).isNotBlank();
            assertThat(finding.fix()).isNotBlank();
        });
    }

    @Test
    void theCorpusHasEveryRuleAndSoundDefinitionsToo() throws IOException {
        Set<String> rules = new HashSet<>();
        int sound = 0;
        for (Path file : corpus()) {
            List<String> expected = expected(file);
            expected.forEach(line -> rules.add(line.substring(line.indexOf(' ') + 1)));
            sound += expected.stream().allMatch(line -> line.endsWith(" host-unchecked")) ? 1 : 0;
        }

        assertThat(corpus()).hasSizeGreaterThanOrEqualTo(60);
        assertThat(rules)
                .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.copyOf(ELSEWHERE)).stream()
                        .map(Rule::id)
                        .toList());
        assertThat(sound).isGreaterThan(15);
    }

    /** A pair can be made in each that has the virtio NIC for it, and then a second run changes nothing. */
    @ParameterizedTest
    @MethodSource("corpus")
    void aPairThatIsMadeTwiceIsMadeOnce(Path file) throws IOException {
        byte[] before = Files.readAllBytes(file);
        MacAddress mac = MacAddress.parse("52:54:00:00:12:53");
        for (Teaming.Function function :
                List.of(new Teaming.Vf(new PciAddress("0000:17:10.1")), new Teaming.Pool("vfs"))) {
            byte[] once;
            try {
                once = Teaming.apply(before, mac, function);
            } catch (BadXmlException | TeamingRefusedException e) {
                assertThat(e.getMessage()).isNotBlank();
                continue;
            }
            Set<Rule> allowed = rules(before);
            allowed.add(Rule.HOST_UNCHECKED);
            assertThat(allowed).containsAll(rules(once));
            assertThat(applied(once, mac, function)).isEqualTo(once);
        }
    }

    private static Set<Rule> rules(byte[] definition) {
        return Objects.requireNonNull(DomainCheck.all(Map.of("it", definition), CorpusNetworks.all(), Optional.empty())
                        .get("it"))
                .stream()
                .map(Finding::rule)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Rule.class)));
    }

    private static byte[] applied(byte[] definition, MacAddress mac, Teaming.Function function) {
        try {
            return Teaming.apply(definition, mac, function);
        } catch (BadXmlException | TeamingRefusedException e) {
            throw new AssertionError(e);
        }
    }
}
