package io.netfailover.journal;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Optional, List, Set and Map, whichever class they are of. What has no order is written in the order of its encoded elements, because
 * {@code Set.copyOf} iterates differently in each JVM and equal values must have equal bytes.
 */
final class CollectionFormats {
    private static final int FIRST_GUESS_BYTES = 64;

    private CollectionFormats() {}

    static final class OptionalFormat extends Serializer<Optional<?>> {
        @Override
        public void write(Kryo kryo, Output out, Optional<?> value) {
            out.writeBoolean(value.isPresent());
            if (value.isPresent()) {
                kryo.writeClassAndObject(out, value.get());
            }
        }

        @Override
        public Optional<?> read(Kryo kryo, Input in, Class<? extends Optional<?>> type) {
            return in.readBoolean() ? Optional.of(kryo.readClassAndObject(in)) : Optional.empty();
        }
    }

    static final class ListFormat extends Serializer<List<?>> {
        @Override
        public void write(Kryo kryo, Output out, List<?> list) {
            out.writeVarInt(list.size(), true);
            for (Object element : list) {
                kryo.writeClassAndObject(out, element);
            }
        }

        @Override
        public List<?> read(Kryo kryo, Input in, Class<? extends List<?>> type) {
            int size = Text.readCount(in);
            List<Object> list = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                list.add(kryo.readClassAndObject(in));
            }
            return Collections.unmodifiableList(list);
        }
    }

    static final class SetFormat extends Serializer<Set<?>> {
        @Override
        public void write(Kryo kryo, Output out, Set<?> set) {
            List<byte[]> elements = new ArrayList<>();
            for (Object element : set) {
                Output one = new Output(FIRST_GUESS_BYTES, -1);
                kryo.writeClassAndObject(one, element);
                elements.add(one.toBytes());
            }
            writeSorted(out, elements);
        }

        @Override
        public Set<?> read(Kryo kryo, Input in, Class<? extends Set<?>> type) {
            int size = Text.readCount(in);
            Set<Object> set = new LinkedHashSet<>();
            for (int i = 0; i < size; i++) {
                set.add(kryo.readClassAndObject(in));
            }
            return Collections.unmodifiableSet(set);
        }
    }

    static final class MapFormat extends Serializer<Map<?, ?>> {
        @Override
        public void write(Kryo kryo, Output out, Map<?, ?> map) {
            List<byte[]> entries = new ArrayList<>();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                Output one = new Output(FIRST_GUESS_BYTES, -1);
                kryo.writeClassAndObject(one, entry.getKey());
                kryo.writeClassAndObject(one, entry.getValue());
                entries.add(one.toBytes());
            }
            writeSorted(out, entries);
        }

        @Override
        public Map<?, ?> read(Kryo kryo, Input in, Class<? extends Map<?, ?>> type) {
            int size = Text.readCount(in);
            Map<Object, Object> map = new LinkedHashMap<>();
            for (int i = 0; i < size; i++) {
                Object key = kryo.readClassAndObject(in);
                map.put(key, kryo.readClassAndObject(in));
            }
            return Collections.unmodifiableMap(map);
        }
    }

    private static void writeSorted(Output out, List<byte[]> elements) {
        elements.sort(Arrays::compareUnsigned);
        out.writeVarInt(elements.size(), true);
        elements.forEach(out::writeBytes);
    }
}
