package io.netfailover.journal;

import akka.serialization.SerializerWithStringManifest;

/**
 * Hands sealed records through Akka's serialization unopened, because a serializer does not see the persistence id and sequence number
 * that the seal covers; the DAOs do, and open them.
 */
public final class SealedRecordSerializer extends SerializerWithStringManifest {
    /** In every journal row; never changes. */
    public static final int IDENTIFIER = 4712;

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object value) {
        return ((SealedRecord) value).manifest();
    }

    @Override
    public byte[] toBinary(Object value) {
        return ((SealedRecord) value).toBytes();
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        return SealedRecord.ofBytes(manifest, bytes);
    }
}
