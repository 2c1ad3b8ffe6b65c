package io.netfailover.journal;

import akka.serialization.SerializerWithStringManifest;

/** {@link JournalFormat} as Akka asks for it, for journals and for messages between nodes. */
public final class JournalSerializer extends SerializerWithStringManifest {
    /** In every journal row; never changes. */
    public static final int IDENTIFIER = 4711;

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object value) {
        return JournalFormat.manifestOf(value);
    }

    @Override
    public byte[] toBinary(Object value) {
        return JournalFormat.encode(value);
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        return JournalFormat.decode(manifest, bytes);
    }
}
