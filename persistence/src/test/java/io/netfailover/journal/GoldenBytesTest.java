package io.netfailover.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The bytes of each event, state and message between nodes: {@code golden/<manifest>.hex}. What a released version wrote is read for ever: when a record grows, the
 * old file is kept under another name, with a test here that reads it with the new component's default.
 */
class GoldenBytesTest {
    static List<Class<?>> eventsStatesAndMessages() {
        return Hierarchy.eventsStatesAndMessages();
    }

    @ParameterizedTest
    @MethodSource("eventsStatesAndMessages")
    void goldenBytesAreReadAsTheValueThatWroteThem(Class<?> type) throws IOException {
        String manifest = Manifests.of(type);
        assertThat(JournalFormat.decode(manifest, golden(type))).isEqualTo(Samples.of(type));
    }

    @ParameterizedTest
    @MethodSource("eventsStatesAndMessages")
    void aValueIsWrittenAsItsGoldenBytes(Class<?> type) throws IOException {
        assertThat(HexFormat.of().formatHex(JournalFormat.encode(Samples.of(type))))
                .isEqualTo(HexFormat.of().formatHex(golden(type)));
    }

    @Test
    void manifestsAreWordsAndOnePerRecord() {
        Set<String> manifests = new HashSet<>();
        for (Class<?> type : Hierarchy.eventsStatesAndMessages()) {
            String manifest = Manifests.of(type);
            assertThat(manifest).matches("[a-z]+(-[a-z]+)*");
            assertThat(manifests.add(manifest)).as(manifest).isTrue();
        }
    }

    static byte[] golden(Class<?> type) throws IOException {
        String name = "/golden/" + Manifests.of(type) + ".hex";
        try (InputStream in = GoldenBytesTest.class.getResourceAsStream(name)) {
            assertThat(in)
                    .as(
                            "no golden bytes %s; this version writes%n%s",
                            name, HexFormat.of().formatHex(JournalFormat.encode(Samples.of(type))))
                    .isNotNull();
            String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
        }
    }
}
