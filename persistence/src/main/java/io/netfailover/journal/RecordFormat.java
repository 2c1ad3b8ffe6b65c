package io.netfailover.journal;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The evolvable form of a record: the number of components, then of each its name and its length-prefixed value (class id + content).
 * Both versions of a program read both versions of a record: an unknown component is skipped unread, a missing one takes its default
 * ({@link #defaultOf}). Kryo's own RecordSerializer fails on either.
 */
final class RecordFormat<R extends Record> extends Serializer<R> {
    private static final int FIRST_GUESS_BYTES = 64;

    private final Class<R> type;
    private final RecordComponent[] components;
    private final Constructor<R> constructor;

    RecordFormat(Class<R> type) {
        super(false, true);
        this.type = type;
        this.components = type.getRecordComponents();
        try {
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            this.constructor = type.getDeclaredConstructor(types);
            this.constructor.setAccessible(true);
            for (RecordComponent component : components) {
                component.getAccessor().setAccessible(true);
            }
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("every record has a canonical constructor", e);
        }
    }

    Class<R> type() {
        return type;
    }

    @Override
    public void write(Kryo kryo, Output out, R value) {
        out.writeVarInt(components.length, true);
        for (RecordComponent component : components) {
            Text.writeTo(out, component.getName());
            Output content = new Output(FIRST_GUESS_BYTES, -1);
            kryo.writeClassAndObject(content, valueOf(component, value));
            out.writeVarInt(content.position(), true);
            out.writeBytes(content.getBuffer(), 0, content.position());
        }
    }

    @Override
    public R read(Kryo kryo, Input in, Class<? extends R> wanted) {
        Map<String, byte[]> contents = new HashMap<>();
        int count = Text.readCount(in);
        for (int i = 0; i < count; i++) {
            String name = Text.readFrom(in);
            if (contents.put(name, in.readBytes(Text.readCount(in))) != null) {
                throw new JournalException(nameOf(name) + " occurs twice");
            }
        }
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            byte[] content = contents.get(components[i].getName());
            values[i] = content == null ? defaultOf(components[i]) : valueIn(kryo, content, components[i]);
        }
        return construct(values);
    }

    private Object valueOf(RecordComponent component, R record) {
        try {
            Object value = component.getAccessor().invoke(record);
            if (value == null) {
                throw new JournalException(nameOf(component.getName()) + " is null: use Optional");
            }
            return value;
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new JournalException(nameOf(component.getName()) + " cannot be read", e);
        }
    }

    private Object valueIn(Kryo kryo, byte[] content, RecordComponent component) {
        Input in = new Input(content);
        Object value = kryo.readClassAndObject(in);
        if (in.position() != in.limit()) {
            throw new JournalException(nameOf(component.getName()) + " has bytes beyond its value");
        }
        return value;
    }

    /** What a record of an older version has for a component that came later; its compact constructor may refine it. */
    private Object defaultOf(RecordComponent component) {
        Class<?> wanted = component.getType();
        if (wanted == boolean.class) {
            return false;
        } else if (wanted == int.class) {
            return 0;
        } else if (wanted == long.class) {
            return 0L;
        } else if (wanted == double.class) {
            return 0.0;
        } else if (wanted == String.class) {
            return "";
        } else if (wanted.isEnum()) {
            return wanted.getEnumConstants()[0];
        } else if (wanted == Optional.class) {
            return Optional.empty();
        } else if (wanted == List.class) {
            return List.of();
        } else if (wanted == Set.class) {
            return Set.of();
        } else if (wanted == Map.class) {
            return Map.of();
        }
        throw new JournalException(nameOf(component.getName()) + " is missing and has no default");
    }

    private R construct(Object[] values) {
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new JournalException(type.getSimpleName() + " refuses what was read: " + reasonOf(e), e);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            throw new JournalException(type.getSimpleName() + " has components of other types than were read", e);
        }
    }

    private static String reasonOf(InvocationTargetException e) {
        return String.valueOf(e.getTargetException().getMessage());
    }

    private String nameOf(String component) {
        return "component '" + component + "' of " + type.getSimpleName();
    }
}
