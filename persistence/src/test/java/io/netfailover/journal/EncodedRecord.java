package io.netfailover.journal;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.LinkedHashMap;
import java.util.Map;

/** A record's bytes taken apart and put together again, to make what other versions would write. */
final class EncodedRecord {
    private final Map<String, byte[]> contents = new LinkedHashMap<>();

    static EncodedRecord of(byte[] bytes) {
        EncodedRecord record = new EncodedRecord();
        Input in = new Input(bytes);
        int count = in.readVarInt(true);
        for (int i = 0; i < count; i++) {
            String name = Text.readFrom(in);
            record.contents.put(name, in.readBytes(in.readVarInt(true)));
        }
        return record;
    }

    EncodedRecord with(String component, byte[] content) {
        contents.put(component, content);
        return this;
    }

    EncodedRecord without(String component) {
        if (contents.remove(component) == null) {
            throw new AssertionError("no component " + component + " among " + contents.keySet());
        }
        return this;
    }

    byte[] contentOf(String component) {
        byte[] content = contents.get(component);
        if (content == null) {
            throw new AssertionError("no component " + component + " among " + contents.keySet());
        }
        return content;
    }

    byte[] toBytes() {
        Output out = new Output(64, -1);
        out.writeVarInt(contents.size(), true);
        contents.forEach((name, content) -> {
            Text.writeTo(out, name);
            out.writeVarInt(content.length, true);
            out.writeBytes(content);
        });
        return out.toBytes();
    }
}
