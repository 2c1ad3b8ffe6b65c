package io.netfailover.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfailover.types.Layout;
import io.netfailover.types.Path;
import io.netfailover.types.ReceiveRule;
import io.netfailover.types.Steering;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Until masters had layouts and policies. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "master-creation-requested",
                "master-state-creating",
                "master-state-active",
                "master-state-destroying"
            })
    void aMasterOfTheFirstVersionHasTheDirectLayoutAndTheUsualPolicy(String manifest) throws IOException {
        Record read = (Record) JournalFormat.decode(manifest, goldenNamed(manifest + "-1"));
        assertThat(read)
                .extracting("definition")
                .isEqualTo(new MasterDefinition(
                        Samples.MASTER,
                        "ens10",
                        true,
                        Samples.MAC,
                        Steering.AUTO,
                        ReceiveRule.OPEN,
                        Layout.DIRECT,
                        Optional.empty()));
    }

    /** Until a standby's configuration moved to its master, and creations could be confirmed. */
    @ParameterizedTest
    @ValueSource(strings = {"master-state-creating", "master-state-active", "master-state-destroying"})
    void aMasterOfTheSecondVersionHasNothingSavedAndAwaitsNothing(String manifest) throws IOException {
        MasterState read = (MasterState) JournalFormat.decode(manifest, goldenNamed(manifest + "-2"));
        assertThat(read.saved()).isEmpty();
        assertThat(read.confirmBy()).isEmpty();
    }

    /** Until masters kept statistics. */
    @Test
    void nf26AMasterOfAnEarlierVersionHasFoldedNothingYet() throws IOException {
        MasterState.Active read =
                (MasterState.Active) JournalFormat.decode("master-state-active", goldenNamed("master-state-active-3"));
        assertThat(read.statistics()).isEmpty();
        assertThat(read.saved()).isPresent();
        assertThat(read.confirmBy()).isPresent();
        assertThat(read.path()).isEqualTo(Path.PRIMARY);
    }

    @Test
    void aMasterOfAnEarlierVersionHasHadNoBetterSteeringThanItHas() throws IOException {
        MasterState.Active read =
                (MasterState.Active) JournalFormat.decode("master-state-active", goldenNamed("master-state-active-4"));
        assertThat(read.bestSteering()).isEqualTo(read.steering());
        assertThat(read.statistics()).isPresent();
    }

    static byte[] golden(Class<?> type) throws IOException {
        return goldenNamed(Manifests.of(type));
    }

    private static byte[] goldenNamed(String file) throws IOException {
        String name = "/golden/" + file + ".hex";
        try (InputStream in = GoldenBytesTest.class.getResourceAsStream(name)) {
            assertThat(in).as("no golden bytes %s", name).isNotNull();
            String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
        }
    }
}
