package io.netfailover.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class SealedRecordTest {
    private static final RecordPlace PLACE = RecordPlace.event("master|ens10", 42);
    private static final String MANIFEST = "master-destroyed";
    private static final byte[] PAYLOAD = {1, 2, 3, 4};

    @Test
    void itIsIntactWhereItWasSealed() {
        assertThat(written().isIntactAt(PLACE)).isTrue();
        assertThat(written().payload()).isEqualTo(PAYLOAD);
        assertThat(written().serializerId()).isEqualTo(JournalSerializer.IDENTIFIER);
    }

    /** The seal's own form is in every journal too. */
    @Test
    void itsBytesNeverChange() {
        assertThat(HexFormat.of().formatHex(bytes())).isEqualTo("01" + "00001267" + "abf84282" + "01020304");
    }

    @Test
    void anyFlippedBitIsNoticed() {
        for (int bit = 0; bit < bytes().length * Byte.SIZE; bit++) {
            byte[] flipped = bytes();
            flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertThat(isIntact(flipped)).as("bit %d", bit).isFalse();
        }
    }

    private static boolean isIntact(byte[] bytes) {
        try {
            return SealedRecord.ofBytes(MANIFEST, bytes).isIntactAt(PLACE);
        } catch (NewerJournalException versionByte) {
            return false;
        }
    }

    @Test
    void itIsNotIntactElsewhere() {
        List<RecordPlace> elsewhere = List.of(
                RecordPlace.event("master|ens10", 43),
                RecordPlace.event("master|ens11", 42),
                RecordPlace.snapshot("master|ens10", 42));

        assertThat(elsewhere).noneMatch(written()::isIntactAt);
    }

    @Test
    void itIsNotIntactUnderAnotherManifest() {
        assertThat(SealedRecord.ofBytes("master-destructed", bytes()).isIntactAt(PLACE))
                .isFalse();
    }

    @Test
    void noByteMovesBetweenPersistenceIdAndManifest() {
        SealedRecord record = SealedRecord.seal(RecordPlace.event("ab", 1), "c", 1, PAYLOAD);

        assertThat(SealedRecord.ofBytes("bc", record.toBytes()).isIntactAt(RecordPlace.event("a", 1)))
                .isFalse();
    }

    @Test
    void aSealOfAnUnknownVersionIsOfANewerProgram() {
        byte[] newer = bytes();
        newer[0] = 2;

        assertThatThrownBy(() -> SealedRecord.ofBytes(MANIFEST, newer))
                .isInstanceOf(NewerJournalException.class)
                .hasMessageContaining("seal of version 2");
    }

    @Test
    void tooFewBytesAreNoSealedRecord() {
        assertThatThrownBy(() -> SealedRecord.ofBytes(MANIFEST, new byte[8]))
                .isInstanceOf(JournalException.class)
                .hasMessage("a sealed record has at least 9 bytes, not 8");
    }

    private static byte[] bytes() {
        return SealedRecord.seal(PLACE, MANIFEST, JournalSerializer.IDENTIFIER, PAYLOAD)
                .toBytes();
    }

    private static SealedRecord written() {
        return SealedRecord.ofBytes(MANIFEST, bytes());
    }
}
