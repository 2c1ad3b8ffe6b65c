package io.netfailover.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.netfailover.types.MacAddress;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordEvolutionTest {
    record Version1(String name, int mtuBytes) {}

    /** What a later version may add without a word. */
    record Version2(
            int mtuBytes,
            boolean up,
            long packets,
            double share,
            String alias,
            Optional<MacAddress> address,
            List<String> altNames,
            Set<Integer> vlans,
            Map<String, Integer> limits,
            String name) {}

    /** A compact constructor chooses another default than "". */
    record RefinedDefault(String name, int mtuBytes, String kind) {
        RefinedDefault {
            kind = kind.isEmpty() ? "physical" : kind;
        }
    }

    record WithoutDefault(String name, int mtuBytes, MacAddress address) {}

    private static final Version2 FULL = new Version2(
            9000,
            true,
            7L,
            0.5,
            "uplink",
            Optional.of(Samples.MAC),
            List.of("a", "b"),
            Set.of(1, 2),
            Map.of("k", 1),
            "ens10");

    static List<Class<?>> eventsStatesAndMessages() {
        return Hierarchy.eventsStatesAndMessages();
    }

    @Test
    void aComponentThatCameLaterTakesTheDefaultOfItsType() {
        byte[] old = written(Version1.class, new Version1("ens10", 1500));

        assertThat(read(Version2.class, old))
                .isEqualTo(
                        new Version2(1500, false, 0, 0, "", Optional.empty(), List.of(), Set.of(), Map.of(), "ens10"));
    }

    @Test
    void anUnknownComponentIsSkipped() {
        byte[] newer = written(Version2.class, FULL);

        assertThat(read(Version1.class, newer)).isEqualTo(new Version1("ens10", 9000));
    }

    @Test
    void everyComponentIsWrittenAndRead() {
        assertThat(read(Version2.class, written(Version2.class, FULL))).isEqualTo(FULL);
    }

    @Test
    void aCompactConstructorRefinesTheDefault() {
        byte[] old = written(Version1.class, new Version1("ens10", 1500));

        assertThat(read(RefinedDefault.class, old)).isEqualTo(new RefinedDefault("ens10", 1500, "physical"));
    }

    @Test
    void aMissingComponentWithoutDefaultIsNamed() {
        byte[] old = written(Version1.class, new Version1("ens10", 1500));

        assertThatThrownBy(() -> read(WithoutDefault.class, old))
                .isInstanceOf(JournalException.class)
                .hasMessage("component 'address' of WithoutDefault is missing and has no default");
    }

    @ParameterizedTest
    @MethodSource("eventsStatesAndMessages")
    void everyRecordReadsBytesWithAnUnknownComponentOfAnUnknownClass(Class<?> type) throws IOException {
        byte[] classIdOfTomorrow = {(byte) 0xff, 0x7f, 1, 2, 3};
        byte[] newer = EncodedRecord.of(GoldenBytesTest.golden(type))
                .with("severity", classIdOfTomorrow)
                .toBytes();

        assertThat(JournalFormat.decode(Manifests.of(type), newer)).isEqualTo(Samples.of(type));
    }

    @Test
    void anEventWithoutAComponentTakesTheDefault() throws IOException {
        Class<?> type = NetdevEvent.NetdevMtuChanged.class;
        byte[] older = EncodedRecord.of(GoldenBytesTest.golden(type))
                .without("whileAway")
                .toBytes();

        assertThat(JournalFormat.decode("netdev-mtu-changed", older))
                .isEqualTo(new NetdevEvent.NetdevMtuChanged(9000, false, Samples.AT));
    }

    private static <R extends Record> byte[] written(Class<R> type, R value) {
        Kryo kryo = ClassIds.newKryo();
        Output out = new Output(64, -1);
        new RecordFormat<>(type).write(kryo, out, value);
        return out.toBytes();
    }

    private static <R extends Record> R read(Class<R> type, byte[] bytes) {
        return new RecordFormat<>(type).read(ClassIds.newKryo(), new Input(bytes), type);
    }
}
