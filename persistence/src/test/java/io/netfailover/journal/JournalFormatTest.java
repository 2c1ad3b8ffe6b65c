package io.netfailover.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.netfailover.types.Path;
import io.netfailover.types.Steering;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JournalFormatTest {
    static List<Object> values() throws UnknownHostException {
        return List.of(
                UUID.fromString("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"),
                InetAddress.getByName("192.0.2.1"),
                InetAddress.getByName("2001:db8::1"),
                Instant.MIN,
                Instant.MAX,
                Duration.ofNanos(-1),
                Long.MIN_VALUE,
                Integer.MAX_VALUE,
                "größer – 大",
                List.of(Path.NONE, Optional.of(List.of())),
                Map.of("a", 1, "b", 2),
                Steering.BPF_FLIP);
    }

    @ParameterizedTest
    @MethodSource("values")
    void aValueIsReadAsItWasWritten(Object value) {
        Kryo kryo = ClassIds.newKryo();
        Output out = new Output(64, -1);
        kryo.writeClassAndObject(out, value);

        assertThat(kryo.readClassAndObject(new Input(out.toBytes()))).isEqualTo(value);
    }

    @Test
    void equalStatesHaveEqualBytesWhateverTheOrderOfTheirSets() {
        Kryo kryo = ClassIds.newKryo();
        Output forwards = new Output(64, -1);
        Output backwards = new Output(64, -1);
        kryo.writeClassAndObject(forwards, new LinkedHashSet<>(List.of("a", "b", "c")));
        kryo.writeClassAndObject(backwards, new LinkedHashSet<>(List.of("c", "b", "a")));

        assertThat(forwards.toBytes()).isEqualTo(backwards.toBytes());
    }

    @Test
    void anUnknownManifestIsOfANewerVersion() {
        assertThatThrownBy(() -> JournalFormat.decode("netdev-speed-changed", new byte[] {0}))
                .isInstanceOf(NewerJournalException.class)
                .hasMessageContaining("unknown record 'netdev-speed-changed'")
                .hasMessageContaining("a newer netfailover wrote this journal")
                .hasMessageContaining("Start that version or a later one");
    }

    @Test
    void anUnknownEnumConstantIsOfANewerVersion() throws IOException {
        byte[] golden = GoldenBytesTest.golden(MasterEvent.PathSwitched.class);
        EncodedRecord record = EncodedRecord.of(golden);
        byte[] newer = record.with("to", renamed(record.contentOf("to"), "STANDBY", "RELAYED"))
                .toBytes();

        assertThatThrownBy(() -> JournalFormat.decode("master-path-switched", newer))
                .isInstanceOf(NewerJournalException.class)
                .hasMessageContaining("'master-path-switched'")
                .hasMessageContaining("unknown Path 'RELAYED'");
    }

    @Test
    void anUnknownClassIdIsOfANewerVersion() throws IOException {
        byte[] newer = EncodedRecord.of(GoldenBytesTest.golden(MasterEvent.PathSwitched.class))
                .with("to", new byte[] {(byte) 0xff, 0x7f})
                .toBytes();

        assertThatThrownBy(() -> JournalFormat.decode("master-path-switched", newer))
                .isInstanceOf(NewerJournalException.class)
                .hasMessageContaining("unknown class");
    }

    @Test
    void aClassNamedInTheBytesIsNeverLoaded() throws IOException {
        byte[] named = EncodedRecord.of(GoldenBytesTest.golden(MasterEvent.PathSwitched.class))
                .with("to", new byte[] {1, 0, (byte) 0x83, 'a', '.', (byte) ('B' | 0x80)})
                .toBytes();

        assertThatThrownBy(() -> JournalFormat.decode("master-path-switched", named))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("a class is named");
    }

    @Test
    void whatIsNotOursIsNotWritten() {
        assertThatThrownBy(() -> JournalFormat.encode("text"))
                .isInstanceOf(JournalException.class)
                .hasMessage("java.lang.String has no manifest, so it cannot be journalled");
    }

    @Test
    void bytesBeyondTheRecordAreRefused() throws IOException {
        byte[] golden = GoldenBytesTest.golden(MasterEvent.MasterDestroyed.class);

        assertThatThrownBy(() -> JournalFormat.decode("master-destroyed", Arrays.copyOf(golden, golden.length + 1)))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("1 bytes too many");
    }

    /** The checksum keeps damage away from the decoder in a journal; between nodes nothing does. */
    @Test
    void damagedBytesAreReadOrRefusedButNeverBreakTheDecoder() throws IOException {
        SplittableRandom random = new SplittableRandom(20261123);
        for (Class<?> type : Hierarchy.eventsStatesAndMessages()) {
            byte[] golden = GoldenBytesTest.golden(type);
            for (int round = 0; round < 400; round++) {
                byte[] damaged = Arrays.copyOf(golden, random.nextInt(golden.length + 1));
                for (int flips = random.nextInt(4); flips >= 0 && damaged.length > 0; flips--) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
                }
                try {
                    assertThat(JournalFormat.decode(Manifests.of(type), damaged))
                            .isInstanceOf(type);
                } catch (JournalException refused) {
                    assertThat(refused).hasMessageMatching("(?s).+");
                }
            }
        }
    }

    @Test
    void manyThreadsMayUseItAtOnce() {
        Object sample = Samples.of(MasterState.Active.class);
        byte[] expected = JournalFormat.encode(sample);

        Set<Boolean> agreed = Set.copyOf(IntStream.range(0, 2_000)
                .parallel()
                .mapToObj(i -> Arrays.equals(JournalFormat.encode(sample), expected)
                        && JournalFormat.decode("master-state-active", expected).equals(sample))
                .distinct()
                .toList());

        assertThat(agreed).containsExactly(true);
    }

    private static byte[] renamed(byte[] content, String from, String to) {
        String latin = new String(content, java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(latin).contains(from);
        return latin.replace(from, to).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
