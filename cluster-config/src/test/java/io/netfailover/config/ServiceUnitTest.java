package io.netfailover.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the systemd unit promises to those who configure the network after it. */
class ServiceUnitTest {
    private static final Path UNIT = Path.of("src/main/systemd/netfailover.service");

    @Test
    void theDaemonIsOrderedBeforeTheNetworkIsConfigured() throws IOException {
        assertThat(words("Before")).contains("network-pre.target");
        // an ordering alone does nothing unless somebody pulls the target in (systemd.special)
        assertThat(words("Wants")).contains("network-pre.target");
        // the usual dependencies come after what network-pre.target comes before
        assertThat(words("DefaultDependencies")).containsExactly("no");
        assertThat(words("After")).contains("local-fs.target").noneMatch(unit -> unit.startsWith("network"));
    }

    @Test
    void theBpffsOutlivesTheDaemon() throws IOException {
        assertThat(words("RuntimeDirectoryPreserve")).containsExactly("yes");
        try (Stream<String> lines = Files.lines(UNIT)) {
            assertThat(lines)
                    .noneMatch(
                            line -> line.matches("(Private|Protect|ReadOnly|ReadWrite|Root|Temporary|Inaccessible).*"));
        }
    }

    @Test
    void aStartedDaemonHasItsMastersInService() throws IOException {
        assertThat(String.join(" ", words("ExecStartPost")))
                .contains("until /usr/bin/netfailover status --json")
                .contains("ready");
    }

    private static List<String> words(String key) throws IOException {
        try (Stream<String> lines = Files.lines(UNIT)) {
            return lines.filter(line -> line.startsWith(key + "="))
                    .flatMap(line ->
                            Arrays.stream(line.substring(key.length() + 1).split(" ", -1)))
                    .toList();
        }
    }
}
