package io.netfailover.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * A serialized event or snapshot bound to its place by a CRC32C over place, manifest, serializer and payload. On disk: version of the seal
 * (1 byte), serializer id (4), checksum (4), payload; big endian. See docs/adr/0003-journal-record-integrity.md.
 */
final class SealedRecord {
    private static final byte VERSION = 1;
    private static final int HEADER_BYTES = 1 + Integer.BYTES + Integer.BYTES;

    private final String manifest;
    private final int serializerId;
    private final int checksum;
    private final byte[] payload;

    private SealedRecord(String manifest, int serializerId, int checksum, byte[] payload) {
        this.manifest = manifest;
        this.serializerId = serializerId;
        this.checksum = checksum;
        this.payload = payload;
    }

    static SealedRecord seal(RecordPlace place, String manifest, int serializerId, byte[] payload) {
        return new SealedRecord(manifest, serializerId, checksumOf(place, manifest, serializerId, payload), payload);
    }

    /**
     * Reads what {@link #toBytes()} wrote; whether it is intact is known once it is asked with its place.
     *
     * @throws NewerJournalException when the seal is of a newer version
     * @throws JournalException when there are too few bytes
     */
    static SealedRecord ofBytes(String manifest, byte[] bytes) {
        if (bytes.length < HEADER_BYTES) {
            throw new JournalException("a sealed record has at least " + HEADER_BYTES + " bytes, not " + bytes.length);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte version = in.get();
        if (version != VERSION) {
            throw new NewerJournalException("a record with a seal of version " + (version & 0xff));
        }
        int serializerId = in.getInt();
        int checksum = in.getInt();
        byte[] payload = new byte[in.remaining()];
        in.get(payload);
        return new SealedRecord(manifest, serializerId, checksum, payload);
    }

    String manifest() {
        return manifest;
    }

    /** Of the payload. */
    int serializerId() {
        return serializerId;
    }

    byte[] payload() {
        return payload;
    }

    byte[] toBytes() {
        return ByteBuffer.allocate(HEADER_BYTES + payload.length)
                .put(VERSION)
                .putInt(serializerId)
                .putInt(checksum)
                .put(payload)
                .array();
    }

    boolean isIntactAt(RecordPlace place) {
        return checksum == checksumOf(place, manifest, serializerId, payload);
    }

    private static int checksumOf(RecordPlace place, String manifest, int serializerId, byte[] payload) {
        CRC32C crc = new CRC32C();
        crc.update(place.kind() == RecordPlace.Kind.EVENT ? 'e' : 's');
        updateText(crc, place.persistenceId());
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(0, place.sequenceNumber()));
        updateText(crc, manifest);
        crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, serializerId));
        crc.update(payload);
        return (int) crc.getValue();
    }

    /** With its length, so that no byte can move from one text to the next. */
    private static void updateText(CRC32C crc, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
        crc.update(bytes);
    }
}
