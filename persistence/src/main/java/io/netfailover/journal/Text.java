package io.netfailover.journal;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.nio.charset.StandardCharsets;

/**
 * Strings as byte count + UTF-8. Kryo's own form believes a length before it looks for the bytes, so that a few bad bytes ask for gigabytes.
 */
final class Text extends Serializer<String> {
    @Override
    public void write(Kryo kryo, Output out, String text) {
        writeTo(out, text);
    }

    @Override
    public String read(Kryo kryo, Input in, Class<? extends String> type) {
        return readFrom(in);
    }

    static void writeTo(Output out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeVarInt(bytes.length, true);
        out.writeBytes(bytes);
    }

    static String readFrom(Input in) {
        return new String(in.readBytes(readCount(in)), StandardCharsets.UTF_8);
    }

    /** Reads a number of things that take at least a byte each, so it cannot exceed the bytes that are left. */
    static int readCount(Input in) {
        int count = in.readVarInt(true);
        int left = in.limit() - in.position();
        if (count < 0 || count > left) {
            throw new KryoException(
                    "a count of " + Integer.toUnsignedString(count) + " where " + left + " bytes are left");
        }
        return count;
    }
}
