package io.netfailover.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.netfailover.types.DomainName;
import io.netfailover.types.HostName;
import io.netfailover.types.IfIndex;
import io.netfailover.types.LinkKey;
import io.netfailover.types.MacAddress;
import io.netfailover.types.MasterName;
import io.netfailover.types.MigrationId;
import io.netfailover.types.PciAddress;
import io.netfailover.types.Steering;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Our records as JSON: names as text, enums as the lower-case words of the command line, absent values as null. */
public final class ApiJson {
    private static final ObjectMapper MAPPER = new ObjectMapper().registerModule(words());

    private ApiJson() {}

    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + value.getClass() + " as JSON", e);
        }
    }

    /** @throws ApiProblem when {@code text} is no JSON object */
    static JsonNode object(String text) {
        try {
            JsonNode node = MAPPER.readTree(text);
            if (node != null && node.isObject()) {
                return node;
            }
        } catch (JsonProcessingException e) {
            throw ApiProblem.usage("the request's body is no JSON: " + e.getOriginalMessage(), "send a JSON object");
        }
        throw ApiProblem.usage("the request's body is no JSON object", "send a JSON object");
    }

    private static SimpleModule words() {
        SimpleModule module = new SimpleModule("netfailover");
        Class<?>[] texts = {
            Instant.class,
            Duration.class,
            MacAddress.class,
            LinkKey.class,
            MasterName.class,
            PciAddress.class,
            DomainName.class,
            HostName.class,
            MigrationId.class
        };
        for (Class<?> named : texts) {
            module.addSerializer(named, ToStringSerializer.instance);
        }
        module.addSerializer(new Word<>(IfIndex.class, (index, out) -> out.writeNumber(index.value())));
        module.addSerializer(new Word<>(Steering.class, (steering, out) -> out.writeString(steering.word())));
        module.addSerializer(new Word<>(
                Enum.class,
                (constant, out) ->
                        out.writeString(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))));
        module.addSerializer(new OptionalWord());
        return module;
    }

    private interface Writing<T> {
        void write(T value, JsonGenerator out) throws IOException;
    }

    private static final class Word<T> extends StdSerializer<T> {
        private static final long serialVersionUID = 1;
        private final transient Writing<T> writing;

        Word(Class<T> type, Writing<T> writing) {
            super(type);
            this.writing = writing;
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
            writing.write(value, out);
        }
    }

    private static final class OptionalWord extends StdSerializer<Optional<?>> {
        private static final long serialVersionUID = 1;

        OptionalWord() {
            super(Optional.class, false);
        }

        @Override
        public void serialize(Optional<?> value, JsonGenerator out, SerializerProvider provider) throws IOException {
            provider.defaultSerializeValue(value.orElse(null), out);
        }
    }
}
