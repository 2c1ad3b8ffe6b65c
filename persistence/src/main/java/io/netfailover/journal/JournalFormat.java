package io.netfailover.journal;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.Pool;

/**
 * Events and states as bytes under a manifest. Equal values have equal bytes, in every JVM; the bytes of every version are read for ever
 * (golden bytes in the tests). Safe for all threads.
 */
public final class JournalFormat {
    private static final int FIRST_GUESS_BYTES = 256;

    /** A Kryo serves one thread at a time and is dear to make. */
    private static final Pool<Kryo> KRYOS = new Pool<>(true, false) {
        @Override
        protected Kryo create() {
            return ClassIds.newKryo();
        }
    };

    private JournalFormat() {}

    /** @throws JournalException when {@code value} is neither an event nor a state */
    public static String manifestOf(Object value) {
        return Manifests.of(value.getClass());
    }

    /** @throws JournalException when {@code value} is neither an event nor a state, or a component of it is null or of an unknown class */
    public static byte[] encode(Object value) {
        @SuppressWarnings("unchecked") // the table pairs each manifest with the format of its class
        Serializer<Object> format = (Serializer<Object>) (Serializer<?>) Manifests.formatOf(manifestOf(value));
        Kryo kryo = KRYOS.obtain();
        try {
            Output out = new Output(FIRST_GUESS_BYTES, -1);
            format.write(kryo, out, value);
            return out.toBytes();
        } catch (JournalException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new JournalException("a " + manifestOf(value) + " cannot be written: " + e.getMessage(), e);
        } finally {
            kryo.reset();
            KRYOS.free(kryo);
        }
    }

    /**
     * @throws NewerJournalException when the manifest, or a class or enum constant in the bytes, is of a newer version
     * @throws JournalException when the bytes are no such record
     */
    public static Object decode(String manifest, byte[] bytes) {
        RecordFormat<?> format = Manifests.formatOf(manifest);
        Kryo kryo = KRYOS.obtain();
        try {
            Input in = new Input(bytes);
            Object value = read(format, kryo, in);
            if (in.position() != in.limit()) {
                throw new JournalException((in.limit() - in.position()) + " bytes too many for a " + manifest);
            }
            return value;
        } catch (NewerJournalException e) {
            throw new NewerJournalException("record '" + manifest + "' with " + e.what(), e);
        } catch (JournalException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new JournalException("these bytes are no " + manifest + ": " + e.getMessage(), e);
        } finally {
            kryo.reset();
            KRYOS.free(kryo);
        }
    }

    private static <R extends Record> R read(RecordFormat<R> format, Kryo kryo, Input in) {
        return format.read(kryo, in, format.type());
    }
}
